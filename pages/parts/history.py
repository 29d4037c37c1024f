"""What a short history means for a page's numbers, in words."""

import streamlit as st

from crm_core.locale import _
from crm_core.queries.history import History, Missing
from pages.parts import store, ways, words
from pages.parts.guard import DATA_PAGE
from pages.parts.words import t, tn

NO_YEAR_BEFORE: dict[Missing, str] = {
    "year_too_short": _("No comparison with the year before: its history is too short."),
    "pending": _("The comparison with the year before follows: its month is still being computed."),
    "not_kept": _("No comparison with the year before: it is not among the months that are kept."),
}


def say_if_short(found: History) -> None:
    """A warning with a way out where the snapshot is warming up; why there is no comparison, where there is none."""
    if not found.warming_up:
        if found.compared_with is None:
            st.caption(t(NO_YEAR_BEFORE[found.missing]))
        return
    text = tn(
        "Only {n} day of history lies behind these numbers, and labels need {needed}: read them with care. "
        "Older exports, uploaded on the Data page, help.",
        "Only {n} days of history lie behind these numbers, and labels need {needed}: read them with care. "
        "Older exports, uploaded on the Data page, help.",
        found.days,
        needed=words.count(store.settings().warming_up_days),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":orange[:material/hourglass_top:] {text}", width="content")
        ways.link(DATA_PAGE, label=t("Upload older exports"), icon=":material/upload_file:")
