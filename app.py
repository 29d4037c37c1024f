"""The frame around every page: language, page list, the demo banner, and the one place where errors become screens."""

from pathlib import Path

import streamlit as st

from crm_core.locale import _
from crm_core.queries.lost_returns import lost_returned
from pages.parts import store
from pages.parts.guard import DATA_PAGE, guard
from pages.parts.language import language_switch
from pages.parts.words import t

HERE = Path(__file__).parent
SIDEBAR_PIXELS = 220
# section, file and address, title, icon; the first page is the home page
PAGES = (
    (_("Portfolio"), "overview", _("Overview"), ":material/space_dashboard:"),
    (_("Portfolio"), "this_week", _("This week"), ":material/call:"),
    (_("Portfolio"), "customers", _("Customers"), ":material/groups:"),
    (_("Portfolio"), "compare", _("Compare"), ":material/compare:"),
    (_("Labels"), "tiers", _("Tiers"), ":material/leaderboard:"),
    (_("Labels"), "loyalty", _("Loyalty"), ":material/favorite:"),
    (_("Labels"), "lifecycle", _("Lifecycle"), ":material/timeline:"),
    (_("Changes"), "movement", _("Movement"), ":material/swap_vert:"),
    (_("Changes"), "flow", _("Flow"), ":material/water_drop:"),
    (_("Changes"), "cohorts", _("Cohorts"), ":material/grid_on:"),
    (_("Outlook"), "forecast", _("Forecast"), ":material/trending_up:"),
    (_("Outlook"), "concentration", _("Concentration"), ":material/donut_large:"),
    (_("Outlook"), "trust", _("Trust"), ":material/verified:"),
    (_("Shop"), "data", _("Data"), ":material/database:"),
    (_("Shop"), "quality", _("Data quality"), ":material/fact_check:"),
    (_("Shop"), "who_is_who", _("Who is who"), ":material/person_search:"),
    (_("Shop"), "settings", _("Settings"), ":material/settings:"),
)


def navigation() -> st.Page:
    """The pages by section, with titles in the visitor's language; addresses stay the same in all of them."""
    sections: dict[str, list[st.Page]] = {}
    for section, name, title, icon in PAGES:
        page = st.Page(f"pages/{name}.py", title=t(title), icon=icon, url_path=name, default=name == PAGES[0][1])
        sections.setdefault(t(section), []).append(page)
    return st.navigation(sections, expanded=True)


def demo_banner() -> None:
    """Say so while the shop on show is the invented one."""
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            ":orange[:material/storefront:] "
            + t("This is an invented demo shop. Upload your own exports on the Data page."),
            width="content",
        )
        st.page_link(DATA_PAGE, label=t("Upload your data"), icon=":material/upload_file:")


def main() -> None:
    """One run of the dashboard."""
    icon = str(HERE / "static/icon.png")
    # Before the navigation: else the browser fetches each page's own icon from a foreign server for its tab.
    st.set_page_config(page_icon=icon, layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
    page = navigation()
    st.set_page_config(page_title=f"{page.title} · {t('Customer portfolio')}")
    st.logo(icon, size="large")
    with st.sidebar:
        language_switch()
    with guard():
        store.begin_run()
        facts = store.facts()
        st.session_state["currency"] = facts.get("currency", "")
        st.session_state["lost_returned"] = store.ask(lost_returned)
        if facts.get("demo") == "yes" and page.url_path != "data":
            demo_banner()
        page.run()


main()
