"""Which two snapshots the Movement page compares, and by which labels; both stand in the address."""

from dataclasses import dataclass

import streamlit as st

from crm_core.queries import movement
from crm_core.queries.movement import Field, Start
from crm_core.queries.scope import Scope
from pages.parts import store, words
from pages.parts.move_words import FIELDS
from pages.parts.words import t

_FROM, _LABEL = "from", "label"  # parameters of the address
_YEAR_BEFORE = "year"  # the id of the date a year before the newest snapshot, which no month names


@dataclass(frozen=True)
class Compared:
    """The earlier snapshot and the kind of label."""

    start: Start
    field: Field


def choice(scope: Scope) -> Compared | None:
    """Draw the two switches; None where there is no earlier snapshot."""
    found = store.ask(movement.starts, scope.as_of)
    if found.usual is None:
        return None
    by_id = {_id(start): start for start in found.all}
    usual = _id(found.usual)
    start = st.query_params.get(_FROM, usual)
    st.session_state["movement_from"] = start if start in by_id else usual
    st.session_state.setdefault("movement_label", _label_of_address())
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        field = st.segmented_control(
            t("Labels"), list(FIELDS), required=True, key="movement_label", format_func=lambda code: t(FIELDS[code]),
        ) or "tier"  # fmt: skip
        chosen = st.selectbox(
            t("Compared with"), list(by_id), key="movement_from", width=300, on_change=_keep, args=(usual,),
            format_func=lambda code: _name(by_id[code]),
        )  # fmt: skip
    _write(_LABEL, field, "tier")
    _write(_FROM, chosen, usual)
    return Compared(by_id[chosen], field)


def _keep(usual: str) -> None:
    _write(_FROM, st.session_state["movement_from"], usual)


def _write(name: str, value: str, usual: str) -> None:
    if value == usual:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _label_of_address() -> Field:
    label = st.query_params.get(_LABEL)
    return next((field for field in FIELDS if field == label), "tier")


def _id(start: Start) -> str:
    return _YEAR_BEFORE if start.month is None else start.month.strftime("%Y-%m")


def _name(start: Start) -> str:
    """A snapshot in the list."""
    if start.month is None:
        return t("{day} (a year before)", day=words.day(start.as_of))
    text = words.day(start.as_of)
    return t("{month} (history too short)", month=text) if start.warming_up else text
