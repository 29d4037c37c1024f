"""The filters that apply everywhere: the month looked at, region, kind and owner. Drawn in a page's header."""

from collections.abc import Callable
from hashlib import sha256

import streamlit as st

from crm_core.queries import scope as scopes
from crm_core.queries.scope import Scope, Snapshot
from pages.parts import store, words
from pages.parts.copy_link import copy_link
from pages.parts.words import t

FIELDS = ("region", "kind", "owner")
_AS_OF = "as_of"
_KEPT = "kept"  # session state: what is chosen, by address: as_of "2025-11" or "", each field a tuple of value ids
Kept = dict[str, tuple[str, ...]]


def value_id(field: str, value: str | None) -> str:
    """A short stable name for a value, so that an address carries no names."""
    return "none" if value is None else sha256(f"{field}:{value}".encode()).hexdigest()[:8]


def header(title: str) -> Scope:
    """Draw the page's title and the filters; return what is looked at. NoData if nothing has been built."""
    snapshots = store.ask(scopes.snapshots)
    kept = _kept()
    snapshot = _chosen(snapshots, kept)
    values = store.ask(scopes.values, snapshot.as_of)
    by_id = {field: {value_id(field, value): value for value in values[field]} for field in FIELDS}
    for field in FIELDS:
        kept[field] = tuple(key for key in kept[field] if key in by_id[field])
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="medium"):
        with st.container(width="content", gap=None):
            st.title(title, anchor=False)
            st.caption(_dates(snapshot, snapshots[0]))
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            _controls(snapshots, snapshot, by_id, kept)
            copy_link(snapshot)
    scope = Scope(snapshot.as_of, *(tuple(by_id[field][key] for key in kept[field]) for field in FIELDS))
    _write_address(kept)
    _say_what_is_left_out(scope)
    return scope


def snapshot_of(scope: Scope) -> Snapshot:
    """The calendar's row of the snapshot that is looked at."""
    return next(s for s in store.ask(scopes.snapshots) if s.as_of == scope.as_of)


def choose(field: str, values: tuple[str | None, ...]) -> None:
    """Set a filter, as a visitor does in the header; to be called before the header is drawn, or before a rerun."""
    _kept()[field] = tuple(value_id(field, value) for value in values)


def _kept() -> Kept:
    """What is chosen; at the first run of a session it is read from the address."""
    if _KEPT not in st.session_state:
        st.session_state[_KEPT] = {name: tuple(st.query_params.get_all(name)) for name in (_AS_OF, *FIELDS)}
    kept: Kept = st.session_state[_KEPT]
    return kept


def _chosen(snapshots: list[Snapshot], kept: Kept) -> Snapshot:
    """The snapshot of the chosen month; the newest where none is chosen, or it is not there any more."""
    found = next((s for s in snapshots if (_month_id(s),) == kept[_AS_OF]), snapshots[0])
    if found is snapshots[0]:
        kept[_AS_OF] = ()
    return found


def _month_id(snapshot: Snapshot) -> str:
    return snapshot.month.strftime("%Y-%m")


def _dates(snapshot: Snapshot, newest: Snapshot) -> str:
    parts = [t("Data through {date}", date=words.day(newest.as_of))]
    if snapshot != newest:
        parts.append(t("as of {date}", date=words.day(snapshot.as_of)))
    parts.append(t("window since {date}", date=words.day(snapshot.window_start)))
    if snapshot.warming_up:
        parts.append(":orange[:material/hourglass_top: " + t("history too short: read with care") + "]")
    return " · ".join(parts)


def _controls(
    snapshots: list[Snapshot], snapshot: Snapshot, by_id: dict[str, dict[str, str | None]], kept: Kept
) -> None:
    active = sum(bool(kept[field]) for field in FIELDS)
    if active:
        st.button(t("Clear filters"), icon=":material/filter_alt_off:", type="tertiary", on_click=_clear)
    name = t("Filters ({n})", n=active) if active else t("Filters")
    with st.popover(name, icon=":material/tune:", type="primary" if active else "secondary"):
        for field, title in zip(FIELDS, (t("Region"), t("Kind of customer"), t("Account manager")), strict=True):
            _choice(field, title, by_id[field], kept)
    names = {_month_id(s): _month_name(s) for s in snapshots}
    st.session_state["filter_as_of"] = _month_id(snapshot)
    st.selectbox(
        t("As of"),
        list(names),
        format_func=names.__getitem__,
        key="filter_as_of",
        on_change=_keep(_AS_OF),
        label_visibility="collapsed",
        width=230,
    )


def _month_name(snapshot: Snapshot) -> str:
    text = t("As of {month}", month=words.month(snapshot.month))
    if snapshot.is_newest:
        return t("{month} (newest)", month=text)
    return t("{month} (history too short)", month=text) if snapshot.warming_up else text


def _choice(field: str, title: str, values: dict[str, str | None], kept: Kept) -> None:
    names = {key: value_name(field, value) for key, value in values.items()}
    st.session_state[f"filter_{field}"] = list(kept[field])
    st.multiselect(
        title,
        list(names),
        format_func=names.__getitem__,
        key=f"filter_{field}",
        on_change=_keep(field),
        placeholder=t("All"),
        select_all=False,
        width=320,
    )


def value_name(field: str, value: str | None) -> str:
    """How a filter's value is shown."""
    if field == "kind":
        return words.label("kind", value)
    return t("None given") if value is None else value


def _keep(field: str) -> Callable[[], None]:
    def keep() -> None:
        value = st.session_state[f"filter_{field}"]
        _kept()[field] = (value,) if isinstance(value, str) else tuple(value)

    return keep


def _clear() -> None:
    _kept().update(dict.fromkeys(FIELDS, ()))


def _write_address(kept: Kept) -> None:
    for name in (_AS_OF, *FIELDS):
        if tuple(st.query_params.get_all(name)) == kept[name]:
            continue
        if kept[name]:
            st.query_params[name] = list(kept[name])
        else:
            del st.query_params[name]


def _say_what_is_left_out(scope: Scope) -> None:
    if not scope.is_filtered:
        return
    kept, every, kept_revenue, revenue = store.ask(scopes.kept_and_all, scope)
    titles = (t("region"), t("kind"), t("account manager"))
    chosen = [
        f"{title} {t(', ').join(words.escape(value_name(field, value)) for value in values)}"
        for field, title, values in zip(FIELDS, titles, (scope.regions, scope.kinds, scope.owners), strict=True)
        if values
    ]
    st.caption(
        ":material/filter_alt: "
        + t(
            "Shows {kept} of {all} customers: {filters}. Left out: {left} customers with {money} in the window.",
            kept=words.count(kept), all=words.count(every), filters=t("; ").join(chosen),
            left=words.count(every - kept), money=words.escape(words.money(revenue - kept_revenue)),
        )
    )  # fmt: skip
