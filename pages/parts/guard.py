"""The one place where errors become screens."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from crm_core.errors import UserError
from crm_core.queries.scope import NoData
from pages.parts import ways
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.words import escape, t

LOG = logging.getLogger("crm")
DATA_PAGE = "pages/data.py"


@contextmanager
def guard() -> Iterator[None]:
    """Show what a user can mend as a sentence; anything else goes to the log whole, and to the user as one sentence.

    The frame wraps every page in it. Wrap what runs outside a page's own run too: fragments and callbacks.
    """
    try:
        yield
    except NoData as error:
        st.info(escape(error.say(t)), icon=":material/inbox:")
        ways.link(DATA_PAGE, label=t("Go to the Data page"), icon=":material/upload_file:")
    except UserError as error:
        st.error(inert(said(error)), icon=":material/error:")
    except Exception:
        LOG.exception("a page failed")
        st.error(
            t("Something went wrong on this page, and the details are in the server's log. Your data are unharmed."),
            icon=":material/error:",
        )
