"""Does the estimate of attitude tell who buys again, and does it agree with the answers of those who were asked?"""

import streamlit as st

from crm_core.charts import trust as charts
from crm_core.queries import attitudes, trust
from crm_core.queries.attitudes import Agreement
from crm_core.queries.scope import Scope
from crm_core.queries.trust import PastDate
from crm_core.statistics import ENOUGH
from pages.parts import cards, estimate_agreement, store, words
from pages.parts.estimate_verdict import switch_off
from pages.parts.trust_verdicts import ICONS, of_estimate
from pages.parts.words import t, tn

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


def agreement(found: Agreement) -> None:
    """Whether the estimate says what the answers say, where both exist."""
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
    estimate_agreement.verdict(found)
