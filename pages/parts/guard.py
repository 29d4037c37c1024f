"""The one place where errors become screens."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from crm_core import logs
from crm_core.database_faults import DamagedError, is_stopped, told
from crm_core.errors import UserError
from crm_core.queries.scope import NoData
from pages.parts import shops, ways
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.words import escape, t

DATA_PAGE = "pages/data.py"


@contextmanager
def guard() -> Iterator[None]:
    """Show what a user can mend as a sentence; anything else to the log, with a reference that the user can
    give to the host.

    The frame wraps every page in it. Wrap what runs outside a page's own run too: fragments and callbacks.
    """
    try:
        yield
    except NoData as error:
        st.info(escape(error.say(t)), icon=":material/inbox:")
        ways.link(DATA_PAGE, label=t("Go to the Data page"), icon=":material/upload_file:")
    except UserError as error:
        _say(error)
    except Exception as error:
        if is_stopped(error):
            shops.let_go()
        if fault := told(error):
            logs.failed("database_fault", error)
            _say(fault)
            return
        st.error(
            t(
                "Something went wrong on this page (reference {reference}); the server's log says where. Your data are "
                "unharmed.",
                reference=logs.failed("page_failed", error),
            ),
            icon=":material/error:",
        )


def _say(error: UserError) -> None:
    """The sentence; where the database is damaged, the way out of it too."""
    if isinstance(error, DamagedError):
        # Loaded only now: it stands on parts that are themselves guarded.
        from pages.parts.rescue_card import rescue_card

        rescue_card(error)
    else:
        st.error(inert(said(error)), icon=":material/error:")
