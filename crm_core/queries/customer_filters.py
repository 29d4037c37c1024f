"""Which customers are kept: by words, labels and facts, as a where fragment over snapshot_rows r."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from crm_core.queries.fact_ranges import FACTS, Range
from crm_core.queries.scope import Scope, condition

WORDS_AT_MOST = 6

MATCHING = """
with texts as (
    select
        c.customer_key,
        c.phone,
        c.tags,
        lower(concat_ws(chr(10), c.name, c.customer_id, c.email)) as names,
        lower(cast(c.tags as text)) as tags_as_kept
    from customers as c
),

matching as materialized (
    select customer_key
    from texts
    where {found}
),
"""
# Of the tags only the values count: otherwise "city" would find everybody who has one. Taking them out of the json is
# slow, so it is done only where the word stands somewhere in it.
WORD = """case
    when contains(names, lower(${word})) then true
    when contains(tags_as_kept, lower(${word}_in_json))
        then contains(lower(array_to_string(tags ->> '$.*', chr(10))), lower(${word}))
    else false
end"""

# The tier at the snapshot before stands in the moves where it was another one.
PACES = """r.customer_key in (
    select p.customer_key
    from snapshot_rows as p
    left join move_rows as m on m.as_of = $as_of and m.field = 'tier' and p.customer_key = m.customer_key
    cross join settings as s
    where
        p.as_of = $as_of and p.pace is not null
        and list_contains(
            $paces, cast(pace_class_of(p.pace, p.tier, m.label_before, s.rising_from, s.falling_to) as text)
        )
)"""


@dataclass(frozen=True)
class Filters:
    """What is kept besides the scope; an empty tuple keeps all, None in a tuple means "has none".

    paces: rising, falling, neither (definitions, section 4). diamonds, loyalty_types: those of the newest snapshot.
    ranges: all of them hold; who lacks the fact is in none. A forecast is there only for the newest snapshot.
    """

    words: str = ""
    tiers: tuple[str | None, ...] = ()
    quadrants: tuple[str | None, ...] = ()
    stages: tuple[str | None, ...] = ()
    attitudes: tuple[str | None, ...] = ()
    sources: tuple[str | None, ...] = ()
    known_by: tuple[str | None, ...] = ()
    paces: tuple[str | None, ...] = ()
    diamonds: tuple[str | None, ...] = ()
    loyalty_types: tuple[str | None, ...] = ()
    ranges: tuple[Range, ...] = ()


@dataclass
class Where:
    """Conditions that all hold, and their $named parameters."""

    parts: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def keep(self, expression: str, name: str, values: tuple[str | None, ...]) -> None:
        """Keep rows whose expression has one of the values."""
        if values:
            self.parameters[name] = [value for value in values if value is not None]
            unknown = f" or {expression} is null" if None in values else ""
            self.parts.append(f"(list_contains(cast(${name} as text[]), cast({expression} as text)){unknown})")

    def find(self, words: str) -> str:
        """Keep customers in whose texts every word occurs; case does not matter, and no character is special.

        Returns the CTE that finds them. A number, in one word or in several, is also looked for in the phone number.
        """
        found = []
        for number, word in enumerate(words.split()[:WORDS_AT_MOST]):
            name = f"word_{number}"
            self.parameters |= {name: word, f"{name}_in_json": json.dumps(word, ensure_ascii=False)[1:-1]}
            found.append(f"({WORD.format(word=name)}{self._or_phone(f'digits_{number}', word)})")
        if not found:
            return "with"
        self.parts.append("r.customer_key in (select customer_key from matching)")
        return MATCHING.format(found=" and ".join(found) + self._or_phone("digits", words))

    def _or_phone(self, name: str, text: str) -> str:
        """The alternative that the phone number holds these digits, whatever stands between them."""
        digits = re.sub(r"[-()+./\s]", "", text)
        if not re.fullmatch("[0-9]{3,}", digits):
            return ""
        self.parameters[name] = "[^0-9]*".join(digits)
        return f" or regexp_matches(phone, ${name})"

    def keep_facts(self, filters: Filters) -> None:
        """Keep customers by facts that only the table of customers has."""
        inner = Where(parameters=self.parameters)
        inner.keep("f.source", "sources", filters.sources)
        inner.keep("f.known_by", "known_by", filters.known_by)
        self._keep_found("customers", inner)

    def keep_types(self, filters: Filters) -> None:
        """Keep customers by their place in the diamond and their type of loyalty."""
        inner = Where(parameters=self.parameters)
        inner.keep("f.diamond", "diamonds", filters.diamonds)
        inner.keep("f.loyalty_type", "loyalty_types", filters.loyalty_types)
        self._keep_found("loyalty_types", inner)

    def _keep_found(self, table: str, inner: "Where") -> None:
        """Keep customers whom the inner conditions find in another table, which they call f."""
        if inner.parts:
            self.parts.append(
                f"r.customer_key in (select f.customer_key from {table} as f where {' and '.join(inner.parts)})"
            )

    def keep_paces(self, paces: tuple[str | None, ...]) -> None:
        """Keep customers by how fast they buy against their own earlier pace."""
        if paces:
            self.parameters["paces"] = [pace for pace in paces if pace is not None]
            self.parts.append(PACES)

    def keep_ranges(self, ranges: tuple[Range, ...]) -> None:
        """Keep customers whose facts lie within the ranges."""
        for wanted in ranges:
            if FACTS[wanted.fact].source == "snapshot":
                self.parts += self._within("r", wanted)
        expected = [part for wanted in ranges if FACTS[wanted.fact].source == "forecast"
                    for part in self._within("f", wanted)]  # fmt: skip
        if expected:
            self.parts.append(
                "r.customer_key in (select f.customer_key from forecast_rows as f "
                f"where f.as_of = $as_of and {' and '.join(expected)})"
            )

    def _within(self, alias: str, wanted: Range) -> list[str]:
        column, parts = f"{alias}.{FACTS[wanted.fact].column}", []
        for end, sign, limit in (("low", ">=", wanted.low), ("high", "<=", wanted.high)):
            if limit is not None:
                self.parameters[f"{wanted.fact}_{end}"] = limit
                parts.append(f"{column} {sign} ${wanted.fact}_{end}")
        return parts


def where_of(scope: Scope, filters: Filters) -> Where:
    """What scope and labels keep; the words come with `Where.find`, because they need a CTE before the select."""
    where = Where(["r.as_of = $as_of"], {"as_of": scope.as_of})
    if scope.is_filtered:
        sql, parameters = condition(scope)
        where.parts.append(f"r.scope_key in (select scope_key from scopes where {sql})")
        where.parameters |= parameters
    where.keep("r.tier", "tiers", filters.tiers)
    where.keep("r.quadrant", "quadrants", filters.quadrants)
    where.keep("r.stage", "stages", filters.stages)
    where.keep("r.attitude_source", "attitudes", filters.attitudes)
    where.keep_facts(filters)
    where.keep_types(filters)
    where.keep_paces(filters.paces)
    where.keep_ranges(filters.ranges)
    return where
