"""What a file without a layout of its own says beside its meanings: second statuses, kinds of row, parts of amounts."""

import re
from dataclasses import replace
from decimal import Decimal

from crm_core.intake.columns import before_tax, by_plain_name
from crm_core.intake.grain import number_in
from crm_core.intake.layouts import Format, Rule, format_named
from crm_core.intake.plan import Plan
from crm_core.intake.vocabulary import plain, words

FEW = 12  # words of a kind: a column of free text has more


def layout_of(plan: Plan) -> Format:
    """The plan's layout; for a generic one what the file's own columns tell, as a layout would."""
    layout = format_named(plan.format)
    if not layout.generic or not plan.makes_orders:
        return layout
    main = plan.column_of("amount") or plan.column_of("line_amount")
    meaning = plan.mapping.get(main or "", "amount")
    parts = _parts(plan, main) if main else ()
    return replace(
        layout, rules=_rules(plan), not_counted=_unpaid(plan), columns={meaning: (main,)} if main else {},
        add={meaning: parts} if parts else {},
    )  # fmt: skip


def _unpaid(plan: Plan) -> tuple[str, ...]:
    """What says of a payment, though not of an order, that it does not count: 'open', 'due'."""
    beside = words("beside")
    is_payment = re.search(beside["payment"], plan.column_of("status") or "", re.IGNORECASE)
    return tuple(beside["unpaid"]) if is_payment else ()


def _rules(plan: Plan) -> tuple[Rule, ...]:
    free = [column for column in plan.shape.columns if column not in plan.mapping and plan.shape.values(column)]
    return tuple(rule for column in free if (rule := _rule(plan, column)))


def _rule(plan: Plan, column: str) -> Rule | None:
    beside, name = words("beside"), plain(column)
    if name in _plain(beside["filled"]):
        return Rule(column, filled=True) if _is_sometimes_filled(plan, column) else None
    few = len(set(plan.shape.values(column))) <= FEW
    if name in _plain(beside["flags"]) and few:
        return Rule(column, not_counted=tuple(words("statuses")["yes"]))
    if name in _plain(beside["refund_flags"]) and few:
        return Rule(column, refunded=tuple(words("statuses")["yes"]))
    if name in _plain(beside["kinds"]) and few:
        kinds = words("statuses")["kinds"]
        return Rule(column, not_counted=tuple(kinds["not_counted"]), refund=tuple(kinds["refund"]))
    return _status_rule(column) if few else None


def _status_rule(column: str) -> Rule | None:
    """A second status: that of the payment says what the order's would, any other only whether it was called off."""
    beside, statuses = words("beside"), words("statuses")
    if not re.search(beside["status"], column, re.IGNORECASE) or re.search(beside["no_status"], column, re.IGNORECASE):
        return None
    refunded = tuple(statuses["refunded"])
    if re.search(beside["payment"], column, re.IGNORECASE):
        return Rule(column, not_counted=(*statuses["not_counted"], *beside["unpaid"]), refunded=refunded)
    return Rule(column, not_counted=tuple(statuses["cancelled"]), refunded=refunded)


def _is_sometimes_filled(plan: Plan, column: str) -> bool:
    return len(plan.shape.values(column)) < len(plan.shape.rows)


def _parts(plan: Plan, main: str) -> tuple[str, ...]:
    """Tax and shipping, where the amount's name says that it is without them."""
    parts = words("beside")["parts"]
    lacks = [kind for kind in ("tax", "shipping") if plain(main) in _plain(parts[f"without_{kind}"])]
    if before_tax(main):
        lacks.append("tax")
    found = [_named(plan, kind) for kind in set(lacks)]
    return tuple(column for column in sorted(filter(None, found)) if column not in plan.mapping)


def tip_is_left_out(plan: Plan) -> bool:
    """Whether the amounts are without the tip: another column is their sum, or their parts make them up without it."""
    amount, tip = plan.column_of("amount"), plan.column_of("tip")
    if amount is None or tip is None:
        return False
    rows = [dict(zip(plan.shape.columns, map(number_in, row), strict=True)) for row in plan.shape.rows]
    tipped = [row for row in rows if row[tip] and row[amount] is not None]
    others = [column for column in plan.shape.columns if column not in (amount, tip)]
    with_tip = any(_all_add_up(tipped, column, (amount, tip)) for column in others)
    base, tax, shipping = (_named(plan, kind) for kind in ("without_tax", "tax", "shipping"))
    parts = tuple(column for column in (base, tax, shipping) if column and column != amount)
    return with_tip or (base in parts and len(parts) > 1 and _all_add_up(tipped, amount, parts))


def _all_add_up(rows: list[dict[str, Decimal | None]], whole: str, parts: tuple[str, ...]) -> bool:
    sums = [sum((row[part] or Decimal(0) for part in parts), Decimal(0)) for row in rows]
    return bool(rows) and sums == [row[whole] for row in rows]


def _named(plan: Plan, kind: str) -> str | None:
    """The column of the file that is such a part of an amount."""
    known = by_plain_name(plan.shape)
    return next((known[name] for name in map(plain, words("beside")["parts"][kind]) if name in known), None)


def _plain(names: list[str]) -> set[str]:
    return {plain(name) for name in names}
