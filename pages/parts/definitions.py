"""The second sheet of a workbook: what the rows are, and what each column and label means under the settings now."""

from collections.abc import Mapping
from datetime import datetime

from crm_core.exporting import Column
from crm_core.queries import scope as scopes
from crm_core.queries.customer_filters import Filters
from crm_core.queries.scope import Scope
from crm_core.takeaway import meanings
from crm_core.takeaway.meanings import Meaning
from crm_core.workbook import Definitions
from pages.parts import customer_choice, store, words
from pages.parts.filters import FIELDS, snapshot_of, value_name
from pages.parts.words import t, tn

Facts = list[tuple[str, str]]


def definitions(
    columns: list[Column], helps: Mapping[str, str], scope: Scope | None = None, chosen: Filters | None = None
) -> Definitions:
    """For a list with these columns. helps: what a column means, by its name; scope: the month and parts looked at."""
    facts: Facts = []
    if scope is not None:
        snapshot = snapshot_of(scope)
        facts.append((t("As of"), words.day(scope.as_of)))
        facts.append((t("Window"), f"{words.day(snapshot.window_start)} – {words.day(scope.as_of)}"))
        facts += _left_out(scope)
    if chosen is not None and chosen != Filters():
        facts.append((t("Only"), _said(chosen)))
    if words.currency():
        facts.append((t("Currency"), words.currency()))
    facts.append((t("Made on"), words.day(datetime.now().date())))
    settings = store.settings()
    told = [Meaning(t("Columns"), column.title, helps[column.name]) for column in columns if helps.get(column.name)]
    told += meanings.measures(settings, words.language())
    names = tuple(column.name for column in columns)  # of which some are labels
    told += meanings.of_labels(settings, words.language(), words.currency(), words.lost_returned(), names)
    return Definitions(
        t("Definitions"), tuple(facts), tuple(told), (t("Rows"), t("Sum of {column}")), words.currency(),
        words.language(),
    )  # fmt: skip


def _left_out(scope: Scope) -> Facts:
    """The parts of the shop that are kept, and how much is left out by them."""
    if not scope.is_filtered:
        return []
    kept, every, kept_revenue, revenue = store.ask(scopes.kept_and_all, scope)
    titles = (t("Region"), t("Kind of customer"), t("Account manager"))
    facts = [
        (title, t(", ").join(value_name(field, value) for value in values))
        for field, title, values in zip(FIELDS, titles, (scope.regions, scope.kinds, scope.owners), strict=True)
        if values
    ]
    left = tn(
        "{n} customer with {money} in the window", "{n} customers with {money} in the window", every - kept,
        money=words.money(revenue - kept_revenue),
    )  # fmt: skip
    return [*facts, (t("Left out"), left)]


def _said(chosen: Filters) -> str:
    """The conditions of a list of customers, in words."""
    parts = [f"“{chosen.words}”"] if chosen.words else []
    for name, title in customer_choice.ALL_FIELDS.items():
        values = getattr(chosen, customer_choice.IN_FILTERS[name])
        if values:
            parts.append(f"{t(title)}: {t(', ').join(customer_choice.value_name(name, value) for value in values)}")
    return " · ".join([*parts, *(customer_choice.range_said(wanted) for wanted in chosen.ranges)])
