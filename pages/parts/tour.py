"""A short tour at the first visit: five cards above the page, left with one click, opened again from the sidebar."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from crm_core.labels import QUADRANTS, STAGES
from crm_core.locale import _
from pages.parts import cards, store, ways
from pages.parts.guard import guard
from pages.parts.words import t

COOKIE = "crm_tour"
# Fixed code. Chosen once, so that it is not shown again in this browser.
_SCRIPT = """
export default function ({ data }) {
  document.cookie = `${data.cookie}=seen; path=/; max-age=31536000; samesite=lax`;
}
"""


@dataclass(frozen=True)
class Step:
    """One card: what it is about, the labels that it shows, and the page that it leads to."""

    title: str
    text: str
    page: str
    link: str
    icon: str
    field: str = ""
    codes: Sequence[str | None] = ()


STEPS = (
    Step(
        _("Who are my best customers?"),
        _("Tiers: the few in A bring most of the revenue, B the next part, C the rest. "
          "Rest on a label to read its rule; a customer's profile says why this one has it."),
        "tiers", _("Tiers"), ":material/leaderboard:", "tier", ("A", "B", "C", None),
    ),
    Step(
        _("Do they come back because they like us?"),
        _("Loyalty quadrants: how often they buy, and what they think of us. "
          "Who buys often without liking us leaves as soon as somebody else is nearer."),
        "loyalty", _("Loyalty"), ":material/favorite:", "quadrant", tuple(code for code in QUADRANTS if code),
    ),
    Step(
        _("Where are they in the relationship?"),
        _("Lifecycle stages: each customer is judged by the own rhythm. "
          "Wavering customers are overdue and can still be kept; lost ones seldom come back."),
        "lifecycle", _("Lifecycle"), ":material/timeline:", "stage", tuple(code for code in STAGES if code),
    ),
    Step(
        _("Whom should I call this week?"),
        _("This week lists the calls that are worth most, with the reason and the day when each customer is lost. "
          "Tick a row to note what came of it."),
        "this_week", _("This week"), ":material/call:",
    ),
    Step(
        _("Your own shop, and your colleagues"),
        _("Upload the exports of your shop as they are on the Data page. "
          "The address of every page is a link to what you see: copy it and send it."),
        "data", _("Data"), ":material/database:",
    ),
)  # fmt: skip


def entry() -> None:
    """The way back to the tour, for the sidebar."""
    st.button(t("Tour"), key="tour_entry", icon=":material/explore:", type="tertiary", on_click=_go_to, args=(0, True))


def tour(is_home: bool) -> None:
    """Show the tour above the page, if it is on: at the first visit of a browser that asks for the home page itself.

    Call it for whoever may see the whole dashboard, never for readers of a share link: they want what was shared.
    """
    if "tour_step" not in st.session_state:
        st.session_state["tour_step"] = 0 if is_home and _is_first_visit() else None
        st.session_state["tour_asked_for"] = False
    step = st.session_state["tour_step"]
    if step is not None and (is_home or step > 0 or st.session_state["tour_asked_for"]):
        _card()


def _is_first_visit() -> bool:
    """Whether a browser is here without a mark of an earlier visit, led by no link to something else."""
    is_browser = bool(st.context.headers)
    return is_browser and COOKIE not in st.context.cookies and not st.query_params


@st.fragment
def _card() -> None:
    with guard():
        step = st.session_state["tour_step"]
        if step is None:
            tell = st.components.v2.component("crm_tour", js=_SCRIPT)
            tell(key="tour_in_browser", data={"cookie": COOKIE}, height=1)
        else:
            _draw(step)


def _draw(place: int) -> None:
    step = STEPS[place]
    with st.container(border=True, gap="small", key="tour"):
        cards.titles(f":primary[:material/explore:] {t(step.title)}", "")
        st.markdown(t(step.text))
        if step.field:
            cards.legend(step.field, step.codes, store.settings())
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            ways.link(f"pages/{step.page}.py", label=t("Go to {page}", page=t(step.link)), icon=step.icon)
            with st.container(horizontal=True, vertical_alignment="center", width="content"):
                _buttons(place)


def _buttons(place: int) -> None:
    last = place == len(STEPS) - 1
    st.caption(t("{n} of {of}", n=place + 1, of=len(STEPS)), width="content")
    if not last:
        st.button(t("Skip the tour"), key="tour_skip", type="tertiary", on_click=_go_to, args=(None,))
    if place:
        st.button(t("Back"), key="tour_back", on_click=_go_to, args=(place - 1,))
    st.button(
        t("Finish") if last else t("Next"), key="tour_next", type="primary", on_click=_go_to,
        args=(None if last else place + 1,),
    )  # fmt: skip


def _go_to(step: int | None, asked_for: bool = False) -> None:
    st.session_state["tour_step"] = step
    st.session_state["tour_asked_for"] = asked_for or st.session_state.get("tour_asked_for", False)
