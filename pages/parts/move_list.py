"""The customers behind the moves: by direction and cause, or those of the cell that was clicked."""

import pandas as pd
import streamlit as st

from crm_core import exporting
from crm_core.queries import movers
from crm_core.queries.movement import Field, Movement
from crm_core.queries.movers import Chosen
from crm_core.queries.scope import Scope
from pages.parts import list_files, store, tables, words
from pages.parts.customer_columns import coded, title
from pages.parts.move_choice import Compared
from pages.parts.move_words import HELP, cause, causes, directions
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t, tn

AT_MOST = 200
_CELL = "movement_cell"  # session state: (field, before, after) of the cell clicked last, as ids
ALL, CAME_BACK = "all", "came_back"


def cell_chosen(field: Field, clicked: tuple[str, str] | None) -> tuple[str | None, str | None] | None:
    """The cell that the list is about: the one clicked last in the table of this kind of label."""
    if clicked is not None and clicked != st.session_state.get("movement_clicked"):
        st.session_state[_CELL] = (field, *clicked)
    st.session_state["movement_clicked"] = clicked
    kept = st.session_state.get(_CELL)
    if kept is None or kept[0] != field:
        return None
    before, after = (None if code == "none" else code for code in kept[1:])
    return before, after


def list_of_moves(
    scope: Scope, compared: Compared, found: Movement, largest: pd.DataFrame, cell: tuple[str | None, str | None] | None
) -> None:
    """The filters and the list, with its files; a row opens the profile."""
    field = compared.field
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chosen = _filters(field, cell)
    n = how_many(found, chosen)
    rows = largest
    if chosen != Chosen():
        rows = store.ask(movers.movers, scope, compared.start.as_of, field, chosen, AT_MOST) if n else pd.DataFrame()
    row = tables.table(
        told(rows, field) if n else rows,
        columns(field),
        key=f"movement_list_{field}_{chosen}",
        title=_title(n, chosen),
        subtitle=joined(
            t("The {n} with the most revenue.", n=words.count(AT_MOST)) if n > AT_MOST else "",
            t(
                "Revenue{unit}: of the window up to {before}, and up to {after}. Tick a row to open the profile.",
                unit=unit(), before=words.day(compared.start.as_of), after=words.day(scope.as_of),
            ),
        ),
        empty=t("Nobody moved like this."),
        on_click=True,
    )  # fmt: skip
    if n:
        _files(scope, compared, chosen)
    tables.chosen_customer(rows, row)


def how_many(found: Movement, chosen: Chosen) -> int:
    """How many customers are in the list."""
    if chosen.came_back:
        stayed = found.stayed
        if chosen.cell is not None:
            stayed = stayed[_same(stayed["label"], chosen.cell[0])]
        return int(stayed["came_back"].sum())
    moves = found.moves
    for column, wanted in (("direction", chosen.direction), ("cause", chosen.cause)):
        moves = moves if wanted is None else moves[moves[column] == wanted]
    if chosen.cell is not None:
        before, after = chosen.cell
        moves = moves[_same(moves["label_before"], before) & _same(moves["label_after"], after)]
    return int(moves["customers"].sum())


def _same(series: pd.Series, code: str | None) -> pd.Series:
    return series.isna() if code is None else series == code


def _filters(field: Field, cell: tuple[str | None, str | None] | None) -> Chosen:
    """The switches above the list; a cell clicked takes the place of the direction."""
    if cell is not None:
        before, after = (words.short(field, code) for code in cell)
        if st.button(f"{before} → {after}", icon=":material/close:", key="movement_all", help=t("Show all moves")):
            del st.session_state[_CELL]
            st.rerun()
        if cell[0] == cell[1]:
            return Chosen(cell=cell, came_back=True)
    way = ALL
    if cell is None:
        names = {ALL: t("All"), **directions(field), CAME_BACK: t("Moved and came back")}
        way = st.segmented_control(
            t("Which way"), list(names), default=ALL, required=True, key=f"movement_way_{field}",
            format_func=names.__getitem__,
        )  # fmt: skip
    if way == CAME_BACK:
        return Chosen(came_back=True)
    every = {ALL: t("All"), **causes()}
    code = st.selectbox(
        t("Cause"), list(every), key="movement_cause", format_func=every.__getitem__, width=230, help=t(HELP)
    )
    return Chosen(None if way == ALL else way, None if code == ALL else code, cell)


def _title(n: int, chosen: Chosen) -> str:
    if chosen.came_back:
        return tn("{n} customer moved and came back", "{n} customers moved and came back", n)
    return tn("{n} customer moved", "{n} customers moved", n)


def columns(field: Field) -> dict[str, Column]:
    """How the list is shown."""
    return {
        "customer": Column(t("Customer"), pinned=True),
        "label_before": Column(t("Before"), "badge", field),
        "label_after": Column(t("After"), "badge", field),
        "cause": Column(t("Cause"), width="large", help=t(HELP)),
        "since": Column(t("Since"), "month", help=t("The last month in which the label changed.")),
        "revenue_before": Column(t("Revenue before"), "money"),
        "revenue": Column(t("Revenue now"), "money"),
        "owner": Column(t("Account manager")),
    }


def told(rows: pd.DataFrame, field: Field) -> pd.DataFrame:
    """The rows with their causes in words."""
    texts = [
        cause(field, row["cause"], row["direction"], row["label_after"])
        for row in rows[["cause", "direction", "label_after"]].to_dict("records")
    ]
    return rows.assign(cause=pd.Series(texts, index=rows.index, dtype=object))


def _files(scope: Scope, compared: Compared, chosen: Chosen) -> None:
    """All moves of the list, as files. There a cause is one of three, so that it can be filtered by."""
    shown = list_files.columns(columns(compared.field), coded)
    why: dict[str | None, str] = dict(causes().items())
    written = [exporting.Column(c.name, c.title, c.kind, why) if c.name == "cause" else c for c in shown]
    wanted = [written[0], exporting.Column("customer_id", title("customer_id")), *written[1:]]
    name = f"moves-{compared.field}-{compared.start.as_of}-{scope.as_of}"
    list_files.downloads(name, t("Movement"), wanted, _reader(scope, compared, chosen), scope)


def _reader(scope: Scope, compared: Compared, chosen: Chosen) -> list_files.Frames:
    return lambda connection: movers.all_movers(connection, scope, compared.start.as_of, compared.field, chosen)
