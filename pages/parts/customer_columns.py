"""The columns of the list of customers: how each is called, shown in the table and written into a file."""

import pandas as pd

from crm_core import exporting, labels
from crm_core.explaining.texts import Name
from crm_core.locale import _
from crm_core.queries import customers
from pages.parts import why, words
from pages.parts.tables import Column, Form
from pages.parts.words import t

# Title, form, and the labels behind it. The keys are those of crm_core.queries.customers.COLUMNS, and the TEXTS.
COLUMNS: dict[str, tuple[str, Form, str]] = {
    "customer": (_("Customer"), "text", ""),
    "customer_id": (_("Customer number"), "text", ""),
    "tier": (_("Tier"), "badge", "tier"),
    "stage": (_("Stage"), "badge", "stage"),
    "quadrant": (_("Loyalty"), "badge", "quadrant"),
    "revenue": (_("Revenue"), "money", ""),
    "revenue_before": (_("Revenue, year before"), "money", ""),
    "order_count": (_("Orders"), "count", ""),
    "purchase_days": (_("Purchase days"), "count", ""),
    "total_purchase_days": (_("Purchase days, ever"), "count", ""),
    "first_purchase": (_("First purchase"), "day", ""),
    "last_purchase": (_("Last purchase"), "day", ""),
    "recency_days": (_("Days silent"), "count", ""),
    "usual_gap_days": (_("Usual gap (days)"), "decimal", ""),
    "overdue": (_("Overdue (× gap)"), "decimal", ""),
    "attitude": (_("Attitude (0–100)"), "decimal", ""),
    "attitude_source": (_("Attitude known by"), "badge", "attitude"),
    "region": (_("Region"), "text", ""),
    "kind": (_("Kind of customer"), "text", "kind"),
    "owner": (_("Account manager"), "text", ""),
    "source": (_("Found us by"), "text", "source"),
    "known_by": (_("Identified by"), "text", "known_by"),
    "email": (_("E-mail"), "text", ""),
    "phone": (_("Phone"), "text", ""),
    "joined_on": (_("Joined on"), "day", ""),
    "credit_limit": (_("Credit limit"), "money", ""),
    "referred_by": (_("Referred by"), "text", ""),
    "tags": (_("Further columns"), "text", ""),
}
COLUMNS.update({name: (text, "text", "") for name, text in why.TITLES.items()})
TEXTS = tuple(why.TITLES)  # made for the rows that are shown, so nothing can be sorted by them
DEFAULT = ("customer", "tier", "stage", "quadrant", "revenue", "revenue_before", "last_purchase", "overdue", "owner")
KNOWN_BY: dict[str | None, str] = {
    "customer_id": _("Customer number"),
    "email": _("E-mail only"),
    "phone": _("Phone only"),
    "account": _("Account name only"),
}
HELP: dict[str, str] = {
    "revenue": _("Net of refunds, in the window."),
    "revenue_before": _("Net of refunds, in the window that ends a year earlier."),
    "order_count": _("Purchases in the window."),
    "purchase_days": _("Days with a purchase, in the window."),
    "recency_days": _("Days since the last purchase."),
    "usual_gap_days": _("Between two purchase days of this customer; of a new one, the shop's rhythm counts more."),
    "overdue": _("Days silent, divided by the usual gap."),
}
HELP.update(why.HELP.items())


def helps() -> dict[str, str]:
    """What the columns mean that need it said."""
    return {name: t(text) for name, text in HELP.items()}


def asked(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the columns that the database knows; nobody can be told apart without one."""
    return tuple(name for name in names if name not in TEXTS) or ("customer",)


def told(names: tuple[str, ...]) -> tuple[Name, ...]:
    """Those of the columns that are texts."""
    return tuple(name for name in TEXTS if name in names)


def title(name: str) -> str:
    """A column's head; money names its currency."""
    text, form, _field = COLUMNS[name]
    return f"{t(text)} ({words.currency()})" if form == "money" and words.currency() else t(text)


def shown(names: tuple[str, ...]) -> dict[str, Column]:
    """The columns as the table takes them."""
    return {
        name: Column(
            title(name),
            COLUMNS[name][1],
            COLUMNS[name][2],
            help=t(HELP[name]) if name in HELP else None,
            pinned=name == "customer",
            width="large" if name in TEXTS else None,
        )
        for name in names
    }


def written(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with the words for codes that stand in text columns."""
    changed = frame.copy()
    for name in set(changed.columns) & {"kind", "source", "known_by"}:
        table = coded(COLUMNS[name][2])
        changed[name] = [table.get(value, value) if isinstance(value, str) else None for value in changed[name]]
    return changed


def coded(field: str) -> dict[str | None, str]:
    """The words for the codes of a field; a missing code has words only where that is a label of its own."""
    if field == "known_by":
        return {code: t(text) for code, text in KNOWN_BY.items()}
    table = {code: words.label(field, code) for code in labels.LABELS[field]}
    return (
        table if field in ("tier", "quadrant", "attitude") else {c: text for c, text in table.items() if c is not None}
    )


def exported(names: tuple[str, ...]) -> list[exporting.Column]:
    """The columns as a file takes them."""
    kinds: dict[Form, exporting.Kind] = {"money": "money", "count": "count", "decimal": "decimal", "day": "day"}
    return [
        exporting.Column(
            name, title(name), kinds.get(COLUMNS[name][1], "text"), coded(COLUMNS[name][2]) if COLUMNS[name][2] else {}
        )
        for name in names
    ]


assert set(COLUMNS) - set(TEXTS) == set(customers.COLUMNS)
