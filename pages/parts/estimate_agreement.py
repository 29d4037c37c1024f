"""Whether the estimate of attitude says what the answers of those who were asked say."""

import streamlit as st

from crm_core.queries.attitudes import Agreement
from crm_core.statistics import ENOUGH
from pages.parts import words
from pages.parts.words import t, tn


def agreement(found: Agreement) -> None:
    """How often both say the same where both exist, and whether that is more than chance."""
    if not found.can_be_judged:
        st.markdown(
            tn(
                "Beside survey answers it cannot be judged: {n} customer has both an answer and an estimate, and it "
                "takes {needed} that differ.",
                "Beside survey answers it cannot be judged: {n} customers have both an answer and an estimate, and it "
                "takes {needed} that differ.",
                found.customers, needed=ENOUGH,
            )
        )  # fmt: skip
        return
    st.markdown(
        t(
            "Beside survey answers: of **{n}** customers with both, the estimate says the same for **{same}**; "
            "chance alone would for {chance}. Correlation {r}.",
            n=words.count(found.customers), same=words.share(found.same_verdict),
            chance=words.share(found.same_by_chance), r=words.decimal(found.correlation, 2),
        )
    )  # fmt: skip
    _verdict(found)


def _verdict(found: Agreement) -> None:
    if found.is_beyond_chance:
        st.markdown(f":green[:material/check:] {t('It agrees better than chance does.')}")
    else:
        st.markdown(f":orange[:material/warning:] {t('That is no better than chance: consider going without.')}")
