"""Does the estimate of attitude tell who buys again, and does it agree with the answers of those who were asked?"""

import streamlit as st

from crm_core.charts import trust as charts
from crm_core.queries import attitudes, trust
from crm_core.queries.scope import Scope
from crm_core.queries.trust import PastDate
from pages.parts import cards, store, words
from pages.parts.estimate_agreement import agreement
from pages.parts.estimate_verdict import switch_off
from pages.parts.trust_verdicts import ICONS, of_estimate
from pages.parts.words import t

ESTIMATED = ("loyal", "spurious", "latent", "no_loyalty")


def estimate(past: PastDate) -> None:
    """The outcome of estimated attitudes at equal repeat, beside the agreement with measured ones."""
    found = store.ask(trust.outcomes, "quadrant", past.as_of, "estimated")
    verdict = trust.estimate_holds(found)
    left, right = st.columns([3, 2])
    with left:
        cards.chart(
            f"{ICONS[verdict.kind]} {t('Does the estimated attitude tell who buys again?')}",
            charts.outcomes(found, "quadrant", {c: words.short("quadrant", c) for c in ESTIMATED}, words.look()),
            key="trust_estimate",
            subtitle=t(
                "Only customers whose attitude is an estimate. Of those who buy equally often, the ones who seem to "
                "like us (loyal, latent) should buy again more often than the others (spurious, no loyalty)."
            ),
            empty=t("Nobody's attitude was estimated at that date."),
        )
    with right, st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"##### {t('What that means')}")
        st.markdown(words.escape(of_estimate(verdict)[2]))
        if verdict.kind == "fails" and store.settings().estimate_attitude:
            switch_off()
        agreement(store.ask(attitudes.agreement, Scope(past.as_of)))
