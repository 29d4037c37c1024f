"""Rejected rows come back as a file that can be mended and loaded again."""

import csv
import io
from datetime import datetime

from crm_core.database import transaction
from crm_core.intake import inspect, load_files, recognise, rejects_csv, write_rejects
from crm_core.intake.mending import harmless, mended_names

HEADER = "order_id,customer_id,ordered_at,amount\n"


def test_rejected_downloaded_mended_and_loaded_again(load, connection, rows, tmp_path):
    load(HEADER + "1,ann,2024-01-02,10\n2,bob,never,20\n3,'+49,2024-01-03,many\n")
    path = tmp_path / "mended.csv"
    write_rejects(connection, 1, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbforder_id,customer_id,ordered_at,amount,rejected: line,")
    path.write_text(path.read_text("utf-8").replace(",never,", ",2024-02-01,").replace(",many,", ",-30,"), "utf-8")
    plan = recognise(inspect(path))
    with transaction(connection):
        receipt = load_files(connection, [plan], datetime(2026, 1, 1))[0]
    assert (receipt.rows_in_file, receipt.accepted, receipt.refunds, receipt.rejected) == (2, 1, 1, 0)
    query = "select order_id, value, cast(amount as integer) from order_rows join identities using (identity_key)"
    assert sorted(rows(query)) == [("1", "ann", 10), ("2", "bob", 20), ("3", "+49", -30)]


def test_lines_that_cannot_be_cut_go_in_as_best_they_can(load, connection):
    load(HEADER + "1,ann,2024-01-02,10\n2,bob\n3,cy,2024-01-03,1,2\n")
    found = list(csv.reader(io.StringIO(rejects_csv(connection, 1))))
    assert [row[:5] for row in found[1:]] == [["2", "bob", "", "", "3"], ["3", "cy", "2024-01-03", "1,2", "4"]]


def test_an_import_that_kept_no_columns_gives_whole_records(load, connection):
    load(HEADER + "1,ann,2024-01-02,10\n2,bob,never,20\n")
    connection.execute("update imports set options = '{}'")
    found = list(csv.reader(io.StringIO(rejects_csv(connection, 1))))
    assert [row[:2] for row in found] == [["record", "rejected: line"], ["2,bob,never,20", "3"]]


def test_reasons_are_said_in_the_readers_language(load, connection):
    load(HEADER + "1,ann,2024-01-02,10\n2,bob,never,20\n")
    said = rejects_csv(connection, 1, lambda text: text.replace("cannot be read as a date", "geht nicht"))
    assert said.endswith(",3,ordered_at,“never” in ordered_at geht nicht.\r\n")


def test_only_what_a_spreadsheet_would_run_gets_an_apostrophe():
    texts = ["=1", "+49 170", "-5", "-1,200.50", "-cmd", "@x", "\tx", "5", "", "a=b", '="007"']
    assert [harmless(text) for text in texts] == [
        "'=1", "'+49 170", "-5", "-1,200.50", "'-cmd", "'@x", "'\tx", "5", "", "a=b", "'=\"007\"",
    ]  # fmt: skip


def test_several_files_get_a_name_each(tmp_path):
    path = tmp_path / "r.csv"
    assert mended_names([7], path) == {7: path}
    assert mended_names([7, 9], path) == {7: tmp_path / "r-7.csv", 9: tmp_path / "r-9.csv"}
