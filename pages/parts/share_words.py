"""Share links in words: what one shows, and whether it is open."""

from collections.abc import Callable
from datetime import datetime

from crm_core.locale import _
from crm_core.shares import Share
from pages.parts import words
from pages.parts.words import t

PAGE_NAMES = {
    "overview": _("Overview"),
    "this_week": _("This week"),
    "customers": _("Customers"),
    "compare": _("Compare"),
    "tiers": _("Tiers"),
    "loyalty": _("Loyalty"),
    "lifecycle": _("Lifecycle"),
    "movement": _("Movement"),
    "flow": _("Flow"),
    "cohorts": _("Cohorts"),
    "forecast": _("Forecast"),
    "concentration": _("Concentration"),
    "trust": _("Trust"),
}


def shown_by(share: Share, segment_name: Callable[[str], str]) -> str:
    """What the link shows, and as of when."""
    if share.segment_id is not None:
        what = segment_name(share.segment_id)
    elif share.page is not None:
        what = t(PAGE_NAMES.get(share.page, share.page))
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
