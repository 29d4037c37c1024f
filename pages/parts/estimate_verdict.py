"""Where the estimate of attitude does not tell who buys again, its users are told, and offered to go without."""

import streamlit as st

from crm_core.queries import trust
from pages.parts import store, ways
from pages.parts.trust_verdicts import of_estimate
from pages.parts.words import escape, t

SETTINGS_PAGE = "pages/settings.py"
TRUST_PAGE = "pages/trust.py"


def say_if_it_fails() -> None:
    """A warning on a page that shows estimated attitudes; nothing where the estimate works, or nobody can tell."""
    dates = store.ask(trust.dates)
    if not dates or not store.settings().estimate_attitude:
        return
    verdict = trust.estimate_holds(store.ask(trust.outcomes, "quadrant", dates[0].as_of, "estimated"))
    if verdict.kind != "fails":
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        text = t(
            "The estimate of attitude does not work in this shop: those who seem to like us did not buy again more "
            "often than the others who buy as much."
        )
        st.markdown(
            f":orange[:material/warning:] {text} :small[:gray[{escape(of_estimate(verdict)[2])}]]", width="stretch"
        )
        switch_off()
        ways.link(TRUST_PAGE, label=t("See the test"), icon=":material/verified:")


def switch_off() -> None:
    """The way to try the rules without the estimate; nothing changes by itself."""
    ways.link(
        SETTINGS_PAGE, label=t("Try without the estimate"), icon=":material/tune:",
        parameters={"try": "estimate_attitude:false"},
    )  # fmt: skip
