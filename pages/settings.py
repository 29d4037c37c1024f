"""What if the rules were different? Every threshold of the labels, its default, and the rebuild that a change needs."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from crm_core import audit, setting_history
from crm_core.audit import Actor
from crm_core.database import transaction
from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.queries.settings import BuiltWith, built_with, differing
from crm_core.setting_groups import GROUPS
from crm_core.settings import Settings
from crm_core.settings_words import SETTINGS, written
from pages.parts import cards, jobs, setting_fields, shops, store, tables, trail, trial, ways, words
from pages.parts.labelling import show_labelling
from pages.parts.said import said
from pages.parts.setting_changes import show_changes, show_restatement
from pages.parts.setting_fields import DEFAULTS
from pages.parts.tables import Column
from pages.parts.visitors import visitor
from pages.parts.words import escape, t, tn

SLOT = "rebuild"
_LAST = "last_rebuild"


def page() -> None:
    """One run of the Settings page."""
    with store.cursor() as connection:
        built = built_with(connection)
    cards.header(
        t("Settings"), t("The rules behind tiers, loyalty and lifecycle stages. A change rebuilds all labels.")
    )
    saved = store.settings()
    _answer(differing(saved, DEFAULTS))
    _say_how_it_went()
    show_labelling()
    if jobs.is_taken(SLOT):
        with st.container(border=True):
            jobs.show_progress(SLOT)
        return
    trial.take_from_address(saved)
    draft = setting_fields.drafted(saved)
    new, problem = _checked(draft)
    if new == saved:
        trial.propose(saved)
    _actions(saved, new, problem, "top")
    if new and differing(saved, new):
        trial.show(new)
    for title in GROUPS:
        _group(title, saved, draft)
    _actions(saved, new, problem, "bottom")
    show_restatement()
    show_changes()
    _built_with(built)


def _group(title: str, saved: Settings, draft: dict[str, Any]) -> None:
    """A card with the settings of one section; what belongs together stands in one column."""
    steering, columns = GROUPS[title]
    with st.container(border=True):
        st.markdown(f"##### {t(title)}")
        for names in ([(name,) for name in steering], columns):
            if not names:
                continue
            with st.grid(3, min_column_width=280, gap="medium"):
                for column in names:
                    with st.container(gap="medium"):
                        for name in column:
                            setting_fields.field(name, saved, draft)


def _answer(changed: tuple[str, ...]) -> None:
    every = words.count(len(SETTINGS))
    if not changed:
        cards.answer(t("All **{n}** settings are at their defaults.", n=every))
    elif len(changed) == 1:
        cards.answer(t("**One** of {n} settings differs from its default: {names}.", n=every, names=_names(changed)))
    else:
        text = t("**{changed}** of {n} settings differ from the defaults.", changed=words.count(len(changed)), n=every)
        cards.answer(f"{text} {_names(changed)}" if len(changed) <= 3 else text)


def _names(names: tuple[str, ...]) -> str:
    return t(", ").join(t(SETTINGS[name].title) for name in names)


def _checked(draft: dict[str, Any]) -> tuple[Settings | None, str]:
    """The settings that the fields make, or None and the sentence on what is wrong with them."""
    try:
        return Settings(**draft), ""
    except UserError as error:
        return None, said(error)


def _actions(saved: Settings, new: Settings | None, problem: str, place: str) -> None:
    """What would change, with the two buttons; at the bottom only while something would."""
    changed = differing(saved, new) if new else ()
    if place == "bottom" and not changed and not problem:
        return
    if problem:
        st.error(escape(problem), icon=":material/error:")
    elif changed:
        st.info(_changes(saved, new or saved, changed), icon=":material/edit:")
    with st.container(horizontal=True):
        save = st.button(
            t("Save and rebuild"), type="primary", icon=":material/sync:", disabled=bool(problem), key=f"save_{place}"
        )
        if save and changed and new:
            _start(new)
        elif save:
            st.toast(t("Nothing has changed, so there is nothing to save."))
        st.button(
            t("Back to defaults"), icon=":material/restart_alt:", key=f"defaults_{place}",
            disabled=new == DEFAULTS, on_click=setting_fields.put, args=(DEFAULTS,),
        )  # fmt: skip
        if changed and new and place == "top":
            trial.offer(new)
        if changed or problem:
            st.button(
                t("Discard changes"),
                type="tertiary",
                key=f"discard_{place}",
                on_click=setting_fields.put,
                args=(saved,),
            )


def _changes(saved: Settings, new: Settings, changed: tuple[str, ...]) -> str:
    """The changes not saved yet, one by one, as Markdown."""
    lines = [
        t("{name}: {old} → {new}", name=t(SETTINGS[name].title), old=_value(saved, name), new=_value(new, name))
        for name in changed
    ]
    first = tn("{n} change is not saved yet:", "{n} changes are not saved yet:", len(changed))
    return f"{first} {escape(t('; ').join(lines))}"


def _value(settings: Settings, name: str) -> str:
    return written(name, getattr(settings, name), words.language(), words.currency(), t)


def _start(new: Settings) -> None:
    root = store.root("rules")
    st.session_state.pop(_LAST, None)
    work = partial(_rebuild, root, shops.fill_history_in_background, new, trail.by(visitor()))
    jobs.start(SLOT, _("Building the labels"), work)
    st.rerun()


def _rebuild(
    root: duckdb.DuckDBPyConnection,
    then: Callable[[duckdb.DuckDBPyConnection], None],
    new: Settings,
    by: Actor,
    report: jobs.Report,
) -> int:
    """Save and build in one transaction: both, or neither. The months before follow in the background."""
    connection = root.cursor()
    try:
        with transaction(connection):
            build_id = setting_history.save_and_build(
                connection, new, datetime.now(), by.name, lambda share: report(share, _("Building the labels"))
            )
            audit.note_settings(connection, by, datetime.now(), build_id)
    finally:
        connection.close()
    then(root)
    return build_id


def _say_how_it_went() -> None:
    """The outcome of the last rebuild, until the next one begins."""
    job = jobs.take(SLOT)
    if job:
        st.session_state[_LAST] = job
    last: jobs.Job | None = st.session_state.get(_LAST)
    if last is None:
        return
    if last.error:
        st.error(escape(said(last.error)), icon=":material/error:")
    elif last.failed:
        st.error(
            t(
                "The rebuild failed (reference {reference}), and everything is as it was before. The server's log says "
                "where.",
                reference=last.reference,
            ),
            icon=":material/error:",
        )
    else:
        st.success(t("Saved. The labels of the newest month are rebuilt."), icon=":material/check_circle:")
        ways.link("pages/overview.py", label=t("See the Overview"), icon=":material/space_dashboard:")


def _built_with(built: BuiltWith) -> None:
    """What made the snapshots that the pages show now."""
    with st.expander(t("What the present snapshot was built with"), icon=":material/history:"):
        if built.as_of:
            st.caption(
                t("Newest snapshot as of {date}, build number {n}.", date=words.day(built.as_of), n=built.build_id)
            )
        if not built.has_all_data:
            st.caption(t("Files have been loaded since. They are not in it yet."))
        rows = [
            {
                "name": t(SETTINGS[name].title),
                "value": _value(built.settings, name),
                "default": _value(DEFAULTS, name),
                "changed": t("changed") if name in differing(built.settings, DEFAULTS) else "",
            }
            for name in SETTINGS
        ]
        columns = {
            "name": Column(t("Setting"), pinned=True),
            "value": Column(t("In use")),
            "default": Column(t("Default")),
            "changed": Column(t("Changed")),
        }
        tables.table(pd.DataFrame(rows), columns, key="built_with")


page()
