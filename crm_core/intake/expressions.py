"""How each meaning is read from the fields of a row: SQL over c0, c1 …, by the meaning's type and the file's style."""

import re

from crm_core.intake.columns import Term, column_like, present, terms
from crm_core.intake.habits import layout_of
from crm_core.intake.layouts import IN_BRACKETS, Format
from crm_core.intake.meanings import WHO, leading_key, meanings
from crm_core.intake.mending import NOTE
from crm_core.intake.plan import DateStyle, Plan
from crm_core.intake.queries import field_name, literal, literals
from crm_core.intake.vocabulary import currency_pattern, currency_signs
from crm_core.schema import CUSTOMERS, SURVEYS

SQL_TYPES = {
    "text": "varchar", "money": "decimal(18, 4)", "number": "decimal(18, 4)", "rate": "decimal(18, 8)",
    "date": "date", "time": "timestamp",
}  # fmt: skip
NUMBERS = ("money", "number", "rate")
NUMBER_MACROS = {".": "number_with_point", ",": "number_with_comma"}
KEYS = (*WHO, "order_id", "refund_of", "referred_by")
# Keys that say nothing where a spreadsheet has shortened them, rather than cost the row: there is another key beside.
BESIDE = ("phone", "account", "referred_by")
WRAPPED = ("=", "'")
_OFFSET = re.compile(r"\d *(Z|UTC|GMT)$|:\d\d(\.\d+)? *[-+]\d\d:?\d\d$|^(\d{13}|1\d{9})$")
_UTC = re.compile(r"\b(UTC|GMT)\b")


def fields(plan: Plan, floats: set[str]) -> dict[str, str]:
    """meaning → how it is read. floats: ids that the file writes as numbers with '.0' behind them."""
    layout = layout_of(plan)
    found = {m: _expression(plan, layout, column, m, m in floats) for column, m in plan.mapping.items()}
    if currency := _currency_beside(plan):
        found["currency"] = currency
    if plan.table == SURVEYS.name:
        found |= _scale(plan, layout)
    if plan.makes_orders and (once := present(plan, layout.added_once)):
        found["added_once"] = " + ".join(f"coalesce({number(plan, _field(plan, column))}, 0)" for column in once)
    return found | _tags(plan)


def _expression(plan: Plan, layout: Format, column: str, meaning: str, is_float: bool) -> str:
    field, kind = _field(plan, column), meanings(plan.table)[meaning].type
    if kind in NUMBERS:
        return _sum(plan, number(plan, field, kind), terms(plan, layout, meaning))
    if kind in ("date", "time"):
        return f"cast({moment(plan, column, meaning)} as {SQL_TYPES[kind]})"
    text = _text(plan, column, meaning)
    if separator := layout.first_of.get(meaning):
        text = f"nullif(trim(split_part({text}, {literal(separator)}, 1)), '')"
    if other := column_like(plan.shape, layout.of_refunds.get(meaning, ())):
        amount = number(plan, _field(plan, plan.column_of("amount") or column))
        text = f"case when {amount} < 0 then {_text(plan, other, meaning)} else {text} end"
    if meaning == "currency":
        return f"upper(half_width({text}))"
    if meaning == "email" or (meaning == "kind" and plan.table == SURVEYS.name):
        return f"lower({text})"
    return rf"regexp_replace({text}, '\.0$', '')" if is_float else text


def _text(plan: Plan, column: str, meaning: str) -> str:
    field = _field(plan, column)
    text = f"{text_macro(plan, column)}({f'visible({field})' if meaning in KEYS else field})"
    is_one_of_several = meaning in BESIDE and meaning != leading_key(plan.mapped)
    return f"unshortened({text})" if is_one_of_several else text


def _field(plan: Plan, column: str) -> str:
    return field_name(plan.shape.position(column))


def number(plan: Plan, field: str, kind: str = "money") -> str:
    """A number in the file's style; null where there is none."""
    if kind == "rate" and plan.decimal != ",":
        return f"try_cast(bare_number({field}, {literal(currency_pattern())}) as {SQL_TYPES[kind]})"
    return f"{NUMBER_MACROS[plan.decimal or '.']}({field}, {literal(currency_pattern())})"


def _sum(plan: Plan, first: str, others: tuple[Term, ...]) -> str:
    """The amount with all columns that are part of it; what is subtracted may be written with a minus or without."""
    if not others:
        return first
    return f"cast({first} {' '.join(_term(plan, term) for term in others)} as decimal(18, 4))"


def _term(plan: Plan, term: Term) -> str:
    value = f"coalesce({number(plan, _field(plan, term.column))}, 0)"
    value = f"+ {value}" if term.sign > 0 else f"- abs({value})"
    if term.where:
        column, values = term.where
        deciding = f"lower(text_of({_field(plan, column)})) in ({', '.join(literal(v.lower()) for v in values)})"
        value = f"{value} * cast(coalesce({deciding}, false) as integer)"
    return value


def text_macro(plan: Plan, column: str) -> str:
    """The quick macro, unless the first rows show values that are padded or wrapped, or the file is a small one."""
    place = plan.shape.position(column)
    values = [row[place] for row in plan.shape.rows]
    odd = any(value.strip(" ") != value.strip() or value.strip().startswith(WRAPPED) for value in values)
    return "bare_text_of" if odd or plan.table in (CUSTOMERS.name, SURVEYS.name) else "text_of"


def moment(plan: Plan, column: str, meaning: str) -> str:
    """A date or a moment, with the time of day from its own column, moved to the business time zone if there is one."""
    field, style = _field(plan, column), plan.dates[column]
    clock = plan.column_of("time_of_day") if meaning == "ordered_at" else None
    if clock:
        both = f"concat_ws(' ', text_of({field}), text_of({_field(plan, clock)}))"
        read = f"coalesce({_read(style, both)}, {_read(style, field)})"
        return read
    read = _read(style, field)
    if not plan.time_zone or not has_offsets(plan, column):
        return read
    column_offset = f"case when contains({field}, ':') then 0 end" if says_utc(column) else "null"
    return f"in_time_zone({read}, {field}, {column_offset}, {literal(plan.time_zone)})"


def _read(style: DateStyle, field: str) -> str:
    macro = "time_iso_first" if style.order == "ymd" else "time_as_written"
    return f"{macro}({field}, {literals(style.formats)})"


def has_offsets(plan: Plan, column: str) -> bool:
    """Whether the column's moments say how far they are from UTC, each for itself (as seconds since 1970 do), or by the
    column's name."""
    return says_utc(column) or any(_OFFSET.search(value.strip()) for value in plan.shape.values(column))


def says_utc(column: str) -> bool:
    """Whether the column's name says that its moments are in UTC: 'Created (UTC)'."""
    return bool(_UTC.search(column))


def _currency_beside(plan: Plan) -> str | None:
    """The currency written beside the amounts, where the file has no column for it."""
    amount = plan.column_of("amount") or plan.column_of("line_amount") or plan.column_of("unit_price")
    if "currency" in plan.mapped or amount is None:
        return None
    field = _field(plan, amount)
    beside = (
        f"case when try_cast({field} as decimal(18, 4)) is null "
        f"then currency_sign({field}, {literal(currency_pattern())}) end"
    )
    code = _currency_of_header(amount)
    return f"coalesce({beside}, {literal(code)})" if code else beside


def _currency_of_header(column: str) -> str | None:
    """The currency that a column's name says in brackets, 'Amount (USD)', if it can only mean one."""
    found = (part.strip("()（）[]【】 ").upper() for part in IN_BRACKETS.findall(column))
    codes = {codes[0] for part in found if len(codes := currency_signs().get(part, ())) == 1}
    return codes.pop() if len(codes) == 1 else None


def _scale(plan: Plan, layout: Format) -> dict[str, str]:
    """The ends of a survey's scale: as the row says, else the usual ones of its kind."""
    kind_column = plan.column_of("kind")
    kind = _expression(plan, layout, kind_column, "kind", False) if kind_column else "'nps'"
    found = {"kind": f"coalesce({kind}, 'nps')"}
    for end in ("scale_min", "scale_max"):
        column = plan.column_of(end)
        given = _expression(plan, layout, column, end, False) if column else "null"
        found[end] = f"cast(coalesce({given}, default_{end}({kind})) as decimal(18, 4))"
    return found


def _tags(plan: Plan) -> dict[str, str]:
    """The columns of a customers file that mean nothing to us, as one JSON object."""
    if plan.table != CUSTOMERS.name:
        return {}
    columns = (column for column in plan.shape.columns if not column.startswith(NOTE))
    others = [column for column in columns if column not in plan.mapping]
    pairs = ", ".join(f"{literal(column)}, bare_text_of({_field(plan, column)})" for column in others)
    return {"tags": f"json_object({pairs})"} if others else {}
