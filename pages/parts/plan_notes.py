"""What its columns do not show of how a file is read: amounts made of several, values that hold for rows below."""

from crm_core import input_words, intake
from crm_core.intake.columns import Term, present, terms
from crm_core.intake.expressions import has_offsets
from crm_core.intake.habits import layout_of
from crm_core.intake.meanings import WHO
from pages.parts.inert import inert
from pages.parts.words import t


def plan_notes(plan: intake.Plan) -> list[str]:
    """Sentences for the card of a file, safe as Markdown."""
    found = [_remembered(plan), *_sums(plan), _once(plan), _filled_down(plan), _rules(plan), _who(plan), _times(plan)]
    return [inert(sentence) for sentence in found if sentence]


def _remembered(plan: intake.Plan) -> str:
    if not plan.remembered:
        return ""
    return t("Your choices for {file_name}, which has the same columns, were taken over.", file_name=plan.remembered)


def _sums(plan: intake.Plan) -> list[str]:
    layout = layout_of(plan)
    found = []
    for meaning in ("amount", "line_amount"):
        parts = terms(plan, layout, meaning)
        tip = plan.column_of("tip") if meaning == "amount" else None
        if plan.column_of(meaning) and (parts or tip):
            shown = [plan.column_of(meaning) or "", *(_term(part) for part in parts), *([f"− {tip}"] if tip else [])]
            found.append(f"{t(input_words.title(meaning))} = {' '.join(shown)}")
    return found


def _term(term: Term) -> str:
    text = f"{'+' if term.sign > 0 else '−'} {term.column}"
    if term.where:
        column, values = term.where
        text += " " + t("(where {column} is {values})", column=column, values=" / ".join(values))
    return text


def _once(plan: intake.Plan) -> str:
    column = plan.column_of("amount")
    if plan.table != "order_lines" or column is None:
        return ""
    return t("{column} is the amount of the whole order and counts once for it.", column=column)


def _filled_down(plan: intake.Plan) -> str:
    if not plan.fill_down:
        return ""
    return t("{columns}: a value holds for the rows below it.", columns=t(", ").join(plan.fill_down))


def _rules(plan: intake.Plan) -> str:
    columns = present(plan, (rule.column for rule in layout_of(plan).rules))
    if not columns:
        return ""
    return t("Whether an order counts, or was refunded, is also read from {columns}.", columns=t(", ").join(columns))


def _who(plan: intake.Plan) -> str:
    if not plan.makes_orders:
        return ""
    ways = plan.mapped & set(WHO)
    if not ways:
        return t("Nothing in this file tells its customers apart: its orders count as revenue only.")
    if ways == {"account"}:
        return t("Customers are told apart by {column} alone.", column=plan.column_of("account") or "")
    return ""


def _times(plan: intake.Plan) -> str:
    if not any(has_offsets(plan, column) for column in plan.columns_of_type("time")):
        return ""
    if plan.time_zone:
        return t("Times are moved to the clock of {zone}.", zone=plan.time_zone)
    return t("Times stay as written. To move them to your clock, choose a business time zone in the settings.")
