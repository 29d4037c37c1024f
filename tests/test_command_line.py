"""The command line: what it prints, what it exits with, on files that can be counted on one's fingers."""

import csv
import io
import sys
import zipfile

import pytest

from crm_core.checking import rules

ORDERS = (
    "order_id,customer_id,ordered_at,amount\n1,007,2024-01-10,100.00\n2,007,2024-02-09,20.50\n3,bob,2024-02-10,-5.00\n"
)


@pytest.fixture
def run(command_line):
    return command_line


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_import_prints_the_receipt_and_builds_every_month(run, orders):
    code, out, err = run("import", orders)
    assert code == 0
    assert "rows_in_file=3 accepted=2" in out
    assert "refunds=1" in out
    assert "history 100%" in err
    code, out, _ = run("export", "snapshots")
    rows = table(out)
    assert [(row["as_of"], row["customer_id"], row["revenue"]) for row in rows] == [
        ("2024-01-31", "007", "100.0000"),
        ("2024-02-10", "007", "120.5000"),
        ("2024-02-10", "bob", "-5.0000"),
    ]
    assert run("check")[:2] == (0, f"{len(rules())} rules hold\n")


def test_export_writes_csv_parquet_and_xlsx(run, orders, tmp_path):
    run("import", orders)
    for ending in ("csv", "parquet", "xlsx"):
        assert run("export", "orders", "--out", tmp_path / f"orders.{ending}")[0] == 0
        assert (tmp_path / f"orders.{ending}").stat().st_size > 100
    code, _, err = run("export", "orders", "--out", tmp_path / "orders.doc")
    assert (code, err.strip().endswith("orders.doc must end in .csv, .parquet or .xlsx.")) == (1, True)


def test_counts_and_sums_of_counts_are_numbers_in_a_workbook(run, orders, tmp_path):
    run("import", orders)
    for name in ("flow", "days"):
        run("export", name, "--out", tmp_path / f"{name}.xlsx")
        with zipfile.ZipFile(tmp_path / f"{name}.xlsx") as package:
            sheet = package.read("xl/worksheets/sheet1.xml").decode()
        head = table(run("export", name)[1])[0].keys()
        assert sheet.count('t="inlineStr"') == len(head), name


def test_export_of_orders_adds_up_to_net_revenue(run, orders):
    run("import", orders)
    rows = table(run("export", "orders")[1])
    assert [row["kind"] for row in rows] == ["purchase", "purchase", "refund"]
    assert sum(float(row["net_revenue"]) for row in rows) == 115.5


def test_export_of_one_date_and_of_a_date_without_snapshot(run, orders):
    run("import", orders)
    assert len(table(run("export", "snapshots", "--as-of", "2024-01-31")[1])) == 1
    assert run("export", "snapshots", "--as-of", "2024-01-30") == (1, "", "There is no snapshot as of 2024-01-30.\n")


def test_an_export_is_safe_against_spreadsheet_formulas(run, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,name\n1,=1+1\n2,@cmd\n3,Ann\n", "utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    run("import", path, tmp_path / "orders.csv")
    names = {row["customer_id"]: row["name"] for row in table(run("export", "customers")[1])}
    assert names == {"1": "'=1+1", "2": "'@cmd", "3": "Ann", "007": "", "bob": ""}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("import", "missing.csv"), "There is no file missing.csv"),
        (("export", "snapshots"), "There is nothing to export yet"),
        (("settings", "lost_days=soon"), "Setting lost_days cannot be soon; it is of type int."),
        (("settings", "colour=red"), "There is no setting colour."),
        (("settings", "tier_share_a=2"), "Setting tier_share_a is 2.0; it must lie between 0.01 and 0.99."),
    ],
)
def test_bad_input_is_exit_1_with_one_line(run, arguments, reason):
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(reason)


@pytest.mark.parametrize("arguments", [(), ("fly",), ("export", "secrets"), ("import", "x", "--map", "y")])
def test_bad_usage_is_exit_2(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_question_is_exit_1_with_the_option_that_answers_it(run, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS.replace("2024-01-10", "01/02/2024").replace("2024-02-09", "02/02/2024")
                    .replace("2024-02-10", "03/02/2024"), "utf-8")  # fmt: skip
    code, _, err = run("import", path)
    assert code == 1
    assert "--date-order dmy|mdy" in err
    assert run("import", path, "--date-order", "dmy")[0] == 0


def test_unknown_columns_can_be_mapped_by_hand(run, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(ORDERS.replace("order_id", "Spalte 1").replace("amount", "Spalte 2"), "utf-8")
    assert run("import", path)[0] == 1
    options = ("--map", "Spalte 1=order_id", "--map", "Spalte 2=amount", "--format", "orders")
    assert run("import", path, *options)[0] == 0


def test_rejected_rows_are_written_with_line_and_reason(run, tmp_path):
    path, rejects = tmp_path / "orders.csv", tmp_path / "rejects.csv"
    path.write_text(ORDERS + "4,bob,2024-02-11,many\n", "utf-8")
    code, out, _ = run("import", path, "--rejects", rejects)
    assert (code, "rejected=1" in out) == (0, True)
    text = rejects.read_text("utf-8-sig")
    assert "\n4,bob,2024-02-11,many,5,amount,“many” in amount cannot be read as a number." in text


def test_settings_are_shown_changed_and_rebuilt(run, orders):
    run("import", orders)
    assert "lost_days=90" in run("settings")[1]
    assert "lost_days=60" in run("settings", "lost_days=60", "estimate_attitude=false")[1]
    assert "estimate_attitude=False" in run("settings")[1]
    assert run("check")[0] == 0


def test_the_same_file_twice_is_refused_and_changes_nothing(run, orders):
    run("import", orders)
    before = run("export", "snapshots")[1]
    code, _, err = run("import", orders)
    assert (code, "has been loaded before" in err) == (1, True)
    assert run("export", "snapshots")[1] == before
    assert len(run("imports")[1].splitlines()) == 1


def test_one_bad_file_among_several_loads_none(run, orders, tmp_path):
    (tmp_path / "empty.csv").write_text("", "utf-8")
    assert run("import", orders, tmp_path / "empty.csv")[0] == 1
    assert run("imports")[1] == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a lock is a different error there")
def test_a_database_held_by_another_process_says_so(run, orders, tmp_path):
    import subprocess

    run("import", orders)
    path = str(tmp_path / "shop.duckdb")
    code = f"import duckdb, time; c = duckdb.connect({path!r}); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        code, _, err = run("imports")
        holder.kill()
    assert (code, "Another program holds" in err) == (1, True)


MIXED = (
    "order_id,customer_id,ordered_at,amount,currency\n1,ann,2025-01-02 23:30 +0100,10,EUR\n2,bob,2025-01-03,20,USD\n"
)


def test_rates_and_time_zone_are_options_of_import(run, tmp_path):
    (tmp_path / "mixed.csv").write_text(MIXED, "utf-8")
    (tmp_path / "rates.csv").write_text("date,currency,rate\n2025-01-01,USD,0.9\n", "utf-8")
    code, _out, err = run("import", tmp_path / "mixed.csv")
    assert (code, "--currency EUR|USD" in err) == (1, True)
    options = ("--rates", tmp_path / "rates.csv", "--time-zone", "Asia/Taipei")
    assert run("import", tmp_path / "mixed.csv", *options)[0] == 0
    rows = table(run("export", "orders")[1])
    assert [(row["ordered_at"][:16], row["amount"], row["currency"]) for row in rows] == [
        ("2025-01-03 00:00", "18.0000", "EUR"),
        ("2025-01-03 06:30", "10.0000", "EUR"),
    ]
    assert "time_zone=Asia/Taipei" in run("settings")[1]
    # The same rates again, with the next month's orders, are no mistake.
    (tmp_path / "more.csv").write_text(MIXED.replace("\n1,", "\n3,").replace("\n2,", "\n4,"), "utf-8")
    assert run("import", tmp_path / "more.csv", *options)[0] == 0
    code, _out, err = run("import", tmp_path / "mixed.csv", "--time-zone", "Mars/Base")
    assert (code, "There is no time zone Mars/Base" in err) == (1, True)


def test_a_column_that_is_mapped_must_be_in_one_of_the_files(run, orders, tmp_path):
    (tmp_path / "customers.csv").write_text("customer_id,mail\nbob,bob@x.org\n", "utf-8")
    code, _out, err = run("import", orders, tmp_path / "customers.csv", "--map", "gone=email")
    assert (code, "has no column gone" in err) == (1, True)
    assert run("import", orders, tmp_path / "customers.csv", "--map", "mail=email")[0] == 0
    assert {row["customer_id"]: row["email"] for row in table(run("export", "customers")[1])} == {
        "007": "", "bob": "bob@x.org",
    }  # fmt: skip


def test_the_next_file_with_the_same_columns_is_read_like_the_last_one(run, tmp_path):
    for number in (1, 2):
        (tmp_path / f"joy_{number}.csv").write_text(f"joy,fun,when,much\n{number},ann,0{number}/02/2025,5\n", "utf-8")
    choices = ("--format", "orders", "--map", "joy=order_id", "--map", "fun=customer_id", "--map", "when=ordered_at")
    assert run("import", tmp_path / "joy_1.csv", *choices, "--map", "much=amount", "--date-order", "dmy")[0] == 0
    assert run("import", tmp_path / "joy_2.csv")[0] == 0
    assert [row["ordered_at"][:10] for row in table(run("export", "orders")[1])] == ["2025-02-01", "2025-02-02"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",), ("export", "orders"), ("report", "--out", "r.html"), ("imports",), ("undo", "1"), ("forget", "bob"),
        ("settings",), ("settings", "lost_days=60"), ("check",), ("audit",), ("backup", "t.bak"), ("rescue",),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("place", ["typo.duckdb", "nowhere/typo.duckdb"])
def test_a_database_that_is_not_there_is_said_and_not_begun(run, tmp_path, monkeypatch, arguments, place):
    monkeypatch.chdir(tmp_path)
    assert run(*arguments, "--db", tmp_path / place) == (1, "", f"{tmp_path / place} is not there.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("build",), "Nothing has been loaded into {} yet. Import files first."),
        (("check",), "Nothing has been loaded into {} yet. Import files first."),
        (("audit",), "Nothing has been loaded into {} yet. Import files first."),
        (("backup", "t.bak"), "Nothing has been loaded into {} yet. Import files first."),
        (("backup",), "Nothing has been loaded into {} yet. Import files first."),
        (("export", "orders"), "There is nothing to export yet. Import files first."),
        (("undo", "1"), "There is no import 1."),
        (("forget", "bob"), "There is no customer bob."),
    ],
)
def test_before_the_first_import_nothing_is_done_and_no_database_begun(run, tmp_path, monkeypatch, arguments, reason):
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == (1, "", f"{reason.format(tmp_path / 'shop.duckdb')}\n")
    assert run("imports") == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_settings_can_be_made_before_the_first_import(run, orders):
    assert "lost_days=90" in run("settings")[1]
    assert run("settings", "lost_days=60")[0] == 0
    assert run("import", orders)[0] == 0
    assert "lost_days=60" in run("settings")[1]


def test_a_database_begins_with_an_import_or_a_backup(run, orders, tmp_path):
    assert run("import", orders, "--db", tmp_path / "new" / "a.duckdb")[0] == 0
    assert run("backup", tmp_path / "b", "--db", tmp_path / "new" / "a.duckdb")[0] == 0
    assert run("restore", tmp_path / "b", "--db", tmp_path / "newer" / "b.duckdb")[0] == 0
    assert run("check", "--db", tmp_path / "newer" / "b.duckdb")[0] == 0


@pytest.mark.parametrize("options", [(), ("--db", "pw/pw.duckdb")])
def test_the_hash_of_a_password_needs_no_database(run, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    code, out, _err = run("password", *options)
    assert (code, out.startswith("$argon2id$")) == (0, True)
    assert list(tmp_path.iterdir()) == []
