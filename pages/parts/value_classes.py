"""Value classes on the Tiers page: how many customers deserve which service, and who they are."""

from crm_core.locale import _
from crm_core.queries import value_classes
from crm_core.queries.scope import Scope
from pages.parts import list_files, store, tables
from pages.parts.customer_columns import coded, title
from pages.parts.phrases import unit
from pages.parts.tables import Column
from pages.parts.words import t, tn

AT_MOST = 200
NAMES = {
    "key": _("Key"),
    "developing": _("Developing"),
    "maintained": _("Maintained"),
    "opportunity": _("Opportunity"),
}
SERVICE = {
    "key": _("Tier A: a named contact, visits, and first in line."),
    "developing": _("Tier B, and rising stars of C: regular contact, to help them grow."),
    "maintained": _("The rest: good standard service at little cost."),
    "opportunity": _("Prospects, and lost customers last in A or B: an offer to begin, or to return."),
}


def classes(scope: Scope) -> None:
    """The four classes; ticking one lists its customers."""
    found = store.ask(value_classes.sums, scope)
    shown = found.assign(
        name=[t(NAMES[code]) for code in found["value_class"]],
        service=[t(SERVICE[code]) for code in found["value_class"]],
    )
    row = tables.table(
        shown,
        {
            "name": Column(t("Value class"), pinned=True),
            "customers": Column(t("Customers"), "count"),
            "customer_share": Column(t("Share of customers"), "bar"),
            "revenue": Column(t("Revenue"), "money"),
            "revenue_share": Column(t("Share of revenue"), "bar"),
            "service": Column(t("What service it deserves"), width="large"),
        },
        key="value_classes",
        title=t("Value classes for service planning"),
        subtitle=t(
            "The first class that fits counts, in this order: opportunity, key, developing, maintained. "
            "Tick a row for its customers."
        ),
        on_click=True,
        height=34 * len(shown) + 50,
    )  # fmt: skip
    if row is not None:
        members(scope, str(found["value_class"].iloc[row]))


def members(scope: Scope, code: str) -> None:
    """The customers of a class, with their files; a click opens the profile."""
    found = store.ask(value_classes.customers, scope, code, AT_MOST)
    columns = {
        "customer": Column(t("Customer"), pinned=True),
        "tier": Column(t("Tier"), "badge", "tier"),
        "stage": Column(t("Stage"), "badge", "stage"),
        "revenue": Column(t("Revenue"), "money"),
        "last_purchase": Column(t("Last purchase"), "day"),
        "owner": Column(t("Account manager")),
    }
    row = tables.table(
        found,
        columns,
        key=f"value_class_{code}",
        title=tn(
            "{class}: the {n} customer with the most revenue",
            "{class}: the {n} customers with the most revenue",
            len(found), **{"class": t(NAMES[code])},
        ),
        subtitle=t("Revenue{unit}, in the window. Tick a row to open the profile.", unit=unit()),
        empty=t("Nobody is in this class."),
        on_click=True,
        height=min(34 * len(found) + 50, 420),
    )  # fmt: skip
    if len(found):
        files = list_files.columns(columns, coded)
        more = list_files.columns({n: Column(title(n)) for n in ("customer_id", "phone", "email")}, coded)
        list_files.downloads(
            f"{code}-{scope.as_of.isoformat()}", t(NAMES[code]), [files[0], more[0], *files[1:], *more[1:]],
            lambda connection: value_classes.all_customers(connection, scope, code), scope,
        )  # fmt: skip
    tables.chosen_customer(found, row)
