"""What customers did after carrying a label: one picture a kind of label, and the same over the months."""

import streamlit as st

from crm_core.charts import theme
from crm_core.charts import trust as charts
from crm_core.queries import trust
from crm_core.queries.trust import Field, PastDate
from crm_core.statistics import ENOUGH
from pages.parts import cards, store, words
from pages.parts.switch import titled_switch
from pages.parts.trust_verdicts import ICONS, TITLES
from pages.parts.words import t

CODES: dict[Field, tuple[str | None, ...]] = {
    "tier": ("A", "B", "C", None),
    "quadrant": ("loyal", "latent", "spurious", "no_loyalty", "unmeasured_repeat", "unmeasured_occasional"),
    "stage": ("solid", "steady", "reserved", "acquainted", "won_back", "wavering", "lost"),
}


def names(field: Field) -> dict[str | None, str]:
    """The labels of a kind in the order in which they are shown."""
    return {code: words.short(field, code) for code in CODES[field]}


def by_label(past: PastDate) -> None:
    """The three kinds beside each other."""
    months = words.count(store.settings().outcome_months)
    for place, field in zip(st.columns(3), TITLES, strict=True):
        found = store.ask(trust.outcomes, field, past.as_of)
        verdict = trust.order_holds(found, field)
        with place:
            cards.chart(
                f"{ICONS[verdict.kind]} {t(TITLES[field])}",
                charts.outcomes(found, field, names(field), words.look()),
                key=f"trust_{field}",
                subtitle=t(
                    "Share that bought again in {months} months, with its 95% interval; at the right, revenue each.",
                    months=months,
                ),
                alt=t(TITLES[field]),
            )


def over_time(past: PastDate) -> None:
    """Is it the same in every month?"""
    with st.container(border=True, gap="xsmall"):
        field = titled_switch(t("Was it always so?"), TITLES, "trust_field")
        found = store.ask(trust.outcomes, field)
        figure = charts.months(found, field, names(field), past.as_of, words.look())
        if figure is None:
            cards.nothing(t("So far there is only one month whose outcome is known, or too few customers in each."))
            return
        carried = {code if isinstance(code, str) else None for code in found["label"]}
        cards.legend(field, [code for code in CODES[field] if code in carried], store.settings())
        st.caption(
            t(
                "Share that bought again in the {months} months after each month's end; a month in which fewer than "
                "{few} customers carry a label is left out. Lines that keep their order mean a label that can be "
                "trusted.",
                months=words.count(store.settings().outcome_months), few=ENOUGH,
            )
        )  # fmt: skip
        st.plotly_chart(
            figure, theme=None, config=theme.config(words.look(), t("Was it always so?")),
            key=f"trust_months_{field}", alt=t("Was it always so?"),
        )  # fmt: skip
