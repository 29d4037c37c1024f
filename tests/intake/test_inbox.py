"""The watched folder: what waits in it, what is left for next time, where loaded files go."""

import os
import time
import zipfile
from pathlib import Path

import pytest

from crm_core.__main__ import main
from crm_core.errors import UserError
from crm_core.intake import arrival, inbox_of, put_among_loaded, recognise, waiting
from crm_core.intake.inbox import QUIET_SECONDS

HEADER = "order_id,customer_id,ordered_at,amount\n"


@pytest.fixture
def inbox(tmp_path):
    folder = inbox_of(tmp_path / "shop.duckdb")
    folder.mkdir()
    return folder


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Run `import` without a file, long after the files were written; returns (exit code, stdout, stderr)."""
    monkeypatch.setattr("crm_core.intake.inbox.QUIET_SECONDS", 0)

    def _run(*options):
        code = main(["import", "--db", str(tmp_path / "shop.duckdb"), *options])
        out = capsys.readouterr()
        return code, out.out, out.err

    return _run


def _orders(inbox, name, *rows):
    path = inbox / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_name_that_is_no_text_is_made_one(inbox):
    for name in (b"a\xff.csv", b"a\xfe.csv"):
        Path(os.fsdecode(os.fsencode(inbox) + b"/" + name)).write_bytes(b"x")
    assert [path.name for path in waiting(inbox, time.time() + 60).ready] == ["a\ufffd.csv"]  # the other has to wait
    assert len(list(inbox.iterdir())) == 2


def test_an_inbox_that_is_not_there_is_empty(tmp_path):
    assert waiting(tmp_path / "inbox", 0.0) == waiting(tmp_path, 0.0)


def test_files_still_written_wait_until_they_are_quiet(inbox):
    path = _orders(inbox, "a.csv", "1,ann,2024-01-02,10")
    os.utime(path, (0, 0))  # a copy can keep the time of its original
    changed = path.stat().st_ctime
    assert (waiting(inbox, changed + 1).ready, waiting(inbox, changed + 1).unfinished) == ((), (path,))
    assert waiting(inbox, changed + QUIET_SECONDS).ready == (path,)


def test_hidden_and_temporary_names_and_folders_are_passed_over(inbox):
    for name in (".a.csv", "~$a.xlsx", "a.csv.part", "a.csv.crdownload", "A.TMP", "b.csv~", "b.csv"):
        _orders(inbox, name)
    (inbox / "loaded").mkdir()
    assert [path.name for path in waiting(inbox, 9e12).ready] == ["b.csv"]


def test_a_loaded_file_does_not_replace_an_earlier_one(inbox):
    moved = [put_among_loaded(_orders(inbox, "a.csv", f"{n},ann,2024-01-02,10")) for n in range(3)]
    assert [path.name for path in moved] == ["a.csv", "a-1.csv", "a-2.csv"]
    assert _names(inbox / "loaded") == ["a-1.csv", "a-2.csv", "a.csv"]


def test_a_sheet_that_is_no_table_of_ours_is_passed_over(tmp_path, inbox):
    with zipfile.ZipFile(inbox / "a.zip", "w") as archive:
        archive.writestr("orders.csv", HEADER + "1,ann,2024-01-02,10\n")
        archive.writestr("notes.csv", "colour,shape\nred,round\n")
    found = arrival(inbox / "a.zip", tmp_path, recognise)
    assert [plan.shape.file_name for plan in found.plans] == ["a.zip › orders.csv"]
    assert [fault.values["file_name"] for fault in found.passed_over] == ["a.zip › notes.csv"]
    (inbox / "notes.csv").write_text("colour\nred\n", "utf-8")
    with pytest.raises(UserError, match="single column"):
        arrival(inbox / "notes.csv", tmp_path, recognise)


def test_import_without_a_file_loads_the_inbox_and_moves_it(run, inbox, tmp_path):
    _orders(inbox, "a.csv", "1,ann,2024-01-02,10")
    _orders(inbox, "b.csv", "2,bob,2024-01-03,20", "3,bob,never,5")
    code, out, _err = run("--rejects", str(tmp_path / "r.csv"))
    assert (code, out.count("import_id=")) == (0, 2)
    assert _names(inbox) == ["loaded"]
    assert _names(inbox / "loaded") == ["a.csv", "b.csv"]
    assert (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()[1].startswith("3,bob,never,5,3,")
    assert run()[:2] == (0, "")


def test_what_cannot_be_loaded_stays_with_its_sentence_and_the_rest_is_loaded(run, inbox):
    _orders(inbox, "a.csv", "1,ann,2024-01-02,10")
    _orders(inbox, "again.csv", "1,ann,2024-01-02,10")  # the same file, found out only while it is loaded
    _orders(inbox, "empty.csv")
    _orders(inbox, "open.csv", "7,ann,01/02/2024,10")
    code, out, err = run()
    assert (code, out.count("import_id=")) == (1, 1)
    assert _names(inbox) == ["again.csv", "empty.csv", "loaded", "open.csv"]
    assert "empty.csv has a header line but no rows" in err
    assert "again.csv has been loaded before" in err
    assert "Answer with --date-order dmy|mdy." in err
    assert err.splitlines()[-1].startswith("3 files could not be loaded and stay in the inbox")
