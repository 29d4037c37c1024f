"""The Cohorts page's first sentence."""

import pandas as pd

from crm_core.charts.cohorts import period_name
from crm_core.queries.cohort_comparison import Comparison
from crm_core.statistics import ENOUGH
from pages.parts import words
from pages.parts.phrases import joined
from pages.parts.words import t, tn


def answer(found: Comparison | None, by_month: pd.DataFrame) -> str:
    """Two groups compared; where that cannot be done, what can be said, and why no more. by_month: queries.cells."""
    if found is None:
        return joined(
            came_back(by_month),
            t(
                "Newer customers cannot be compared with older ones yet: that takes a year of data, then two quarters "
                "with new customers and three months after the second."
            ),
        )
    later, earlier = (period_name(day, "quarter", words.language()) for day in (found.later, found.earlier))
    sizes = {"n": words.count(found.later_size), "n_before": words.count(found.earlier_size)}
    if found.change is None:
        return t(
            "Too few to say: **{n}** customers of {later} and **{n_before}** of {earlier} are new, and fewer than "
            "{enough} prove nothing.",
            later=later, earlier=earlier, enough=ENOUGH, **sizes,
        )  # fmt: skip
    values = {"later": later, "earlier": earlier, "months": words.count(found.months), **sizes}
    part = words.share(abs(found.change))
    if not any(digit in part for digit in "123456789"):
        return t(
            "Customers of {later} spent **as much** in their first {months} months as those of {earlier} "
            "({n} and {n_before} customers).",
            **values,
        )
    if found.change < 0:
        return t(
            "Customers of {later} spent **{share} less** in their first {months} months than those of {earlier} "
            "({n} and {n_before} customers).",
            share=part, **values,
        )  # fmt: skip
    return t(
        "Customers of {later} spent **{share} more** in their first {months} months than those of {earlier} "
        "({n} and {n_before} customers).",
        share=part, **values,
    )  # fmt: skip


def came_back(by_month: pd.DataFrame) -> str:
    """How many of the newest cohort that is old enough bought in the month after; nothing where none is."""
    rows = by_month[(by_month["k"] == 1) & ~by_month["is_running"]]
    if rows.empty:
        return ""
    row = rows.to_dict("records")[-1]
    name = period_name(row["cohort"], "month", words.language())
    if row["size"] < ENOUGH:
        return tn(
            "Too few to say: {cohort} has **{n}** customer.",
            "Too few to say: {cohort} has **{n}** customers, and fewer than {enough} prove nothing.",
            row["size"], cohort=name, enough=ENOUGH,
        )  # fmt: skip
    return t(
        "Of the {n} customers of {cohort}, **{share}** bought again in the month after.",
        n=words.count(row["size"]), cohort=name, share=words.share(row["retention"]),
    )  # fmt: skip
