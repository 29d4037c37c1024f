"""The frame around every page: language, page list, the demo banner, and the one place where errors become screens."""

from pathlib import Path

import streamlit as st

from crm_core.access import Visitor
from crm_core.locale import _
from crm_core.queries.lost_returns import lost_returned
from pages.parts import sign_in, store, visitors, ways
from pages.parts.guard import DATA_PAGE, guard
from pages.parts.language import language_switch
from pages.parts.printing import printing
from pages.parts.take_along import take_along
from pages.parts.tour import entry, tour
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
    (_("Shop"), "sharing", _("Sharing"), ":material/share:"),
    (_("Shop"), "settings", _("Settings"), ":material/settings:"),
)

HOME = PAGES[0][1]


def navigation(who: Visitor) -> st.Page:
    """The visitor's pages by section, with titles in the visitor's language; addresses stay the same in all of them."""
    if who.role == "nobody":
        # Every address leads to the sign-in and stays as it is, so that what was asked for is there afterwards.
        doors = [
            st.Page(sign_in.page, title=t("Sign in"), url_path=name, default=name == HOME) for _s, name, *_ in PAGES
        ]
        return st.navigation(doors, position="hidden")
    sections: dict[str, list[st.Page]] = {}
    seen = [line for line in PAGES if who.sees(line[1])]
    for section, name, title, icon in seen:
        page = st.Page(f"pages/{name}.py", title=t(title), icon=icon, url_path=name, default=name == seen[0][1])
        sections.setdefault(t(section), []).append(page)
    return st.navigation(sections, expanded=True)


def demo_banner(who: Visitor) -> None:
    """Say so while the shop on show is the invented one, and why it is."""
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if who.role == "outsider":
            text = t(
                "This is an invented demo shop, to look at. Nobody has set up yet who may come in from elsewhere, so "
                "the shop's own data are not shown here: the README says how, under “Who may come in”."
            )
        elif who.role == "reader":
            text = t("This is an invented demo shop.")
        else:
            text = t("This is an invented demo shop. Upload your own exports on the Data page.")
        st.markdown(f":orange[:material/storefront:] {text}", width="content")
        ways.link(DATA_PAGE, label=t("Upload your data"), icon=":material/upload_file:")


def main() -> None:
    """One run of the dashboard."""
    icon = str(HERE / "static/icon.png")
    # Before the navigation: else the browser fetches each page's own icon from a foreign server for its tab.
    st.set_page_config(page_icon=icon, layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
    who = Visitor("nobody")
    with guard():
        who = visitors.begin_run()
    page = navigation(who)
    st.set_page_config(page_title=f"{page.title} · {t('Customer portfolio')}")
    if token := visitors.share_token():
        st.query_params[visitors.SHARE] = token  # a page switch takes it out, and a reload needs it
    st.logo(icon, size="large")
    printing()
    with st.sidebar:
        language_switch()
        sign_in.keep_in_browser()
        with guard():
            sign_in.who_is_here(who)
    if who.role == "nobody":
        page.run()
    else:
        draw(page, who)


def draw(page: st.Page, who: Visitor) -> None:
    """The page, with what stands above and beside all pages."""
    name = page.url_path or next(name for _section, name, *_ in PAGES if who.sees(name))
    with guard():
        store.begin_run()
        facts = store.facts()
        st.session_state["currency"] = facts.get("currency", "")
        st.session_state["lost_returned"] = store.ask(lost_returned)
        if facts.get("demo") == "yes" and name != "data":
            demo_banner(who)
        if who.role != "reader":
            tour(is_home=name == HOME)
        page.run()
    with guard(), st.sidebar:
        take_along(name)
        if who.role != "reader":
            entry()


main()
