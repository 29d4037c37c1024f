"""What the labels of the past did afterwards: did customers buy again as their label says (definitions, section 12)?"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.queries.scope import NoData
from crm_core.statistics import ENOUGH, wilson

DATES = """
select
    d.as_of,
    last_day(cast(d.month + to_months(s.outcome_months) as date)) as until_day
from snapshot_dates as d
semi join outcome_rows as o on d.as_of = o.as_of
cross join settings as s
order by d.as_of desc
"""

# The first date that can be tested has a history long enough for labels behind it, and a full horizon after it.
REACH = """
with bounds as (
    select
        min(day) as first_day,
        max(day) as data_through
    from days
),

tested as (
    select
        b.*,
        s.outcome_months,
        last_day(b.first_day + greatest(s.warming_up_days - 1, 0)) as first_tested
    from bounds as b
    cross join settings as s
),

ready as (
    select
        first_day,
        data_through,
        last_day(cast(date_trunc('month', first_tested) + to_months(outcome_months) as date)) as ready_on
    from tested
)

select
    first_day,
    data_through,
    ready_on,
    datesub('month', first_day, ready_on + 1) as months_needed,
    datesub('month', first_day, data_through + 1) as months_there
from ready
where first_day is not null
"""

OUTCOMES = """
select
    as_of,
    cast({field} as text) as label,
    cast(sum(customers) as bigint) as customers,
    cast(sum(bought_again) as bigint) as bought_again,
    cast(sum(revenue) as double) / sum(customers) as revenue_each
from outcome_rows
where
    ($as_of is null or as_of = $as_of)
    and ($source is null or attitude_source = $source)
    and ('{field}' <> 'quadrant' or quadrant is not null)
group by outcome_rows.as_of, outcome_rows.{field}
order by outcome_rows.as_of, outcome_rows.{field} nulls last
"""

Field = Literal["tier", "quadrant", "stage"]
Kind = Literal["holds", "fails", "unclear"]
Outcome = Literal["apart", "close", "reversed"]

# Whose customers should buy again more often than whose (definitions, sections 5, 6 and 12): from the best level to the
# worst, each level against the next that has enough customers. What is neither better nor worse is not compared.
Label = str | None
Chain = tuple[tuple[Label, ...], ...]
ORDER: dict[Field, tuple[Chain, ...]] = {
    "tier": ((("A",), ("B",), ("C",), (None,)),),
    "quadrant": (
        (("loyal",), ("spurious",), ("no_loyalty",)),
        (("loyal",), ("latent",), ("no_loyalty",)),
        (("unmeasured_repeat",), ("unmeasured_occasional",)),
    ),
    "stage": ((("solid", "steady", "reserved", "acquainted", "won_back"), ("wavering",), ("lost",)),),
}
# Attitude high against low, among those who buy often and those who buy seldom.
EQUAL_REPEAT: tuple[Chain, ...] = ((("loyal",), ("spurious",)), (("latent",), ("no_loyalty",)))


@dataclass(frozen=True)
class PastDate:
    """A past date whose outcome is known: what customers did from it until `until_day`."""

    as_of: date
    until_day: date


@dataclass(frozen=True)
class Reach:
    """How far the orders reach (whole months), and what the first test takes: orders through `ready_on`."""

    first_day: date
    data_through: date
    ready_on: date
    months_needed: int
    months_there: int

    @property
    def is_enough(self) -> bool:
        """Whether a test is possible; if there is none yet, it is still being computed."""
        return self.data_through >= self.ready_on


@dataclass(frozen=True)
class Pair:
    """Two labels, the first said to be better: the share of each that bought again, and whether the intervals agree."""

    better: Label
    worse: Label
    better_share: float
    worse_share: float
    outcome: Outcome


@dataclass(frozen=True)
class Verdict:
    """Whether an order of labels held; pairs: those with enough customers on both sides."""

    kind: Kind
    pairs: tuple[Pair, ...]

    def of(self, outcome: Outcome) -> tuple[Pair, ...]:
        """The pairs that ended like this."""
        return tuple(pair for pair in self.pairs if pair.outcome == outcome)


def dates(connection: duckdb.DuckDBPyConnection) -> list[PastDate]:
    """The past dates with a full outcome after them, newest first; those that are warming up are left out."""
    return [PastDate(*row) for row in connection.execute(DATES).fetchall()]


def reach(connection: duckdb.DuckDBPyConnection) -> Reach:
    """How far the data reach, against what the first test needs."""
    row = connection.execute(REACH).fetchone()
    if row is None:
        raise NoData
    return Reach(*row)


def outcomes(
    connection: duckdb.DuckDBPyConnection, field: Field, as_of: date | None = None, source: str | None = None
) -> pd.DataFrame:
    """One row per tested date (or only `as_of`) and label, of attitudes of one source if given: as_of, label (None is
    no tier), customers, bought_again, revenue_each (money), share (0–1) with its 95 % interval low, high; is_enough."""
    sql = OUTCOMES.format(field=field)
    found = connection.execute(sql, {"as_of": as_of, "source": source}).df()
    return with_intervals(found, "bought_again")


def with_intervals(found: pd.DataFrame, successes: str) -> pd.DataFrame:
    """The frame with share, low, high (0–1) of its columns `successes` and customers, and is_enough."""
    counts = list(zip(found[successes].tolist(), found["customers"].tolist(), strict=True))
    intervals = [wilson(int(k), int(n)) if n else (0.0, 1.0) for k, n in counts]
    return found.assign(
        share=[k / n if n else float("nan") for k, n in counts],
        low=[low for low, _high in intervals],
        high=[high for _low, high in intervals],
        is_enough=found["customers"] >= ENOUGH,
    )


def order_holds(found: pd.DataFrame, field: Field) -> Verdict:
    """Whether the labels of one date kept their order: fails if one pair is reversed beyond its intervals, holds if
    every pair that can be judged is apart. found: the rows of `outcomes` of one date."""
    pairs = judged(found, ORDER[field])
    ways = {pair.outcome for pair in pairs}
    kind: Kind = "fails" if "reversed" in ways else "unclear" if not ways or "close" in ways else "holds"
    return Verdict(kind, pairs)


def estimate_holds(found: pd.DataFrame) -> Verdict:
    """Whether the estimate of attitude tells who buys again, among customers with equal repeat (section 5).

    Holds if it does among those who buy often or those who buy seldom, and is not reversed among the others; fails if
    the intervals overlap or are the wrong way round; unclear where too few customers have an estimate.
    """
    pairs = judged(found, EQUAL_REPEAT)
    ways = {pair.outcome for pair in pairs}
    kind: Kind = "unclear" if not ways else "holds" if "apart" in ways and "reversed" not in ways else "fails"
    return Verdict(kind, pairs)


def judged(found: pd.DataFrame, chains: tuple[Chain, ...]) -> tuple[Pair, ...]:
    """The pairs of neighbours in the chains, among the labels that have enough customers."""
    rows = {_code(row["label"]): row for row in found.to_dict("records") if row["is_enough"]}
    kept = [[level for labels in chain if (level := [x for x in labels if x in rows])] for chain in chains]
    pairs = [pair for levels in kept for upper, lower in pairwise(levels) for pair in product(upper, lower)]
    return tuple(
        Pair(better, worse, rows[better]["share"], rows[worse]["share"], _way(rows[better], rows[worse]))
        for better, worse in dict.fromkeys(pairs)
    )


def _way(better: dict[Any, Any], worse: dict[Any, Any]) -> Outcome:
    if better["low"] > worse["high"]:
        return "apart"
    return "reversed" if better["high"] < worse["low"] else "close"


def _code(label: object) -> Label:
    return label if isinstance(label, str) else None
