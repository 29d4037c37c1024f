"""What a file without a layout of its own says beside its meanings: second statuses, kinds of rows, parts of amounts."""

import re
from dataclasses import replace

from crm_core.intake.columns import before_tax, by_plain_name
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
        layout, rules=_rules(plan), columns={meaning: (main,)} if main else {}, add={meaning: parts} if parts else {}
    )


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
    parts, known = words("beside")["parts"], by_plain_name(plan.shape)
    lacks = [kind for kind in ("tax", "shipping") if plain(main) in _plain(parts[f"without_{kind}"])]
    if before_tax(main):
        lacks.append("tax")
    found = [next((known[name] for name in map(plain, parts[kind]) if name in known), None) for kind in set(lacks)]
    return tuple(column for column in sorted(filter(None, found)) if column not in plan.mapping)


def _plain(names: list[str]) -> set[str]:
    return {plain(name) for name in names}
