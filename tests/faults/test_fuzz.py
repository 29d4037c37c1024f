"""Fuzzed files and rows end as a receipt that adds up or as a sentence; python -m tests.faults.fuzz tries millions."""

from pathlib import Path

import pytest

from tests.faults.fuzz import Job, attempt, planned
from tests.faults.fuzz_files import seeds
from tests.faults.fuzz_trial import Finding, Fuzzed, kept

SPOILED, TABLES, ROWS = 40, 5, 200


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Fuzzed:
    return Fuzzed.shop(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize("number", range(TABLES))
def test_rows(shop, tmp_path, number):
    found = attempt(shop, Job(number, ROWS), [], tmp_path)
    assert "finding" not in found, found["finding"]
    assert (found["ends_as"], found["receipts"]) == ("receipt", 1)


@pytest.mark.parametrize("number", range(SPOILED))
def test_spoiled_files(shop, tmp_path, number):
    found = attempt(shop, Job(number), seeds(), tmp_path)
    assert "finding" not in found, found["finding"]


def test_a_job_makes_the_same_file_again():
    jobs = list(planned(rows=25_000, files=2, seed=3))
    assert [(job.seed, job.rows) for job in jobs] == [
        (3_000_000, 2_000), (3_000_001, 10_000), (3_000_002, 10_000), (3_000_003, 3_000),
        (3_500_000, 0), (3_500_001, 0),
    ]  # fmt: skip


def test_what_an_import_leaves_behind_is_a_finding(shop, tmp_path):
    before = kept(shop.connection)
    shop.connection.execute("insert into identities values (99, 'email', 'left@behind')")
    with pytest.raises(Finding, match="not as before"):
        shop.must_be_as_before("after a refusal")
    shop.connection.execute("delete from identities where identity_key = 99")
    assert kept(shop.connection) == before


def test_no_seed_is_missing():
    assert len(seeds()) > 100
    assert all(isinstance(path, Path) for path in seeds())
