"""Every ugly file of this folder ends in the result or the sentence that expected.toml asks for."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from crm_core.database import open_database, transaction
from crm_core.errors import Question, UserError
from crm_core.intake import inspect, load_files, receipts, recognise, rejects, replaced, unpacked

FOLDER = Path(__file__).parent
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))
FILES = sorted(path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix not in (".toml", ".py"))
CLASSES = ("accepted", "merged", "refunds", "not_counted", "rejected")
ORDERS = """
    select
        o.order_id,
        coalesce(i.value, ''),
        strftime(o.ordered_at, '%Y-%m-%d'),
        cast(cast(o.amount as decimal(18, 2)) as varchar)
    from order_rows as o left join identities as i using (identity_key) order by all
"""
LOADED_AT = datetime(2026, 1, 1)


def _load(name, connection, answers, folder):
    table, *others = unpacked(FOLDER / name, name, folder)
    assert others == []
    plan = recognise(inspect(table.path, table.file_name))
    with transaction(connection):
        return load_files(connection, [replaced(plan, **answers) if answers else plan], LOADED_AT)[0]


@pytest.mark.parametrize("name", FILES)
def test_upload(name, tmp_path):
    expected = EXPECTED[name]
    connection = open_database(":memory:")
    if "error" in expected or "question" in expected:
        with pytest.raises(UserError) as error:
            _load(name, connection, expected.get("answers"), tmp_path)
        assert expected.get("error", "") in str(error.value)
        assert getattr(error.value, "option", None) == expected.get("question")
        assert receipts(connection) == []
        assert isinstance(error.value, Question) == ("question" in expected)
        return
    receipt = _load(name, connection, expected.get("answers"), tmp_path)
    assert {key: found for key in CLASSES if (found := getattr(receipt, key))} == expected["counts"]
    assert receipt.reconciles
    assert [[each.line, each.code] for each in rejects(connection, receipt.import_id)] == expected.get("rejects", [])
    if "amount" in expected:
        assert f"{receipt.amount_in_file:.2f}" == expected["amount"]
    if "orders" in expected:
        assert [list(row) for row in connection.execute(ORDERS).fetchall()] == expected["orders"]
    if "customers" in expected:
        query = "select kind, value from identities order by all"
        assert [list(row) for row in connection.execute(query).fetchall()] == expected["customers"]


def test_every_expectation_has_its_file():
    assert set(EXPECTED) == set(FILES)
