"""The monthly report for the command line: what a page needs of a server is made, and put away when it is done."""

from datetime import date, datetime

from crm_core.errors import UserError
from crm_core.locale import _
from pages.parts.serverless import without_server


def report(month: date | None, language: str, is_masked: bool, now: datetime) -> bytes:
    """The report of the own shop as one HTML file; of the newest finished month if none is named.

    UserError if there are no data, or the month is not finished.
    """
    without_server()
    # Only now: the caches of what follows look for a server when they are first read.
    import streamlit as st

    from crm_core.access import Visitor
    from crm_core.queries.scope import NoData
    from pages.parts import along
    from pages.parts.headless import CARRIED, Reader

    who = Visitor("owner")
    reader = Reader(along.masked(who) if is_masked else who, language, {}, dict.fromkeys(CARRIED, "own"))
    try:
        return along.monthly(month, reader, now)
    except NoData:
        raise UserError(_("There is nothing to report yet. Import files first.")) from None
    finally:
        st.cache_resource.clear()  # which closes the database
