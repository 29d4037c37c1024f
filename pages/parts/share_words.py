"""Share links in words: what one shows, and whether it is open."""

from collections.abc import Mapping
from datetime import datetime

from crm_core.shares import Share
from pages.parts import words
from pages.parts.page_list import TITLES
from pages.parts.words import t


def segment_name(segment_id: str, names: Mapping[str, str]) -> str:
    """How a segment is called, also when somebody has deleted it. names: of all segments, by their ids."""
    name = names.get(segment_id)
    return t("a segment that is not there any more") if name is None else t("Segment: {name}", name=name)


def shown_by(share: Share, segments: Mapping[str, str]) -> str:
    """What the link shows, and as of when. segments: the names of all, by their ids."""
    if share.segment_id is not None:
        what = segment_name(share.segment_id, segments)
    elif share.page is not None:
        what = t(TITLES.get(share.page, share.page))
    else:
        what = t("The whole dashboard")
    return what if share.pinned_to is None else f"{what}, {words.day(share.pinned_to)}"


def state_of(share: Share, now: datetime) -> str:
    """Open until when, expired or withdrawn."""
    if share.revoked_at is not None:
        return f":gray[{t('withdrawn')}]"
    if now >= share.expires_at:
        return f":gray[{t('expired')}]"
    return f":green[{t('open until {day}', day=words.day(share.expires_at.date()))}]"
