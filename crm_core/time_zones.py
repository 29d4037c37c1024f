"""The time zones that DuckDB knows, by their IANA names."""

from functools import cache

import duckdb


@cache
def time_zones() -> tuple[str, ...]:
    """IANA names such as Asia/Shanghai, sorted; abbreviations and old names are left out."""
    with duckdb.connect(":memory:", config={"threads": 1, "autoload_known_extensions": False}) as connection:
        rows = connection.execute(
            "select name from pg_timezone_names() where regexp_matches(name, "
            "'^(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/') or name = 'UTC' "
            "order by name"
        ).fetchall()
    return tuple(name for (name,) in rows)
