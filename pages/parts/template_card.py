"""Templates to fill in, for shops whose system exports nothing that fits."""

import pandas as pd
import streamlit as st

from crm_core import input_words
from crm_core.templates import TEMPLATES, template_csv
from pages.parts.words import t


def template_card() -> None:
    """One template at a time: what its columns hold, an example, and the file."""
    with st.container(border=True):
        st.markdown(f"##### {t('Templates')}")
        st.caption(t("No fitting export? Fill in a template. Its second line is an invented example: delete it."))
        names = {each: t(input_words.TABLES[each]) for each in TEMPLATES}
        name = st.selectbox(
            t("Template"), tuple(names), format_func=names.__getitem__, key="template",
            label_visibility="collapsed", filter_mode=None,
        )  # fmt: skip
        template = TEMPLATES[name]
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(t(input_words.GRAINS[name]), width="content")
            st.download_button(
                t("Download the template"), template_csv(name), file_name=f"{name}.csv", mime="text/csv",
                icon=":material/download:", on_click="ignore", key=f"template_{name}",
            )  # fmt: skip
        if not template.has_page:
            st.info(
                t("Files of this kind cannot be loaded yet: their pages come later. Start collecting already."),
                icon=":material/hourglass_top:",
            )
        _columns(name)


def _columns(name: str) -> None:
    rows = [
        {
            "title": t(input_words.title(column.name)),
            "name": column.name,
            "needed": t("needed") if column.required else "",
            "example": column.example,
            "about": t(input_words.about(name, column.name)),
        }
        for column in TEMPLATES[name].columns
    ]
    kinds = st.column_config
    columns = {
        "title": kinds.TextColumn(t("Column"), pinned=True),
        "name": kinds.TextColumn(t("In the file")),
        "needed": kinds.TextColumn(t("Needed"), width="small"),
        "example": kinds.TextColumn(t("Example")),
        "about": kinds.TextColumn(t("Meaning"), width="large"),
    }
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, row_height=34, height="content", column_config=columns,
        key=f"template_columns_{name}",
    )  # fmt: skip
