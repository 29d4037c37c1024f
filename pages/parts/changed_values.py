"""On a receipt: which values the import changed, and all of them as a file."""

from functools import partial

import pandas as pd
import streamlit as st

from crm_core import amending, exporting, input_words
from crm_core.locale import _, translator
from crm_core.words import NOTHING
from pages.parts import store, trail, words
from pages.parts.store import Opener
from pages.parts.trail import Noter
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

VALUES_SHOWN = 200
ENTRIES = {"order": _("Order"), "customer": _("Customer"), "rate": _("Rate")}
COLUMNS = {"is_counted": _("Counts"), "lines": _("Order lines"), "tags": _("Further columns")}
ANSWERS = {"true": _("yes"), "false": _("no")}
TITLES = {
    "entry": _("Entry"), "id": _("Number"), "column_name": _("Column"), "old_value": _("Before"),
    "new_value": _("Since this file"),
}  # fmt: skip


def changed_values(import_id: int, changed: int, place: str) -> None:
    """The values, when somebody asks for them: to find them takes a moment."""
    if not changed:
        return
    key = f"{place}_{import_id}"
    text = tn("Show what changed in {n} entry", "Show what changed in {n} entries", changed)
    if not st.toggle(text, key=f"show_changed_{key}"):
        return
    frame = store.ask(amending.changed_values, import_id, VALUES_SHOWN)
    shown = written(frame, words.language())
    titles = {name: st.column_config.TextColumn(t(title)) for name, title in TITLES.items()}
    st.dataframe(shown, hide_index=True, row_height=34, column_config=titles, placeholder=NOTHING, key=f"changed_{key}")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        most = t("The first {n} values are shown.", n=words.count(VALUES_SHOWN))
        st.caption(most if len(frame) == VALUES_SHOWN else "", width="content")
        note = trail.noter(store.shop(), visitor())
        st.download_button(
            t("Download as CSV"), partial(_csv, store.opener(), note, import_id, words.language()), mime="text/csv",
            file_name=f"changed-{import_id}.csv", icon=":material/download:", on_click="ignore",
            key=f"changed_csv_{key}",
        )  # fmt: skip


def written(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The values with words for their codes: entry, id, column_name, old_value, new_value."""
    say = translator(language)

    def value(column: str, text: str | None) -> str | None:
        return say(ANSWERS[text]) if column == "is_counted" and text in ANSWERS else text

    rows = [
        (say(ENTRIES[what]), id_, say(COLUMNS.get(column) or input_words.title(column)), value(column, old),
         value(column, new))
        for what, id_, column, old, new in frame.itertuples(index=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TITLES), dtype=object)


def _csv(opener: Opener, note: Noter, import_id: int, language: str) -> bytes:
    """All values as CSV; made when somebody asks for it, outside of a page's run."""
    say = translator(language)
    connection = opener()
    try:
        frame = written(amending.changed_values(connection, import_id), language)
    finally:
        connection.close()
    note("exported", "changed_values", import_id=import_id, rows=len(frame))
    return exporting.csv_bytes([frame], [exporting.Column(name, say(title)) for name, title in TITLES.items()])
