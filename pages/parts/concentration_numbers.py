"""The Concentration page's numbers, each with its year before."""

from crm_core.queries.concentration import Concentration
from pages.parts import cards, words
from pages.parts.cards import Kpi
from pages.parts.words import t, tn

LARGEST_FIFTH, FIRST_FOUR_FIFTHS = 20, 80  # per cent


def numbers(found: Concentration, before: Concentration | None) -> None:
    """Five numbers, each with its year before."""
    then = t("vs the year before") if before is not None else ""
    fifth, fifth_before = largest_fifth(found), largest_fifth(before) if before is not None else None
    most = found.firsts.set_index("per_cent").to_dict("index")[FIRST_FOUR_FIFTHS]
    ten_before = before.ten_share if before is not None else None
    gini_before = before.gini if before is not None else None
    cards.kpis(
        [
            Kpi(
                t("The ten largest bring"), words.share(found.ten_share),
                words.points(found.ten_share, ten_before), then, good="neither",
                help=t("Share of the revenue of all customers who bought in the window."),
            ),
            Kpi(
                t("Largest fifth brings"), words.share(fifth), words.points(fifth, fifth_before), then,
                good="neither",
                help=t("The 20% of customers with the most revenue (rounded up)."),
            ),
            Kpi(
                t("Bring 80% of revenue"), words.count(most["customers"]),
                compared=t("{share} of all who bought", share=words.share(most["customer_share"])), good="neither",
                help=t("As few as possible; who has the same revenue as the last of them is counted in, as in tier A."),
            ),
            Kpi(
                t("Gini coefficient"), words.decimal(found.gini, 2), difference(found.gini, gini_before), then,
                good="neither",
                help=t(
                    "0: all customers bring the same. 1: one brings everything. "
                    "Twice the area between the curve and the diagonal."
                ),
            ),
            Kpi(
                t("HHI"), words.decimal(found.hhi, 4), compared=equal_customers(found), good="neither",
                help=t(
                    "Herfindahl–Hirschman index: the sum of the squared shares of revenue. "
                    "1 divided by it is the number of equal customers that would be as concentrated."
                ),
            ),
        ]
    )  # fmt: skip


def largest_fifth(found: Concentration) -> float | None:
    """What the best fifth of the customers brings."""
    shares = found.tops.loc[found.tops["per_cent"] == LARGEST_FIFTH, "revenue_share"]
    return None if shares.isna().any() else float(shares.iloc[0])


def difference(now: float | None, earlier: float | None) -> str:
    """The change of a number between 0 and 1, in hundredths."""
    if words.missing(now) or words.missing(earlier):
        return ""
    moved = round(now - earlier, 2)
    return f"{moved:+.2f}" if moved else "0.00"


def equal_customers(found: Concentration) -> str:
    """The plain meaning of the HHI."""
    if not found.hhi:
        return ""
    return tn("as if there were {n} equal customer", "as if there were {n} equal customers", round(1 / found.hhi))
