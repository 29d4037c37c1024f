"""How a file will be read: its table, the meaning of each column, its date and number styles. Nothing is read yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crm_core.errors import Question, UserError
from crm_core.intake.layouts import format_named
from crm_core.intake.meanings import makes_orders, meanings, missing
from crm_core.intake.shape import FileShape
from crm_core.locale import _


@dataclass(frozen=True)
class DateStyle:
    """How a column's dates are written: the order of their parts (None: still open) and the formats to try."""

    order: str | None
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """How to read one file. mapping: file column → meaning. decimal: '.' or ',' (None: still open).

    currency: the one to keep, and of amounts without one. answers: what the user said (date_order, decimal).
    fill_down: columns whose value holds for the rows below that leave it empty. time_zone: where offsets are moved to;
    "" leaves times as they are written. remembered: the earlier file whose choices were taken over.
    """

    shape: FileShape
    table: str
    format: str
    mapping: dict[str, str]
    dates: dict[str, DateStyle] = field(default_factory=dict)
    decimal: str | None = "."
    currency: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    fill_down: tuple[str, ...] = ()
    time_zone: str = ""
    remembered: str = ""

    @property
    def mapped(self) -> set[str]:
        """The meanings that some column has."""
        return set(self.mapping.values())

    @property
    def makes_orders(self) -> bool:
        """Whether reading this file yields orders."""
        return makes_orders(self.table, self.mapped)

    @property
    def examples(self) -> dict[str, str]:
        """file column → its first value that is not blank."""
        return {column: next(iter(self.shape.values(column)), "") for column in self.shape.columns}

    @property
    def options(self) -> dict[str, Any]:
        """What is kept of the plan with the import, beside table, format and mapping."""
        return {
            "encoding": self.shape.encoding,
            "delimiter": self.shape.delimiter,
            "header_line": self.shape.header_line,
            "dates": {column: style.order for column, style in self.dates.items()},
            "decimal": self.decimal,
            "currency": self.currency,
            "columns": list(self.shape.columns),
            "answers": self.answers,
            "time_zone": self.time_zone,
        }

    def column_of(self, meaning: str) -> str | None:
        """The file's column with this meaning."""
        return next((column for column, found in self.mapping.items() if found == meaning), None)

    def columns_of_type(self, *types: str) -> tuple[str, ...]:
        """The file's columns whose meaning is of one of these types, in the file's order."""
        known = meanings(self.table)
        return tuple(
            column
            for column in self.shape.columns
            if (meaning := self.mapping.get(column)) in known and known[meaning].type in types
        )


def replaced(plan: Plan, mapping: Mapping[str, str] | None = None, **changes: str | None) -> Plan:
    """The plan with changes: mapping ({column: meaning}, '' for none), table, format, date_order, decimal, currency,
    time_zone, encoding.

    A meaning given here is taken from the column that had it. A new table, format or encoding is recognised
    anew.
    """
    from crm_core.intake.inspection import inspect
    from crm_core.intake.recognition import planned, recognise
    from crm_core.intake.styles import styled

    if unknown := set(changes) - {"table", "format", "date_order", "decimal", "currency", "time_zone", "encoding"}:
        raise TypeError(f"replaced() has no {', '.join(sorted(unknown))}")
    answers = plan.answers | {key: given for key in ("date_order", "decimal") if (given := changes.get(key))}
    currency = (changes.get("currency") or plan.currency or "").strip().upper() or None
    time_zone = changes.get("time_zone") or plan.time_zone
    table, name = changes.get("table"), changes.get("format")
    if (encoding := changes.get("encoding")) and encoding != plan.shape.encoding:
        plan = recognise(inspect(plan.shape.path, plan.shape.file_name, encoding))
    if name and name != plan.format:
        plan = planned(plan.shape, format_named(name))
    elif table and table != plan.table:
        plan = planned(plan.shape, format_named(table))
    mapped = _remapped(plan, mapping or {})
    plan = replace(plan, mapping=mapped, answers=answers, currency=currency, time_zone=time_zone)
    return styled(plan)


def _remapped(plan: Plan, changes: Mapping[str, str]) -> dict[str, str]:
    taken = set(changes.values())
    kept = {c: meaning for c, meaning in plan.mapping.items() if c not in changes and meaning not in taken}
    return kept | {column: meaning for column, meaning in changes.items() if meaning}


def problems(plan: Plan) -> list[UserError]:
    """What keeps the file from being read as planned, as sentences; questions among them. Empty: ready to load."""
    return [*_misfits(plan), *_gaps(plan), *_twice(plan), *questions(plan)]


def _misfits(plan: Plan) -> list[UserError]:
    found = []
    for column, meaning in plan.mapping.items():
        if column not in plan.shape.columns:
            found.append(
                UserError(
                    _("{file_name} has no column {column}. It has {columns}."),
                    file_name=plan.shape.file_name,
                    column=column,
                    columns=", ".join(plan.shape.columns),
                )
            )
        if meaning not in meanings(plan.table):
            found.append(
                UserError(
                    _("{meaning} is not something a column of {table} can mean. Choose one of {meanings}."),
                    meaning=meaning,
                    table=plan.table,
                    meanings=", ".join(meanings(plan.table)),
                )
            )
    return found


def _gaps(plan: Plan) -> list[UserError]:
    template = _(
        "No column of {file_name} is known to hold {meaning}, which {table} need. Choose the column that does, or add "
        "it to the file. It has {columns}."
    )
    values = {"file_name": plan.shape.file_name, "table": plan.table, "columns": ", ".join(plan.shape.columns)}
    return [UserError(template, meaning=meaning, **values) for meaning in missing(plan.table, plan.mapped)]


def _twice(plan: Plan) -> list[UserError]:
    counts = Counter(plan.mapping.values())
    return [
        UserError(
            _("{columns} of {file_name} both hold {meaning}. Choose one of them."),
            file_name=plan.shape.file_name,
            meaning=meaning,
            columns=", ".join(column for column in plan.shape.columns if plan.mapping.get(column) == meaning),
        )
        for meaning, count in counts.items()
        if count > 1
    ]


def questions(plan: Plan) -> list[Question]:
    """What the whole column left open: the order of day and month, the decimal mark."""
    found = [
        Question(
            _("The dates in column {column} of {file_name} can be read with the day or the month first. Which is it?"),
            "--date-order", ("dmy", "mdy"), column=column, file_name=plan.shape.file_name,
            example=plan.examples[column],
        )
        for column, style in plan.dates.items()
        if style.order is None
    ][:1]  # fmt: skip
    if plan.decimal is None:
        found.append(
            Question(
                _("Numbers in {file_name} can be read in two ways ({example}). Which sign is the decimal mark?"),
                "--decimal",
                (",", "."),
                file_name=plan.shape.file_name,
                example=_open_number(plan),
            )
        )
    return found


def _open_number(plan: Plan) -> str:
    values = (value for column in plan.columns_of_type("money", "number") for value in plan.shape.values(column))
    return next((value for value in values if "," in value or "." in value), "1,234")
