"""The frame around every page: language, page list, the demo banner, and the one place where errors become screens."""

from pathlib import Path

import streamlit as st

from crm_core import logs
from crm_core.access import NEEDED, Visitor
from crm_core.queries.lost_returns import lost_returned
from pages.parts import sign_in, store, visitors, ways
from pages.parts.guard import DATA_PAGE, guard
from pages.parts.labelling import show_what_is_under_way
from pages.parts.language import language_switch
from pages.parts.page_list import HOME, PAGES
from pages.parts.printing import printing
from pages.parts.take_along import take_along
from pages.parts.tour import entry, tour
from pages.parts.words import speaking, t

HERE = Path(__file__).parent
if not logs.is_on():  # asgi.py has seen to it before; without asgi.py this is the beginning
    logs.set_up()
    logs.take_over()
SIDEBAR_PIXELS = 220


def navigation(who: Visitor) -> st.Page:
    """The visitor's pages by section, with titles in the visitor's language; addresses stay the same in all of them."""
    if who.role == "nobody":
        # Every address leads to the sign-in and stays as it is, so that what was asked for is there afterwards.
        doors = [
            st.Page(sign_in.page, title=t("Sign in"), url_path=one.name, default=one.name == HOME) for one in PAGES
        ]
        return st.navigation(doors, position="hidden")
    sections: dict[str, list[st.Page]] = {}
    seen = [one for one in PAGES if who.sees(one.name)]
    for section, name, title, icon in seen:
        page = st.Page(f"pages/{name}.py", title=t(title), icon=icon, url_path=name, default=name == seen[0].name)
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
    name = page.url_path or next(one.name for one in PAGES if who.sees(one.name))
    with guard(), store.one_look():
        store.begin_run()
        facts = store.facts()
        st.session_state["currency"] = facts.get("currency", "")
        st.session_state["lost_returned"] = store.ask(lost_returned)
        if facts.get("demo") == "yes" and name != "data":
            demo_banner(who)
        if who.role != "reader":
            tour(is_home=name == HOME)
        if name not in NEEDED:
            show_what_is_under_way()
        page.run()
    with guard(), st.sidebar:
        take_along(name)
        if who.role != "reader":
            entry()


with speaking():
    main()
