"""The card of what changed: alerts with the customers behind each, then what else is unusual."""

import streamlit as st

from crm_core.locale import _
from crm_core.queries import alerts, changes, since
from crm_core.queries.alerts import AT_MOST, Alert
from crm_core.queries.changes import Change
from crm_core.queries.overview import Summary
from crm_core.queries.scope import Scope
from crm_core.queries.since import Load, Since, Way
from crm_core.visits import Visit
from pages.parts import cards, store, ways, words
from pages.parts.alert_list import behind
from pages.parts.alert_words import compared, rule, sentence
from pages.parts.changes import change_line
from pages.parts.filters import snapshot_of, value_id
from pages.parts.last_visit import visit_before
from pages.parts.words import t

WAYS: dict[Way, str] = {
    "import": _("Last import"), "visit": _("Your last visit"), "month": _("Month before"),
}  # fmt: skip
OTHERS_AT_MOST = 3
QUALITY = "pages/quality.py"
_WAY = "alerts_way"  # session state: the way chosen, also while other pages are shown
# What the changes say again in other words, by the alerts that say it with names.
SAYS_ALSO: dict[str, tuple[tuple[str, str | None], ...]] = {
    "key_lost": (("key_stage", "lost"), ("stage", "lost")),
    "key_wavering": (("key_stage", "wavering"), ("stage", "wavering")),
    "key_lost_soon": (("key_stage", "wavering"),),
    "won_back": (("stage", "won_back"),),
    "left_a": (("tier", "A"),),
    "new_key": (("tier", "A"),),
}


def what_changed(scope: Scope, summary: Summary) -> None:
    """The card: at most seven lines, what needs somebody first; what is missing where nothing can be compared."""
    is_newest = snapshot_of(scope).is_newest
    load = store.ask(since.last_load) if is_newest else None
    visit = visit_before(scope.as_of) if is_newest else None
    with st.container(border=True, height="stretch", gap="small"):
        way = _switch(load, visit)
        reached = load.reached if way == "import" and load else visit.as_of if way == "visit" and visit else None
        found = store.ask(since.since, scope.as_of, way, reached)
        if found.as_of is None:
            cards.nothing(_why_nothing(found, summary, visit))
            return
        st.caption(compared(found, load, visit))
        _lines(scope, found)


def _switch(load: Load | None, visit: Visit | None) -> Way:
    """The title, and since when, where there is a choice; who came for the first time is not asked."""
    offered: list[Way] = ["import"] if load is not None and load.reached is not None else []
    offered += ["visit"] if visit is not None else []
    offered += ["month"]
    chosen: Way = st.session_state.get(_WAY, offered[0])
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"##### {t('What changed')}", width="content")
        if len(offered) == 1:
            return "import" if load is not None else "month"
        st.session_state["alerts_since"] = chosen if chosen in offered else offered[0]
        return st.segmented_control(
            t("Changes since"), offered, required=True, key="alerts_since", on_change=_keep_way,
            format_func=lambda code: t(WAYS[code]), label_visibility="collapsed", width="content",
        ) or offered[0]  # fmt: skip


def _keep_way() -> None:
    st.session_state[_WAY] = st.session_state["alerts_since"]


def _why_nothing(found: Since, summary: Summary, visit: Visit | None) -> str:
    if found.missing == "nothing_newer" and visit is not None:
        return t("Nothing new: at your visit of {on} the data reached as far.", on=words.day(visit.seen_at.date()))
    if found.missing == "no_history" and summary.missing == "too_short":
        return t("The history is too short to say what changed. Older exports, uploaded on the Data page, help.")
    if found.missing == "pending":
        return t("The month before is still being computed: what changed since follows.")
    return t("The month before has too little history to compare with. Older exports, uploaded on the Data page, help.")


def _lines(scope: Scope, found: Since) -> None:
    assert found.as_of is not None
    told = store.ask(alerts.alerts, scope, found.as_of)
    if all(alert.is_good for alert in told):
        icon = ":green[:material/check_circle:]"
        st.markdown(f"{icon} {t('Nothing that needs you since {date}.', date=words.day(found.as_of))}")
    for alert in told:
        _line(scope, found, alert)
    others = [one for one in store.ask(changes.changes, scope, found.as_of) if not is_told(one, told)]
    others = others[: min(OTHERS_AT_MOST, AT_MOST - len(told))]
    if others:
        st.caption(t("Also more than usual, in numbers:"))
    for position, change in enumerate(others):
        change_line(change, position)


def is_told(change: Change, told: tuple[Alert, ...]) -> bool:
    """Whether an alert says the same already."""
    said = {one for alert in told for one in SAYS_ALSO.get(alert.code, ())}
    said |= {(alert.code, alert.group) for alert in told}
    is_concentration = change.measure == "top_fifth_share" and any(alert.code == "concentration" for alert in told)
    return (change.field, change.code) in said or is_concentration


def _line(scope: Scope, found: Since, alert: Alert) -> None:
    assert found.as_of is not None
    icon = ":green[:material/thumb_up:]" if alert.is_good else ":red[:material/error:]"
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.markdown(f"{icon} {sentence(alert, found.as_of)}", width="stretch")
        if alert.customers is None and not ways.leads(QUALITY):
            return
        is_asked = st.button(
            t("Who?") if alert.customers is not None else t("Where?"),
            type="tertiary",
            key=f"alert_{alert.code}_{value_id(alert.code, alert.group)}",
            help=words.escape(rule(alert, store.settings())),
        )
    if not is_asked:
        return
    if alert.customers is None:
        ways.go(QUALITY)
    st.dialog(t("Who is behind it"), width="large")(behind)(scope, found.as_of, alert)
