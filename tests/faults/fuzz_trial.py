"""One fuzzed file through the importer, into a shop that holds something already, and what must be true afterwards."""

import csv
import io
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from string import Formatter
from typing import Any

import duckdb

from crm_core import amending, building, checking, intake, plan_examples
from crm_core.database import open_database, transaction
from crm_core.errors import Question, UserError
from crm_core.locale import LANGUAGES, translator
from crm_core.settings import Settings
from tests.faults.fuzz_tables import PLAIN_AMOUNT, FuzzedTable

LOADED_AT = datetime(2026, 1, 1)
CLASSES = ("accepted", "merged", "refunds", "not_counted", "rejected")
KEPT = (
    "order_rows", "line_rows", "customer_rows", "survey_rows", "rate_rows", "identities", "rejects",
    "imports where undone_at is null", "meta where key = 'currency'",
)  # fmt: skip
ANSWERS = {"--date-order": "date_order", "--decimal": "decimal", "--currency": "currency"}
MOST_QUESTIONS = 6
REJECTS_SHOWN = 20
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "cp1252")
BASE = {
    "customers.csv": "customer_id,name,region\no1,Ann,North\no2,Bob,South\n",
    "orders.csv": "order_id,customer_id,ordered_at,amount\n"
    "o1,o1,2023-01-02,10.00\no2,o2,2023-02-03,20.00\n1001,c-1,2023-03-04,30.00\n",
    "lines.csv": "order_id,product,quantity,unit_price\no1,tea,1,10.00\no2,cup,2,10.00\n",
    "answers.csv": "customer_id,answered_on,score\no1,2023-05-06,9\n",
}


class Finding(Exception):
    """Something that must not be, in a word or two; the cause tells the rest."""


@dataclass(frozen=True)
class Outcome:
    """How a file ended: receipts, or the template of the sentence; rows that were read from it."""

    ends_as: str
    rows: int = 0
    rejected: int = 0
    receipts: int = 0


@dataclass
class Fuzzed:
    """A database in memory with a small shop, and what is kept in it when no fuzzed file is."""

    connection: duckdb.DuckDBPyConnection
    state: list[list[tuple[Any, ...]]]

    @classmethod
    def shop(cls, folder: Path) -> "Fuzzed":
        """The shop, loaded from files written into `folder`, which is empty again afterwards."""
        connection = open_database(":memory:", threads=1)
        paths = [folder / name for name in BASE]
        for path in paths:
            path.write_text(BASE[path.name], "utf-8")
        with transaction(connection):
            intake.load_files(connection, [intake.recognise(intake.inspect(path)) for path in paths], LOADED_AT)
        for path in paths:
            path.unlink()
        return cls(connection, kept(connection))

    def must_be_as_before(self, when: str) -> None:
        """Whether all that is kept is as it was without the file."""
        if kept(self.connection) != self.state:
            raise Finding(f"not as before {when}")


def kept(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[Any, ...]]]:
    """All kept rows; of the imports those in force."""
    return [connection.execute(f"from {name} order by all").fetchall() for name in KEPT]


def tried(shop: Fuzzed, path: Path, file_name: str, random: Random, table: FuzzedTable | None = None,
          builds: bool = False) -> Outcome:  # fmt: skip
    """The file into the shop, looked at from all sides, and undone. Raises Finding, or what the importer raises."""
    try:
        plans = _plans(shop.connection, path, file_name, random, is_table=table is not None)
    except UserError as error:
        _must_speak(error)
        return Outcome(error.template)
    try:
        receipts = _load(shop.connection, plans)
    except UserError as error:
        _must_speak(error)
        shop.must_be_as_before("after a refusal")
        return Outcome(error.template)
    for receipt in receipts:
        _must_reconcile(shop.connection, receipt)
    if table:
        _must_hold_plain_rows(shop.connection, receipts[0], table)
    if builds:
        _must_hold_its_rules(shop.connection)
    with transaction(shop.connection):
        for receipt in reversed(receipts):
            amending.undo(shop.connection, receipt.import_id, LOADED_AT)
    shop.must_be_as_before("after undoing")
    shop.connection.execute("delete from imports where undone_at is not null")
    read = sum(each.rows_in_file for each in receipts)
    return Outcome("receipt", read, sum(each.rejected for each in receipts), len(receipts))


def _plans(
    connection: duckdb.DuckDBPyConnection, path: Path, file_name: str, random: Random, is_table: bool
) -> list[intake.Plan]:
    """How the file's tables would be read: a well-formed table rightly, others with anybody's answers and changes."""
    plans, faults = [], []
    for part in intake.unpacked(path, file_name, path.parent):
        try:
            plan = intake.recalled(connection, intake.recognise(intake.inspect(part.path, part.file_name)))
            if not is_table and random.random() < 0.15:
                plan = _changed(plan, random)
            plan = intake.replaced(plan, decimal=".", date_order="ymd") if is_table else _answered(plan, random)
            plan_examples.readings(plan)
            for problem in intake.problems(plan):
                raise problem
            plans.append(plan)
        except UserError as error:
            _must_speak(error)
            faults.append(error)
    if not plans:
        raise faults[0]
    return plans


def _changed(plan: intake.Plan, random: Random) -> intake.Plan:
    """The plan as a manager might change it on the card: another meaning, table, encoding, layout or time zone."""
    match random.randrange(4):
        case 0:
            meaning = random.choice(list(intake.meanings(plan.table)))
            return intake.replaced(plan, mapping={random.choice(plan.shape.columns): meaning})
        case 1:
            return intake.replaced(plan, encoding=random.choice(ENCODINGS))
        case 2:
            return intake.replaced(plan, format=random.choice(list(intake.formats())))
    return intake.replaced(plan, time_zone=random.choice(("Asia/Shanghai", "America/New_York")))


def _answered(plan: intake.Plan, random: Random) -> intake.Plan:
    plan_examples.date_choices(plan, ("dmy", "mdy"))
    plan_examples.decimal_choices(plan, (",", "."))
    for _ in range(MOST_QUESTIONS):
        asked = [problem for problem in intake.problems(plan) if isinstance(problem, Question)]
        if not asked:
            break
        _must_speak(asked[0])
        plan = intake.replaced(plan, **{ANSWERS[asked[0].option]: random.choice(asked[0].choices)})
    return plan


def _load(connection: duckdb.DuckDBPyConnection, plans: list[intake.Plan]) -> list[intake.Receipt]:
    """Load all or nothing; where amounts are in several currencies, keep the shop's."""
    try:
        with transaction(connection):
            return intake.load_files(connection, plans, LOADED_AT)
    except Question as question:
        _must_speak(question)
    with transaction(connection):
        return intake.load_files(connection, [replace(plan, currency="EUR") for plan in plans], LOADED_AT)


def _must_speak(error: UserError) -> None:
    """The sentence is there in every language, with all its places filled."""
    places = {name for _text, name, _form, _conversion in Formatter().parse(error.template) if name}
    if not places <= set(error.values):
        raise Finding("a sentence lacks a value") from error
    for language in LANGUAGES:
        said = error.say(translator(language))
        if not said.strip() or (language != "en" and said == str(error)):
            raise Finding(f"a sentence is not said in {language}") from error
        said.encode()


def _must_reconcile(connection: duckdb.DuckDBPyConnection, receipt: intake.Receipt) -> None:
    """Rows and cents add up; the rejected rows are all there and make a file that can be read."""
    if not receipt.reconciles or receipt.rows_in_file < 0:
        raise Finding("rows or amounts do not add up")
    known = connection.execute(
        "select count(*) from rejects where import_id = $number", {"number": receipt.import_id}
    ).fetchone()
    if known != (receipt.rejected,):
        raise Finding("rejected rows are missing")
    for language in LANGUAGES:
        text = intake.rejects_csv(connection, receipt.import_id, translator(language))
        text.encode()
        with suppress(csv.Error):  # a cell longer than any spreadsheet takes
            records = list(csv.reader(io.StringIO(text, newline="")))
            if len(records) != receipt.rejected + 1:
                raise Finding("the file of rejected rows has other rows")
            if any(cell.startswith(("=", "+", "@", "\t", "\r")) for record in records for cell in record):
                raise Finding("the file of rejected rows has a formula")
    for each in intake.rejects(connection, receipt.import_id, REJECTS_SHOWN):
        _must_speak(each.reason)


def _must_hold_plain_rows(connection: duckdb.DuckDBPyConnection, receipt: intake.Receipt, table: FuzzedTable) -> None:
    """Every row of the file is counted, and each plain one is kept as it is, whatever stands beside it."""
    if receipt.rows_in_file + receipt.lines_set_aside != table.rows:
        raise Finding("rows of the file are not counted")
    query = PLAIN_ROWS.get(table.kind)
    if query:
        found = {row[0] for row in connection.execute(query, {"number": receipt.import_id}).fetchall()}
        if found != set(table.plain):
            raise Finding(f"plain rows are not kept as they are: {sorted(found ^ set(table.plain))[:5]}")


PLAIN_ROWS = {
    "orders": "select order_id from order_rows where import_id = $number and order_id like 'plain-%' "
    f"and amount = {Decimal(PLAIN_AMOUNT)} and is_counted",
    "order_lines": "select order_id from line_rows where import_id = $number and order_id like 'plain-%'",
    "customers": "select value from customer_rows join identities using (identity_key) where import_id = $number "
    "and value like 'plain-%'",
    "surveys": "select value from survey_rows join identities using (identity_key) where import_id = $number "
    "and score = 9 and value like 'plain-%'",
}  # fmt: skip


def _must_hold_its_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """All snapshots are built of what is kept now, and every rule of `check` holds; then all is taken back."""
    with transaction(connection):
        building.build_newest(connection, Settings())
    building.fill_history(connection)
    if violated := checking.violations(connection):
        raise Finding(f"a rule does not hold: {violated[0].rule}")
