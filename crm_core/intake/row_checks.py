"""What is wrong with a row, if anything, and whether it counts: SQL over the fields as read and as written."""

from datetime import datetime, timedelta

from crm_core.intake.columns import column_like
from crm_core.intake.habits import layout_of
from crm_core.intake.layouts import Format, Rule
from crm_core.intake.meanings import leading_key, meanings
from crm_core.intake.plan import Plan
from crm_core.intake.queries import field_name, literal, literals
from crm_core.intake.vocabulary import note_pattern, plain, words
from crm_core.schema import CUSTOMERS, INPUT_TABLES, ORDER_LINES, RATES, SURVEYS

UNREADABLE = {
    "money": "unreadable_number", "number": "unreadable_number", "rate": "unreadable_number",
    "date": "unreadable_date", "time": "unreadable_date",
}  # fmt: skip
PLAUSIBLE = ("ordered_at", "refunded_at", "answered_on", "day")
NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"
SET_ASIDE = "set_aside"  # not a row at all: a heading, a total, a note
FORGIVEN_IF_NOT_COUNTED = ("missing_value ordered_at", "missing_value amount", "missing_value line_amount")


def reason(plan: Plan) -> str:
    """A case expression over `found` (see `first_fault`): what is wrong with the row; null where nothing is."""
    others = [f"when {condition} then {result}" for condition, result in _pardons(plan)]
    # In a lambda, because DuckDB computes for every row what stands twice among the branches of a case.
    pardoned = f"list_transform([found], lambda fault: case {' '.join(others)} else fault end)[1]"
    return f"case when found is not null then {pardoned} end" if others else "found"


def first_fault(plan: Plan, imported_at: datetime) -> str:
    """Code and meaning of what is wrong with the row first."""
    checks = [*_text_checks(plan), *_missing_checks(plan), *_key_checks(plan), *_readable_checks(plan)]
    checks += _plausible_checks(plan, imported_at)
    if plan.table == SURVEYS.name:
        checks.append(("score < scale_min or score > scale_max", literal("out_of_scale score")))
    if plan.table == RATES.name:
        checks.append(("rate <= 0", literal("rate_not_positive rate")))
    found = ", ".join(f"case when {condition} then {result} end" for condition, result in checks)
    return f"coalesce({found}, null)" if checks else "cast(null as varchar)"


def _pardons(plan: Plan) -> list[tuple[str, str]]:
    """Rows that are none, and rows that lack something but do not count anyway."""
    found = [(f"starts_with(fault, 'missing_value') and {_is_note(plan)}", literal(SET_ASIDE))]
    if plan.fill_down:
        found.append(("starts_with(fault, 'missing_value') and is_heading", literal(SET_ASIDE)))
    found.append((f"{_is_nothing(plan)} or {_is_header(plan)}", literal(SET_ASIDE)))
    forgiven = f"fault in ({', '.join(literal(each) for each in FORGIVEN_IF_NOT_COUNTED)})"
    if plan.makes_orders and "status" in plan.mapped:
        found.append((f"{forgiven} and not coalesce({status_counts(plan, 'status')}, true)", "null"))
    if has_verdict(plan):
        found.append((f"{forgiven} and verdict = 'not_counted'", "null"))
    return found


def _is_nothing(plan: Plan) -> str:
    """Whether all columns that mean something are empty."""
    return " and ".join(f"is_blank({field_name(plan.shape.position(column))})" for column in plan.mapping)


def _is_header(plan: Plan) -> str:
    """Whether the row is the header once more, as where files were put one behind the other."""
    names = [f"trim({field_name(plan.shape.position(column))}) = {literal(column)}" for column in plan.mapping]
    return " and ".join(f"coalesce({name}, false)" for name in names[:3])


def _is_note(plan: Plan) -> str:
    """Whether the first thing that the row says is a total or a note."""
    places = sorted({0, 1, *(plan.shape.position(column) for column in plan.mapping)} & _places(plan))
    first = ", ".join(f"bare_text_of({field_name(place)})" for place in places)
    return f"regexp_matches(lower(coalesce({first}, '')), {literal(note_pattern())})"


def _places(plan: Plan) -> set[int]:
    return set(range(len(plan.shape.columns)))


def raw_places(plan: Plan) -> list[int]:
    """The file's columns that checks and rules look at as they are written."""
    layout = layout_of(plan)
    named = [column for rule in layout.rules if (column := column_like(plan.shape, (rule.column,)))]
    return sorted({0, 1, *(plan.shape.position(column) for column in (*plan.mapping, *named))} & _places(plan))


def status_counts(plan: Plan, status: str) -> str:
    """Whether an order with this status counts, as SQL."""
    layout = layout_of(plan)
    counted = literals(tuple(plain(word) for word in layout.counted))
    if layout.only_counted:
        return f"list_contains({counted}, word_of({status}))"
    return f"(list_contains({counted}, word_of({status})) or not says_any({status}, {_not_counted(layout)}))"


def _not_counted(layout: Format) -> str:
    return literals(tuple(plain(word) for word in (*words("statuses")["not_counted"], *layout.not_counted)))


def has_verdict(plan: Plan) -> bool:
    """Whether the layout has rules about columns that the file has."""
    layout = layout_of(plan)
    return plan.makes_orders and any(column_like(plan.shape, (rule.column,)) for rule in layout.rules)


def verdict(plan: Plan) -> str:
    """What the layout's rules say of the row: 'not_counted', 'refund', 'refunded' or null."""
    layout = layout_of(plan)
    found = [(rule, column) for rule in layout.rules if (column := column_like(plan.shape, (rule.column,)))]
    fields = [(rule, f"text_of({field_name(plan.shape.position(column))})") for rule, column in found]
    not_counted = [condition for rule, field in fields for condition in _not_counting(rule, field)]
    refund = [f"says_any({field}, {_plain(rule.refund)})" for rule, field in fields if rule.refund]
    refunded = [f"says_any({field}, {_plain(rule.refunded)})" for rule, field in fields if rule.refunded]
    whens = [(not_counted, "not_counted"), (refund, "refund"), (refunded, "refunded")]
    said = " ".join(f"when {' or '.join(conditions)} then {literal(says)}" for conditions, says in whens if conditions)
    return f"case {said} end" if said else "cast(null as varchar)"


def _not_counting(rule: Rule, field: str) -> list[str]:
    found = [f"says_any({field}, {_plain(rule.not_counted)})"] if rule.not_counted else []
    if rule.only:
        found.append(f"not coalesce(says_any({field}, {_plain((*rule.only, *rule.refund))}), false)")
    return [*found, f"{field} is not null"] if rule.filled else found


def _plain(texts: tuple[str, ...]) -> str:
    return literals(tuple(plain(text) for text in texts))


def _missing_checks(plan: Plan) -> list[tuple[str, str]]:
    """The texts that no row can do without; numbers and dates are looked at as they are read."""
    checks = []
    for column in INPUT_TABLES[plan.table].columns:
        if column.required and column.type == "text" and plan.table not in (CUSTOMERS.name, SURVEYS.name):
            checks.append((f"{column.name} is null", literal(f"missing_value {column.name}")))
    return checks


def _text_checks(plan: Plan) -> list[tuple[str, str]]:
    """Bytes that were no characters (see readable.py), where the row says what it is and in what is read of it."""
    if not plan.shape.has_broken_text:
        return []
    fields = ", ".join(f"coalesce({field_name(place)}, '')" for place in raw_places(plan))
    return [(f"contains(concat({fields}), chr({ord(NO_CHARACTER)}))", literal("bad_encoding"))]


def _key_checks(plan: Plan) -> list[tuple[str, str]]:
    """Numbers that a spreadsheet shortened: 1.23E+15 stands for millions of order numbers, and would make them one."""
    keys = [meaning for meaning in (leading_key(plan.mapped), "order_id", "refund_of") if meaning in plan.mapped]
    return [(f"is_shortened({meaning})", literal(f"shortened_key {meaning}")) for meaning in keys]


def _readable_checks(plan: Plan) -> list[tuple[str, str]]:
    """Numbers and dates: unreadable where there is something, missing where there is nothing but should be."""
    needed = _needed(plan)
    checks = []
    for column, meaning in plan.mapping.items():
        if kind := UNREADABLE.get(meanings(plan.table)[meaning].type):
            blank = f"is_blank({field_name(plan.shape.position(column))})"
            missing = literal(f"missing_value {meaning}") if meaning in needed else "null"
            checks.append((f"{meaning} is null", f"case when {blank} then {missing} else '{kind} {meaning}' end"))
    return checks


def _needed(plan: Plan) -> set[str]:
    """The numbers and dates that no row can do without."""
    needed = {column.name for column in INPUT_TABLES[plan.table].columns if column.required}
    if plan.table == ORDER_LINES.name and plan.makes_orders:
        needed |= {"ordered_at"}
        if "amount" not in plan.mapped:
            needed |= {"line_amount"} if "line_amount" in plan.mapped else {"quantity", "unit_price"}
    return needed


def _plausible_checks(plan: Plan, imported_at: datetime) -> list[tuple[str, str]]:
    latest = literal((imported_at + timedelta(days=1)).isoformat(sep=" "))
    checks = []
    for meaning in PLAUSIBLE:
        if meaning in plan.mapped:
            checks.append((f"{meaning} > cast({latest} as timestamp)", literal(f"date_in_future {meaning}")))
            checks.append((f"{meaning} < cast('1990-01-01' as timestamp)", literal(f"date_before_1990 {meaning}")))
    return checks
