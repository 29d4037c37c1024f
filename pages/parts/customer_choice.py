"""What the list of customers shows: words, labels, facts, columns, order and page.

Labels and facts live in the address, as ids that are the same in every language; words that are searched do not.
"""

from dataclasses import dataclass, field

import streamlit as st

from crm_core import labels
from crm_core.labels import LABELS
from crm_core.locale import _
from crm_core.queries import customers, fact_ranges
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.fact_ranges import FACTS, Range
from crm_core.segments import Segment
from pages.parts import customer_columns, store, words
from pages.parts.filters import value_id
from pages.parts.inert import inert
from pages.parts.words import t

FIELDS = {
    "tier": _("Tier"),
    "stage": _("Stage"),
    "quadrant": _("Loyalty"),
    "attitude": _("Attitude known by"),
    "source": _("Found us by"),
    "known": _("Identified by"),
}
MORE_FIELDS = {"pace": _("Pace"), "diamond": _("Diamond model"), "type": _("Loyalty type")}
ALL_FIELDS = FIELDS | MORE_FIELDS
# Where the labels of a field stand in Filters.
IN_FILTERS = {
    "tier": "tiers", "stage": "stages", "quadrant": "quadrants", "attitude": "attitudes", "source": "sources",
    "known": "known_by", "pace": "paces", "diamond": "diamonds", "type": "loyalty_types",
}  # fmt: skip
PACES: dict[str | None, str] = {
    "rising": _("Rising star"),
    "falling": _("Falling customer"),
    "neither": _("Neither rising nor falling"),
}
SEGMENT = "segment"  # the parameter of the address that names a saved segment
SEARCHED = "customers_words"  # a widget of the list: in session state only while the visitor is on this page
BACK = "customers_back"  # a widget of the profile: likewise
_CHOICE = "customers_choice"  # session state: a Choice
_ADDRESS = "customers_address"  # session state: what this page last wrote into the address


@dataclass
class Choice:
    """What a visitor has chosen; labels by field as ids, ranges of facts as an address writes them.

    gone: values of an opened segment that nobody has any more.
    """

    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    words: str = ""
    columns: tuple[str, ...] = customer_columns.DEFAULT
    sort: str = "revenue"
    descending: bool = True
    page: int = 1
    segment: str = ""
    gone: tuple[str, ...] = ()

    @property
    def order(self) -> Order:
        """The order of the rows."""
        return Order(self.sort, self.descending)

    @property
    def is_all(self) -> bool:
        """Whether nobody is left out."""
        return not (self.words or any(self.labels.values()) or self.facts)

    def clear(self) -> None:
        """Choose everybody."""
        self.labels, self.facts, self.words, self.page, self.segment, self.gone = {}, {}, "", 1, "", ()


def choice(opened: Segment | None = None) -> Choice:
    """The visitor's choice; a link to this page, or the segment it opens, replaces it; the rest stays as it was."""
    kept: Choice = st.session_state.setdefault(_CHOICE, Choice())
    if is_linked():
        kept.clear()
        if opened is not None:
            _choose(kept, opened)
        else:
            kept.labels = {name: tuple(st.query_params.get_all(name)) for name in ALL_FIELDS}
            kept.facts = {fact: st.query_params.get(fact, "") for fact in FACTS}
    _drop_unknown(kept)
    return kept


def is_linked() -> bool:
    """Whether the address says something that this page has not written itself."""
    kept = {name: tuple(st.query_params.get_all(name)) for name in (*ALL_FIELDS, *FACTS, SEGMENT)}
    just_arrived = SEARCHED not in st.session_state and BACK not in st.session_state
    return any(kept.values()) and (just_arrived or kept != st.session_state.get(_ADDRESS))


def filters(kept: Choice) -> Filters:
    """The choice as the queries take it."""
    values = {
        in_filters: tuple(ids(name)[key] for key in kept.labels.get(name, ()))
        for name, in_filters in IN_FILTERS.items()
    }
    return Filters(words=kept.words, ranges=ranges(kept), **values)


def ranges(kept: Choice) -> tuple[Range, ...]:
    """The facts chosen, in the order of FACTS."""
    found = (fact_ranges.read(fact, kept.facts.get(fact, "")) for fact in FACTS)
    return tuple(wanted for wanted in found if wanted is not None)


def ids(name: str) -> dict[str, str | None]:
    """The values a field can have, by their id in the address; sources can be anything, so they may need a made one."""
    if name == "source":
        found = store.ask(customers.sources)
        return {s if s in LABELS["source"] and s is not None else value_id("source", s): s for s in found}
    codes: dict[str, list[str | None]] = {
        "known": list(customer_columns.KNOWN_BY),
        "pace": list(PACES),
        "diamond": list(labels.DIAMOND),
        "type": list(labels.LOYALTY_TYPES),
        "stage": [code for code in LABELS["stage"] if code is not None],
    }
    return {"none" if code is None else code: code for code in codes.get(name) or LABELS[name]}


def value_name(name: str, value: str | None) -> str:
    """How a value is shown."""
    if name in ("known", "pace"):
        return t((customer_columns.KNOWN_BY if name == "known" else PACES)[value])
    return words.label("loyalty_type" if name == "type" else name, value)


def write_address(kept: Choice) -> None:
    """Put labels, facts and the segment into the address."""
    written = {name: kept.labels.get(name, ()) for name in ALL_FIELDS}
    written |= {fact: (kept.facts[fact],) if fact in kept.facts else () for fact in FACTS}
    written[SEGMENT] = (kept.segment,) if kept.segment else ()
    for name, keys in written.items():
        if tuple(st.query_params.get_all(name)) == keys:
            continue
        if keys:
            st.query_params[name] = list(keys)
        else:
            del st.query_params[name]
    st.session_state[_ADDRESS] = written


def said(kept: Choice) -> str:
    """What is chosen, in words."""
    parts = [inert(f"“{kept.words}”")] if kept.words else []
    for name, title in ALL_FIELDS.items():
        if kept.labels[name]:
            values = t(", ").join(inert(value_name(name, ids(name)[key])) for key in kept.labels[name])
            parts.append(f"{t(title)}: {values}")
    parts += [inert(range_said(wanted)) for wanted in ranges(kept)]
    return " · ".join(parts)


FACT_NAMES = {
    "revenue": _("Revenue"),
    "orders": _("Orders"),
    "days": _("Purchase days"),
    "ever": _("Purchase days, ever"),
    "silent": _("Days silent"),
    "overdue": _("Overdue (× gap)"),
    "first": _("First purchase"),
    "worth": _("Expected value"),
    "chance": _("Chance of a purchase"),
}


def range_said(wanted: Range) -> str:
    """A range in words: "Revenue: 100 to 500"."""
    low, high = (_limit_said(wanted.fact, limit) for limit in (wanted.low, wanted.high))
    fact = t(FACT_NAMES[wanted.fact])
    if not high:
        return t("{fact}: from {low}", fact=fact, low=low)
    if not low:
        return t("{fact}: up to {high}", fact=fact, high=high)
    return t("{fact}: {low} to {high}", fact=fact, low=low, high=high)


def _limit_said(fact: str, limit: fact_ranges.Limit) -> str:
    if limit is None:
        return ""
    if not isinstance(limit, (int, float)):
        return words.day(limit)
    match FACTS[fact].kind:
        case "money":
            return words.money_exact(limit).removesuffix(".00")
        case "share":
            return words.share(limit)
        case "count":
            return words.count(limit)
    return f"{limit:g}"


def _choose(kept: Choice, opened: Segment) -> None:
    """Take over a segment's conditions; its parts of the shop are the header's."""
    wanted, gone = opened.conditions.filters, []
    for name, in_filters in IN_FILTERS.items():
        keys = {value: key for key, value in ids(name).items()}
        values: tuple[str | None, ...] = getattr(wanted, in_filters)
        kept.labels[name] = tuple(keys[value] for value in values if value in keys)
        gone += [value or "" for value in values if value not in keys]
    kept.facts = {one.fact: one.text for one in wanted.ranges}
    kept.words, kept.segment, kept.gone = wanted.words, opened.segment_id, tuple(gone)


def _drop_unknown(kept: Choice) -> None:
    kept.labels = {name: tuple(key for key in kept.labels.get(name, ()) if key in ids(name)) for name in ALL_FIELDS}
    kept.facts = {wanted.fact: wanted.text for wanted in ranges(kept)}
