"""One field for each setting: its name, its value in its own unit, what it means, its default and limits."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import streamlit as st

from crm_core.settings import CHOICES, LIMITS, Settings
from crm_core.settings_words import AS_WRITTEN, SETTINGS, UNITS, bare, written
from crm_core.settings_words import CHOICES as CHOICE_NAMES
from crm_core.time_zones import time_zones
from pages.parts import store, words
from pages.parts.words import escape, t

DEFAULTS = Settings()
WHOLE = {field.name for field in fields(Settings) if type(field.default) is int}


def key(name: str) -> str:
    """The widget of a setting; each shop has its own."""
    return f"setting_{store.shop()}_{name}"


def values_of(settings: Settings) -> dict[str, Any]:
    """The settings by name, as the fields hold them: shares in %."""
    return {name: _shown(name, getattr(settings, name)) for name in SETTINGS}


def put(settings: Settings) -> None:
    """Write these settings into the fields; before they are drawn, or in a callback."""
    for name, value in values_of(settings).items():
        st.session_state[key(name)] = value


def drafted(saved: Settings) -> dict[str, Any]:
    """What the fields say now, setting by setting; what is saved where a field has not been drawn yet."""
    found = values_of(saved) | {name: st.session_state[key(name)] for name in SETTINGS if key(name) in st.session_state}
    return {name: _kept(name, value) for name, value in found.items()}


def _shown(name: str, value: Any) -> Any:
    return round(value * 100, 4) if SETTINGS[name].unit == "share" else value


def _kept(name: str, value: Any) -> Any:
    if SETTINGS[name].unit == "share":
        return round(value / 100, 6)
    return int(value) if name in WHOLE else value


def field(name: str, saved: Settings, draft: Mapping[str, Any]) -> None:
    """Draw one setting. It cannot be changed where another setting makes it mean nothing."""
    each = SETTINGS[name]
    idle = each.needs is not None and draft[each.needs[0]] != each.needs[1]
    st.session_state.setdefault(key(name), _shown(name, getattr(saved, name)))
    with st.container(gap="xxsmall"):
        _widget(name, idle)
        default = _default(name, idle)
        if draft[name] == getattr(DEFAULTS, name):
            st.caption(f"{t(SETTINGS[name].meaning)}  \n{default}")
        else:
            st.caption(t(SETTINGS[name].meaning))
            st.badge(default, icon=":material/edit:", color="orange")


def _widget(name: str, idle: bool) -> None:
    each = SETTINGS[name]
    if each.unit == "switch":
        st.toggle(t(each.title), key=key(name))
    elif each.unit == "zone":
        zones = {"": t(AS_WRITTEN)} | {zone: zone for zone in time_zones()}
        st.selectbox(t(each.title), tuple(zones), format_func=zones.__getitem__, key=key(name))
    elif each.unit == "choice":
        names = {code: t(CHOICE_NAMES[code]) for code in CHOICES[name]}
        st.segmented_control(t(each.title), tuple(names), format_func=names.__getitem__, key=key(name), required=True)
    else:
        low, high = (_typed(name, limit) for limit in LIMITS[name])
        st.number_input(
            _title_with_unit(name), low, high, key=key(name), step=_step(name), format=_format(name), disabled=idle
        )


def _title_with_unit(name: str) -> str:
    each = SETTINGS[name]
    unit = {"share": "%", "money": words.currency()}.get(each.unit) or t(UNITS.get(each.unit, ""))
    return f"{t(each.title)} ({unit})" if unit else t(each.title)


def _typed(name: str, limit: float) -> int | float:
    return int(limit) if name in WHOLE else float(_shown(name, limit))


def _step(name: str) -> int | float:
    if name in WHOLE:
        return 1
    return {"share": 1.0, "times": 0.1, "points": 5.0, "money": 50.0}[SETTINGS[name].unit]


def _format(name: str) -> str:
    if name in WHOLE:
        return "%d"
    return {"share": "%g", "times": "%.1f", "points": "%g", "money": "%.2f"}[SETTINGS[name].unit]


def _default(name: str, idle: bool) -> str:
    """The default with the limits, and whether the setting means nothing now."""
    text = t("Default: {value}", value=_said(name, getattr(DEFAULTS, name)))
    if name in LIMITS and SETTINGS[name].unit != "money":
        low, high = LIMITS[name]
        text = t("{default}; from {low} to {high}", default=text, low=_limit(name, low), high=_limit(name, high))
    return text + " · " + t("not used by the method chosen above") if idle else text


def _said(name: str, value: Any) -> str:
    return escape(written(name, value, words.language(), words.currency(), t))


def _limit(name: str, limit: float) -> str:
    return escape(bare(name, limit, words.language()))
