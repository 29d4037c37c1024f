"""Checks and loads side by side: nothing of a check stays, one file is loaded once, whoever comes first."""

import threading
from datetime import datetime

import pytest

from crm_core import building, checking, intake
from crm_core.audit import Actor
from crm_core.database import open_database
from crm_core.errors import UserError
from pages.parts import loading

NOW = datetime(2025, 1, 1)
BY = Actor("owner")
TEXT = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-05,100\n2,=1+1,2024-02-05,=cmd\n"


@pytest.fixture
def root():
    return open_database(":memory:")


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "a.csv").write_text(TEXT, "utf-8")
    return intake.recognise(intake.inspect(tmp_path / "a.csv"))


def ignore(*_):
    """Take a report of progress, or a wish to label the history, for nothing."""


def tables(root):
    names = ("imports", "rejects", "order_rows", "identities", "builds")
    return [root.execute(f"select count(*) from {name}").fetchone()[0] for name in names]


def test_a_check_tells_what_a_load_would_do_and_keeps_nothing(root, plan):
    checked = loading._check(root, (plan,), NOW, str, ignore)
    (outcome,) = checked.outcomes
    assert checked.plans == (plan,)
    assert (outcome.receipt.accepted, outcome.receipt.rejected, outcome.receipt.reconciles) == (1, 1, True)
    assert [(each.line, each.column, each.value) for each in outcome.rejects] == [(3, "amount", "=cmd")]
    assert outcome.rejects_csv().startswith(b"\xef\xbb\xbforder_id,customer_id,ordered_at,amount,rejected: line,")
    assert tables(root) == [0, 0, 0, 0, 0]


def test_a_load_builds_and_reports_its_steps_in_order(root, plan):
    seen = []
    (import_id,) = loading._load(root, (plan,), NOW, ignore, (), BY, lambda share, step: seen.append((share, step)))
    assert [share for share, _step in seen] == sorted(share for share, _step in seen)
    assert (seen[0][1], seen[-1]) == ("Reading the file", (1.0, "Building the labels"))
    assert [receipt.import_id for receipt in intake.receipts(root)] == [import_id]
    assert building.current_build(root) == 1
    assert checking.violations(root) == []


def test_two_loads_of_one_file_at_once_load_it_once(root, plan):
    said = []

    def load():
        try:
            said.append(loading._load(root, (plan,), NOW, ignore, (), BY, ignore))
        except UserError as error:
            said.append(error.template)

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each) for each in said if isinstance(each, tuple)) == [tuple]
    assert any("has been loaded before" in each for each in said if isinstance(each, str))
    assert len(intake.receipts(root)) == 1


def test_a_load_that_breaks_a_rule_of_the_build_keeps_nothing(root, plan, monkeypatch):
    monkeypatch.setattr(building, "violations", lambda *_: ["broken"])
    with pytest.raises(AssertionError, match="broken"):
        loading._load(root, (plan,), NOW, ignore, (), BY, ignore)
    assert tables(root) == [0, 0, 0, 0, 0]
