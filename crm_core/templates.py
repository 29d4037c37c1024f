"""Templates to fill in, one for each input table of definitions section 1: header and one invented row, as CSV."""

import csv
import io
from dataclasses import dataclass

BYTE_ORDER_MARK = "\ufeff"  # so that spreadsheets read it as UTF-8


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template with its invented example."""

    name: str
    example: str
    required: bool = False


@dataclass(frozen=True)
class Template:
    """One input table. has_page: whether its files can be loaded already."""

    table: str
    columns: tuple[TemplateColumn, ...]
    has_page: bool


def _template(table: str, columns: dict[str, str], has_page: bool = True) -> Template:
    """Columns as {name: example}; a name with a star is required."""
    made = (TemplateColumn(name.rstrip("*"), example, name.endswith("*")) for name, example in columns.items())
    return Template(table, tuple(made), has_page)


_ALL = (
    _template(
        "customers",
        {
            "customer_id*": "C-1001", "name": "Lin Trading", "email": "lin@example.com", "phone": "+44 20 7946 0018",
            "kind": "business", "region": "North", "source": "referral", "owner": "Amy Chen",
            "joined_on": "2024-02-14", "credit_limit": "5000.00", "referred_by": "C-0987",
        },
    ),
    _template(
        "orders",
        {
            "order_id*": "O-2001", "customer_id": "C-1001", "email": "lin@example.com", "phone": "+44 20 7946 0018",
            "ordered_at*": "2025-03-01 10:15", "amount*": "120.50", "discount": "10.00", "refunded": "20.00",
            "refunded_at": "2025-03-09", "cost": "71.00", "currency": "EUR", "channel": "online",
            "status": "completed",
        },
    ),
    _template(
        "order_lines",
        {
            "order_id*": "O-2001", "product": "Earl Grey 250 g", "category": "Black tea", "brand": "Harbour",
            "quantity": "5", "line_amount": "60.25",
        },
    ),
    _template(
        "surveys",
        {
            "customer_id*": "C-1001", "answered_on*": "2025-04-02", "score*": "9", "scale_min": "0",
            "scale_max": "10", "kind": "nps", "comment": "Quick delivery", "expected_score": "8",
        },
    ),
    _template("rates", {"day*": "2025-03-01", "currency*": "USD", "rate*": "0.92"}),
    _template(
        "interactions",
        {
            "customer_id*": "C-1001", "happened_at*": "2025-04-10 14:00", "kind*": "call", "owner": "Amy Chen",
            "minutes": "20", "cost": "15.00", "note": "Asked for the autumn list", "resolved_at": "",
        },
        has_page=False,
    ),
    _template(
        "opportunities",
        {
            "opportunity_id*": "P-301", "customer_id": "C-1001", "name": "Lin Trading", "stage*": "offer",
            "amount*": "4800.00", "opened_on": "2025-04-10", "expected_on": "2025-06-30", "closed_on": "",
            "outcome": "", "has_money": "yes", "has_authority": "yes", "has_need": "no", "source": "trade_show",
            "owner": "Amy Chen",
        },
        has_page=False,
    ),
    _template(
        "campaigns",
        {
            "campaign_id*": "K-12", "name": "Autumn list", "channel": "e-mail", "started_on": "2025-09-01",
            "ended_on": "2025-09-30", "cost": "350.00",
        },
        has_page=False,
    ),
    _template(
        "campaign_contacts",
        {"campaign_id*": "K-12", "customer_id*": "C-1001", "contacted_at*": "2025-09-02", "held_out": "no"},
        has_page=False,
    ),
    _template(
        "invoices",
        {
            "invoice_id*": "I-7001", "customer_id*": "C-1001", "amount*": "120.50", "due_on*": "2025-03-31",
            "paid_on": "2025-03-28",
        },
        has_page=False,
    ),
)  # fmt: skip
TEMPLATES: dict[str, Template] = {template.table: template for template in _ALL}


def template_csv(table: str) -> bytes:
    """The template as a CSV file: UTF-8 with a byte order mark, the header, the invented row."""
    columns = TEMPLATES[table].columns
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerow([column.example for column in columns])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
