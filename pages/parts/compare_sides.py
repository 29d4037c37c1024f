"""Which two sides the Compare page shows; both in the address, as tier:A, segment:<id> or customer:<random key>."""

from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from crm_core.labels import LABELS
from crm_core.locale import _
from crm_core.queries import customers, profile
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.identities import owner_of
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions, Segment
from pages.parts import store, ways, words
from pages.parts.customer_segments import all_saved
from pages.parts.words import t

Kind = Literal["groups", "customers"]
Side = Literal["a", "b"]
KINDS: dict[Kind, str] = {"groups": _("Segments"), "customers": _("Customers")}
FIELDS = ("tier", "stage", "quadrant")
EVERYBODY = "all"
HITS = 20
_KEPT = "compare_kept"  # session state: a Kept
_ADDRESS = "compare_address"  # session state: the sides as this page last wrote them

CUSTOMER = "customer:"


@dataclass
class Kept:
    """What is compared, of each kind: the ids of A and B."""

    kind: Kind = "groups"
    groups: dict[Side, str] = field(default_factory=lambda: {"a": "tier:A", "b": EVERYBODY})
    customers: dict[Side, str] = field(default_factory=lambda: {"a": "", "b": ""})

    @property
    def sides(self) -> dict[Side, str]:
        """The ids of the kind on show."""
        return self.groups if self.kind == "groups" else self.customers


@dataclass(frozen=True)
class Group:
    """A side that is a group: its id, how it is called, who belongs to it, where its customers are listed."""

    id: str
    name: str
    conditions: Conditions
    link: dict[str, str]


def kept() -> Kept:
    """What is compared; a link to this page replaces it."""
    now: Kept = st.session_state.setdefault(_KEPT, Kept())
    address = (_read(st.query_params.get("a", "")), _read(st.query_params.get("b", "")))
    if any(address) and address != st.session_state.get(_ADDRESS):
        now.kind = "customers" if any(side.startswith(CUSTOMER) for side in address) else "groups"
        for side, wanted in zip(("a", "b"), address, strict=True):
            if wanted and (wanted.startswith(CUSTOMER) == (now.kind == "customers")):
                now.sides[side] = wanted  # type: ignore[index]
    return now


def write_address(now: Kept) -> None:
    """Put both sides into the address."""
    for side, kept_value in now.sides.items():
        value = _written(kept_value)
        if value and st.query_params.get(side) != value:
            st.query_params[side] = value
        elif not value and side in st.query_params:
            del st.query_params[side]
    st.session_state[_ADDRESS] = (now.sides["a"], now.sides["b"])


def _read(side: str) -> str:
    """A side as the address names it: a customer goes there by a random key."""
    if not side.startswith(CUSTOMER):
        return side
    key = ways.customer_key(side.removeprefix(CUSTOMER))
    return f"{CUSTOMER}{'' if key is None else key}"


def _written(side: str) -> str:
    key = side.removeprefix(CUSTOMER)
    return CUSTOMER + ways.to_customer(int(key))[ways.CUSTOMER] if side.startswith(CUSTOMER) and key else side


def choose_kind(now: Kept) -> None:
    """The switch between segments and customers."""
    st.session_state["compare_kind"] = now.kind

    def keep() -> None:
        now.kind = st.session_state["compare_kind"]

    st.segmented_control(
        t("Compare"), list(KINDS), format_func=lambda kind: t(KINDS[kind]), key="compare_kind", on_change=keep,
        required=True, label_visibility="collapsed",
    )  # fmt: skip


def groups() -> dict[str, Group]:
    """Everybody, the segments that are saved, and every label, by id."""
    found = [Group(EVERYBODY, t("All customers"), Conditions(), {})]
    found += [_of_segment(segment) for segment in all_saved()]
    for name in FIELDS:
        for code in LABELS[name]:
            if (name, code) == ("stage", None):
                continue
            key = code or "none"
            found.append(Group(f"{name}:{key}", words.label(name, code), Conditions(_with(name, code)), {name: key}))
    return {group.id: group for group in found}


def _with(name: str, code: str | None) -> Filters:
    if name == "tier":
        return Filters(tiers=(code,))
    return Filters(stages=(code,)) if name == "stage" else Filters(quadrants=(code,))


def _of_segment(segment: Segment) -> Group:
    return Group(f"segment:{segment.segment_id}", segment.name, segment.conditions, {"segment": segment.segment_id})


def choose_group(now: Kept, side: Side, found: dict[str, Group]) -> Group:
    """The choice of one side; an id that is not there any more falls back on everybody."""
    if now.groups[side] not in found:
        st.info(t("There is no such segment any more. The link may be old."), icon=":material/bookmark_remove:")
        now.groups[side] = EVERYBODY
    key = f"compare_group_{side}"
    st.session_state[key] = now.groups[side]

    def keep() -> None:
        now.groups[side] = st.session_state[key]

    kinds = {"segment": t("Segment"), "tier": t("Tier"), "stage": t("Stage"), "quadrant": t("Loyalty")}

    def shown(group_id: str) -> str:
        kind = kinds.get(group_id.partition(":")[0])
        return f"{kind} · {found[group_id].name}" if kind else found[group_id].name

    st.selectbox(_title(side), list(found), format_func=shown, key=key, on_change=keep)
    return found[now.groups[side]]


def choose_customer(now: Kept, side: Side, scope: Scope) -> int | None:
    """A search and its hits; the key of the customer chosen, None while none is."""
    words_key, key = f"compare_words_{side}", f"compare_customer_{side}"
    searched = st.text_input(
        _title(side), key=words_key, placeholder=t("Name, number, e-mail, phone, city …"), icon=":material/search:",
        max_chars=200,
    )  # fmt: skip
    chosen = _key(now.customers[side])
    if chosen is None and now.customers[side]:
        st.info(t("There is no such customer. The link may be old, or made for another database."))
        now.customers[side] = ""
    names = {chosen: _name(chosen)} if chosen is not None else {}
    if searched:
        page = store.ask(
            customers.page, scope, Filters(words=searched), ("customer", "customer_id"), Order("customer", False)
        )
        rows = page.rows.head(HITS)
        for customer_key, name, number in zip(rows["customer_key"], rows["customer"], rows["customer_id"], strict=True):
            names.setdefault(int(customer_key), name if name == number else f"{name} ({number})")
        _say_hits(page.totals.customers)
    st.session_state[key] = chosen

    def keep() -> None:
        picked = st.session_state[key]
        now.customers[side] = "" if picked is None else f"{CUSTOMER}{picked}"

    st.selectbox(
        _title(side), list(names), format_func=names.__getitem__, key=key, on_change=keep,
        index=None, placeholder=t("Search above, then choose here"), label_visibility="collapsed",
        disabled=not names,
    )  # fmt: skip
    return chosen


def _say_hits(found: int) -> None:
    if not found:
        st.caption(t("Nobody is found by these words."))
    elif found > HITS:
        st.caption(t("The first {n} of {all}: another word narrows it down.", n=HITS, all=words.count(found)))


def _title(side: Side) -> str:
    return t("Compare") if side == "a" else t("with")


def _key(text: str) -> int | None:
    """The customer's key of today, because a merged customer has another one; None if there is no such customer."""
    digits = text.removeprefix(CUSTOMER)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
        return None
    key = store.ask(owner_of, int(digits))
    return key if store.ask(profile.person, key) else None


def _name(customer_key: int | None) -> str:
    person = store.ask(profile.person, customer_key) if customer_key is not None else None
    if person is None:
        return ""
    return f"{person.name} ({person.customer_id})" if person.name else person.customer_id
