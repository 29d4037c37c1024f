"""The way to take an import back: what would go and come back, the button, and what has changed since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import duckdb
import streamlit as st

from crm_core import amending, audit
from crm_core.amending import Undoing
from crm_core.audit import Actor
from crm_core.errors import UserError
from crm_core.intake import Receipt
from crm_core.queries import imports
from pages.parts import amending as changes
from pages.parts import cards, jobs, store, trail, words
from pages.parts.inert import inert
from pages.parts.phrases import joined
from pages.parts.said import said
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

KIND = "undone"


@dataclass(frozen=True)
class Undone:
    """An undoing, with the newest numbers from before it; None where there were none."""

    undoing: Undoing
    before: imports.Newest | None


def undo_button(receipt: Receipt, place: str) -> None:
    """On a receipt: the button with what it would do, or when the import was undone."""
    if receipt.undone_at:
        st.caption(":orange[:material/undo:] " + t("Undone on {day}.", day=words.day(receipt.undone_at.date())))
        return
    if store.shop() == "demo":
        return
    with st.popover(t("Undo this import"), icon=":material/undo:", type="tertiary"):
        try:
            with store.cursor() as connection:
                undoing = amending.what_goes(connection, receipt.import_id)
        except UserError as error:
            st.warning(inert(said(error)), icon=":material/block:")
            return
        st.markdown(inert(what_goes(undoing)))
        clicked = st.button(
            t("Undo now"), type="primary", icon=":material/undo:", key=f"undo_{place}_{receipt.import_id}",
            disabled=jobs.is_taken(changes.SLOT),
        )  # fmt: skip
        if clicked:
            changes.start(KIND, partial(_undo, receipt.import_id, datetime.now(), trail.by(visitor())))


def what_goes(undoing: Undoing) -> str:
    """What an undoing takes and brings back, in words."""
    parts = [t("All that {file} brought goes, as if it had never come.", file=undoing.file_name)]
    if undoing.orders:
        parts.append(
            tn(
                "{n} order or refund in force with {amount} goes.",
                "{n} orders and refunds in force with {amount} in all go.",
                undoing.orders, amount=words.money_exact(undoing.amount),
            )
        )  # fmt: skip
    if undoing.entries_back:
        parts.append(
            tn(
                "{n} entry that it replaced is again as the files before it say.",
                "{n} entries that it replaced are again as the files before it say.",
                undoing.entries_back,
            )
        )
    return joined(*parts, t("The file can be loaded again."))


def _undo(import_id: int, now: datetime, by: Actor, connection: duckdb.DuckDBPyConnection) -> Undone:
    before = imports.newest(connection)
    undoing = amending.undo(connection, import_id, now)
    audit.note(connection, "import_undone", by, now, str(import_id), rows=undoing.rows)
    return Undone(undoing, before)


def just_undone() -> None:
    """The undoing that has just ended, and the numbers before and after it."""
    done: Undone | None = changes.outcome(KIND)
    if done is None:
        return
    with st.container(border=True, gap="small", key="just_undone"):
        st.markdown(f"##### :green[:material/undo:] {t('Undone')}")
        st.markdown(inert(t("{file} is undone, as if it had never come.", file=done.undoing.file_name)))
        _numbers(done.before, store.ask(imports.newest))
        st.button(t("Close"), icon=":material/close:", type="tertiary", key="close_undone", on_click=changes.close)


def _numbers(before: imports.Newest | None, now: imports.Newest | None) -> None:
    """The newest window before and after."""
    if before is None and now is None:
        return
    forms: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        (t("Data through"), "as_of", words.day),
        (t("Customers"), "active", words.count),
        (t("Orders"), "purchases", words.count),
        (t("Revenue"), "net_revenue", words.money),
    )
    cards.kpis(
        [
            cards.Kpi(
                title, form(getattr(now, name, None)), good="neither",
                compared=t("before: {value}", value=form(getattr(before, name, None))),
            )
            for title, name, form in forms
        ]
    )  # fmt: skip
