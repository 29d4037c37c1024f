"""Who moved, and why? Two snapshots beside each other: label by label, cause by cause, customer by customer."""

import streamlit as st

from crm_core.charts import move_causes
from crm_core.charts import movement as charts
from crm_core.charts.movement import Measure
from crm_core.locale import _
from crm_core.queries import movement, movers
from crm_core.queries.history import history
from crm_core.queries.movement import Movement
from crm_core.queries.scope import Scope
from pages.parts import cards, store, words
from pages.parts.filters import header, snapshot_of
from pages.parts.history import say_if_short
from pages.parts.move_choice import Compared, choice
from pages.parts.move_list import AT_MOST, cell_chosen, list_of_moves
from pages.parts.move_words import HELP, answer, causes, directions
from pages.parts.paced import paced
from pages.parts.phrases import joined, unit
from pages.parts.switch import switch
from pages.parts.words import t, tn

MEASURES: dict[Measure, str] = {
    "customers": _("Customers"),
    "revenue_before": _("Revenue before"),
    "revenue": _("Revenue now"),
}


def page() -> None:
    """One run of the page."""
    scope = header(t("Movement"))
    compared = choice(scope)
    if compared is None:
        say_if_short(store.ask(history, scope.as_of))
        cards.nothing(t("There is no earlier month to compare with. Choose a later one, or upload older exports."))
        return
    found, largest = store.ask(movers.first_look, scope, compared.start.as_of, compared.field, AT_MOST)
    if found.moves.empty and found.stayed.empty:
        cards.nothing(t("Nobody of this selection was known by this date. Choose fewer filters, or another month."))
        return
    headline(scope, compared, found)
    measure = switch(MEASURES, "movement_measure")
    clicked = pictures(scope, compared, found, measure)
    left, right = st.columns([2, 3])
    with left:
        by_cause(compared, found, measure)
    with right:
        by_month(scope, compared)
    list_of_moves(scope, compared, found, largest, cell_chosen(compared.field, clicked))
    paced(scope)


def headline(scope: Scope, compared: Compared, found: Movement) -> None:
    """The first sentence; none where the history is too short for the labels to mean much."""
    since = words.day(compared.start.as_of)
    if compared.start.warming_up or snapshot_of(scope).warming_up:
        cards.answer(t("The history before {date} is too short to judge moves by.", date=since))
        text = t("Labels need a year of data behind them. Older exports, uploaded on the Data page, help.")
        st.caption(f":orange[:material/hourglass_top:] {text}")
    else:
        cards.answer(answer(found.moves, compared.field, since))
    st.caption(unchanged(found))


def unchanged(found: Movement) -> str:
    """How many kept their label, and how many of them were away in between: that takes all months."""
    stayed, back = int(found.stayed["customers"].sum()), int(found.stayed["came_back"].sum())
    moved = int(found.moves["customers"].sum())
    if not store.is_complete():
        return t(
            "{moved} moved in all, {stayed} have the label that they had.",
            moved=words.count(moved), stayed=words.count(stayed),
        )  # fmt: skip
    return tn(
        "{moved} moved in all, {stayed} never did, and {n} moved in between and came back.",
        "{moved} moved in all, {stayed} never did, and {n} moved in between and came back.",
        back, moved=words.count(moved), stayed=words.count(stayed - back),
    )  # fmt: skip


def pictures(scope: Scope, compared: Compared, found: Movement, measure: Measure) -> tuple[str, str] | None:
    """Streams beside the table of the same numbers; returns the cell clicked."""
    cells, look, field = found.cells(), words.look(), compared.field
    dates = [words.day(compared.start.as_of), words.day(scope.as_of)]
    left, right = st.columns([3, 2])
    with left:
        cards.chart(
            t("Where they went"),
            charts.streams(cells, field, measure, dates, look),
            key=f"movement_streams_{field}",
            subtitle=joined(about(measure), idle(field)),
            empty=t("Nobody has such a label at both dates."),
        )
    with right:
        clicked = cards.chart(
            t("From (down) and to (across)"),
            charts.table(cells, field, measure, look),
            key=f"movement_table_{field}_{measure}",
            subtitle=joined(
                t("Green: better. Red: worse. Grey: stayed, or neither."), t("Click a cell for its customers below.")
            ),
            on_click=True,
        )
    return clicked[0] if clicked else None


def about(measure: Measure) -> str:
    """What the width of a stream counts."""
    if measure == "customers":
        return t("Customers by their label then and now.")
    if measure == "revenue_before":
        return t("Revenue{unit} of the window up to the earlier date, by label then and now.", unit=unit())
    return t("Revenue{unit} of the window up to the later date, by label then and now.", unit=unit())


def idle(field: str) -> str:
    """Who is left out of the streams."""
    if field == "stage":
        return t("Left out: prospects, refund-only and lost customers who stayed so.")
    return t("Left out: who did not buy in either window.")


def by_cause(compared: Compared, found: Movement, measure: Measure) -> None:
    """Promotions and demotions by cause."""
    field = compared.field
    cards.chart(
        t("Why they moved"),
        move_causes.by_cause(found.moves, directions(field), causes(), measure, words.look()),
        key=f"movement_causes_{field}",
        subtitle=t(HELP),
        empty=t("Nobody moved."),
    )


def by_month(scope: Scope, compared: Compared) -> None:
    """Every month against the one before."""
    field = compared.field
    months = store.ask(movement.by_month, scope, field)
    names = directions(field)
    short = bool(months["warming_up"].any()) if not months.empty else False
    cards.chart(
        t("Moves by month"),
        move_causes.by_month(months, names, causes(), words.look()),
        key=f"movement_months_{field}",
        subtitle=joined(
            t("Customers, each month against the one before. Up: {up}. Down: {down}.", up=names["better"].lower(),
              down=names["worse"].lower()),
            t("Hatched: history too short.") if short else "",
            t("Its tallest bars are cut off.") if move_causes.is_cut(months) else "",
        ),
        empty=t("No month has another before it yet."),
    )  # fmt: skip


page()
