"""The monthly report for who has a share link to the whole dashboard: the same pages, as narrow as the link."""

from dataclasses import dataclass
from datetime import date, datetime

from crm_core import shares
from crm_core.access import Visitor
from crm_core.building import current_build
from crm_core.shares import Share
from pages.parts import along, shops, trail
from pages.parts.headless import CARRIED, Reader
from pages.parts.shops import Which


@dataclass(frozen=True)
class Found:
    """The link of a token, and the shop that it belongs to."""

    share: Share
    shop: Which


def find(token: str, now: datetime) -> Found | None:
    """The link, if it is open, shows the whole dashboard and asks for no password; it counts as opened."""
    which: Which
    for which in ("own", "demo"):
        with shops.cursor(which) as own:
            share = shares.found(own, token)
            if share is None:
                continue
            is_part = share.page is not None or share.segment_id is not None
            if not share.is_open(now) or share.password_hash is not None or is_part:
                trail.noter(which, Visitor("nobody"))("share_refused", share.share_id, report=True)
                return None
            trail.share_opened(which, share, now, report=True)
            return Found(share, which)
    return None


def build_of(found: Found) -> str:
    """Names the data that a report would be made of."""
    with shops.cursor(found.shop) as own:
        return f"{found.shop} {current_build(own)}"


def report(found: Found, month: date | None, language: str, now: datetime) -> bytes:
    """The report of a month (None: the newest finished one) as one HTML file. UserError for one that is not there."""
    reader = Reader(Visitor("reader", "", found.share), language, {}, dict.fromkeys(CARRIED, found.shop))
    return along.monthly(month, reader, now)
