"""How many moved each month, which way and why: summed up once by the build, or on the spot."""

SUMS = """
select
    as_of,
    scope_key,
    field,
    direction,
    cause,
    count(*) as customers,
    sum(revenue_before) as revenue_before,
    sum(revenue) as revenue
from move_rows
group by as_of, scope_key, field, direction, cause
"""
