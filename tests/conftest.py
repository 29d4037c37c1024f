"""All tests: DuckDB on one core, because the tests themselves run beside each other."""

from crm_core import database

database.CONFIG["threads"] = 1
