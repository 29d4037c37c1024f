"""The audit trail on a card, for who may share and load: the newest first, by kind, and as a file."""

from functools import partial

import pandas as pd
import streamlit as st

from crm_core import exporting
from crm_core.exporting import Column as InFile
from crm_core.locale import translator
from crm_core.queries import audit
from crm_core.queries.audit import Entry
from pages.parts import cards, store, tables, trail, trail_words, words
from pages.parts.store import Opener
from pages.parts.tables import Column
from pages.parts.trail import Noter
from pages.parts.trail_words import Say
from pages.parts.visitors import visitor
from pages.parts.words import t

SHOWN = 200
KIND = "audit_kind"


def audit_card() -> None:
    """The card; nothing for who may not see it."""
    if not visitor().may("share"):
        return
    with st.container(border=True, gap="small"):
        cards.titles(
            t("Audit trail"),
            t("Who did what when. It is kept for good and names no customer; nobody can delete from it."),
        )
        with store.cursor() as own:
            there = audit.kinds(own)
        if not there:
            cards.nothing(t("What is loaded, changed, shared or taken along from now on stands here."))
            return
        chosen = _choice(there)
        with store.cursor() as own:
            shown = written(audit.entries(own, chosen, SHOWN), t)
        more = t("The newest {n} are shown; the file holds all.", n=words.count(SHOWN)) if len(shown) == SHOWN else ""
        titles = heads()
        tables.table(
            shown,
            {name: Column(titles[name], "count" if name == "times" else "text") for name in titles if name != "first"},
            key=f"audit_{chosen}", subtitle=more, height=420 if len(shown) > 10 else "auto",
        )  # fmt: skip


def _choice(there: dict[str, int]) -> str | None:
    """Which kind is shown, None for all; beside it the file."""
    names: dict[str | None, str] = {None: t("Everything")}
    for kind, title in trail_words.TITLES.items():
        if kind in there:
            names[kind] = f"{t(title)} ({words.count(there[kind])})"
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        chosen = st.selectbox(
            t("What was done"), list(names), format_func=names.__getitem__, key=KIND, filter_mode=None, width=320
        )
        note = trail.noter(store.shop(), visitor())
        made = partial(csv_of, store.opener(), note, chosen, heads(), words.language())
        st.download_button(
            t("Download as CSV"), made, file_name="audit-trail.csv", mime="text/csv",
            icon=":material/download:", on_click="ignore", key="audit_csv",
        )  # fmt: skip
    return chosen


def heads() -> dict[str, str]:
    """The columns of the list, as they are called."""
    return {
        "when": t("When"), "what": t("What was done"), "by": t("By whom"), "role": t("Role"), "about": t("On what"),
        "times": t("Times that day"), "first": t("First time that day"),
    }  # fmt: skip


def written(found: list[Entry], say: Say) -> pd.DataFrame:
    """The entries in words: when, what, by, role, about, times, first."""
    told = [
        (f"{one.last_at:%Y-%m-%d %H:%M:%S}", say(trail_words.TITLES.get(one.kind, one.kind)),
         trail_words.who(one.role, one.who, say), say(trail_words.ROLES.get(one.role, one.role)),
         trail_words.about(one.kind, one.subject, one.facts, say), one.times, f"{one.happened_at:%Y-%m-%d %H:%M:%S}")
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(told, columns=["when", "what", "by", "role", "about", "times", "first"])


def csv_of(opener: Opener, note: Noter, kind: str | None, heads: dict[str, str], language: str) -> bytes:
    """All entries as CSV; made when somebody asks for it, outside of a page's run."""
    with opener() as own:
        found = audit.entries(own, kind)
    note("exported", "audit", rows=len(found))
    columns = [InFile(name, title, "count" if name == "times" else "text") for name, title in heads.items()]
    return exporting.csv_bytes([written(found, translator(language))], columns)
