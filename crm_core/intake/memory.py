"""What was chosen for an earlier file is taken over for the next one with the same columns."""

import json
from dataclasses import replace
from typing import Any

import duckdb

from crm_core.intake.layouts import format_named, formats
from crm_core.intake.mending import NOTE
from crm_core.intake.plan import Plan
from crm_core.intake.recognition import planned
from crm_core.intake.styles import styled

EARLIER = """
select file_name, format, mapping, options
from imports
order by import_id desc
limit 200
"""


def recalled(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Plan:
    """The plan with the choices made for the newest import of a file with the same columns; else as it is.

    `remembered` names that file where its choices differ from what the file itself suggests.
    """
    columns = _own(plan.shape.columns)
    for file_name, name, mapping, options in connection.execute(EARLIER).fetchall():
        chosen = json.loads(options)
        if _own(chosen.get("columns", ())) == columns and name in formats():
            return _with_choices(plan, str(file_name), str(name), json.loads(mapping), chosen)
    return plan


def _own(columns: Any) -> frozenset[str]:
    return frozenset(column for column in columns if not str(column).startswith(NOTE))


def _with_choices(plan: Plan, file_name: str, name: str, mapping: dict[str, str], chosen: dict[str, Any]) -> Plan:
    answers = dict(chosen.get("answers", {}))
    again = replace(planned(plan.shape, format_named(name)), time_zone=plan.time_zone)
    mapping = {column: mapping[column] for column in plan.shape.columns if column in mapping}
    again = styled(replace(again, mapping=mapping, answers=answers, currency=chosen.get("currency")))
    same = (again.format, again.mapping, again.currency) == (plan.format, plan.mapping, plan.currency)
    return again if same and not answers else replace(again, remembered=file_name)
