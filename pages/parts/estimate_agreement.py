"""The verdict on the estimate of attitude beside the answers of those who were asked."""

import streamlit as st

from crm_core.queries.attitudes import Agreement
from pages.parts.words import t


def verdict(found: Agreement) -> None:
    """Whether the estimate says more than chance does; only of what can be judged."""
    if found.is_beyond_chance:
        st.markdown(f":green[:material/check:] {t('It agrees better than chance does.')}")
    else:
        st.markdown(f":orange[:material/warning:] {t('That is no better than chance: consider going without.')}")
