"""The columns of a file to download, one of each form, for the tests of every kind of file."""

from crm_core.exporting import Column

COLUMNS = [
    Column("name", "客户"),
    Column("tier", "Tier", words={"A": "A · Key", None: "none"}),
    Column("orders", "Orders", "count"),
    Column("revenue", "Revenue (EUR)", "money"),
    Column("overdue", "Overdue", "decimal"),
    Column("part", "Share", "share"),
    Column("last", "Last purchase", "day"),
    Column("at", "Time", "time"),
]
