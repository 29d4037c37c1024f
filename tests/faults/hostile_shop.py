"""A shop in which every text that a file or a person brings is hostile, each to its own end."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from crm_core import audit, building, calls, intake, segments, setting_history, shares
from crm_core.audit import Actor
from crm_core.database import open_database, transaction
from crm_core.queries.customer_filters import Filters
from crm_core.segments import Conditions
from crm_core.settings import Settings, changed
from crm_core.shares import Wish
from tests.faults.hostile import BIDI, LONG, MARKDOWN, MARKUP, TEXTS

LOADED_AT = datetime(2025, 2, 1)
CALLED = (*TEXTS, LONG, MARKUP[0] * 20, " ".join([MARKDOWN[4]] * 30))
SHARED_NOTES = (MARKUP[1], MARKDOWN[0], MARKDOWN[4], "\u202egnp.exe", "=1+1")
FILE_NAME = "../../<img src=x onerror=window.hacked=1> ![imgcanary](https://evil.example/i.png) \u202evsc.csv"


def text(number: int) -> str:
    """One of the texts; they come again when all have been taken."""
    return CALLED[number % len(CALLED)]


def files() -> dict[str, str]:
    """The shop's files: hostile customers, orders, lines and answers, and lines that cannot be used."""
    people = [f"{text(n)} {n}" if n >= len(CALLED) else text(n) for n in range(len(CALLED))]
    customers = [
        [f"c{n}", name, f"x{n}<b>{text(n)[:30]}@evil.example", f"+49 170 {n:06}", *(text(n + k) for k in range(1, 7))]
        for n, name in enumerate(people)
    ]
    orders, lines = [], []
    for n in range(len(CALLED)):
        for month in range(1 + n % 3, 14 + n % 11, 1 + n % 3):
            order = f"{text(n)[:60]}-{n}-{month}"
            day = date(2023, 1, 5) + timedelta(days=30 * month + n % 28)
            orders.append([order, f"c{n}", day.isoformat(), f"{20 + 7 * n + month}.50", text(n + month), "paid", "EUR"])
            lines.append([order, text(n + 3), text(n + 4), text(n + 5), "1", f"{20 + 7 * n + month}.50"])
    orders += [[text(n), text(n), text(n), text(n), text(n), text(n), "EUR"] for n in range(len(CALLED))]
    answers = [[f"c{n}", "2024-01-05", str(n % 11), text(n)] for n in range(len(CALLED))]
    return {
        "customers": _csv(
            ["customer_id", "name", "email", "phone", "region", "kind", "owner", "source", "account", *CALLED[:3]],
            [[*row[:9], *(text(n) for n in range(3))] for row in customers],
        ),
        "orders": _csv(["order_id", "customer_id", "ordered_at", "amount", "channel", "status", "currency"], orders),
        "order_lines": _csv(["order_id", "product", "category", "brand", "quantity", "unit_price"], lines),
        "surveys": _csv(["customer_id", "answered_on", "score", "comment"], answers),
    }


def _csv(head: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()


def fill(path: Path, folder: Path) -> tuple[str, str]:
    """A database at `path`, its files written into `folder`; the tokens of two share links.

    The first opens a hostile segment, the second everything, with names.
    """
    connection = open_database(path)
    plans = []
    for name, content in files().items():
        file = folder / f"{name}.csv"
        file.write_text(content, "utf-8", newline="")
        plans.append(intake.recognise(intake.inspect(file, f"{name} {FILE_NAME}")))
    with transaction(connection):
        intake.load_files(connection, plans, LOADED_AT)
        building.build_newest(connection, Settings())
    building.fill_history(connection)
    tokens = _write(connection)
    connection.execute("insert or replace into meta values ('demo', 'no')")
    connection.close()
    return tokens


def _write(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """What people have written: segments, share links, notes of calls; and what they are called themselves."""
    token = ""
    for number, name in enumerate((*MARKUP, *MARKDOWN, "\u202egnp.exe", "=1+1", "W" * segments.NAME_AT_MOST)):
        chosen = Conditions(Filters(tiers=("A", "B", "C")[number % 3 :]), regions=(text(1), text(2), text(40)))
        name = name[: segments.NAME_AT_MOST]
        segments.save(connection, f"{number:08x}", name, chosen, LOADED_AT, MARKUP[1])
        wish = Wish(SHARED_NOTES[number % len(SHARED_NOTES)], segment_id=f"{number:08x}", is_masked=False)
        token = shares.make(connection, wish, MARKDOWN[0], datetime.now())
    _act(connection)
    return token, shares.make(connection, Wish(MARKUP[2], is_masked=False), BIDI, datetime.now())


def _act(connection: duckdb.DuckDBPyConnection) -> None:
    """Somebody with a hostile account changes a setting, ticks calls, makes links: it stands in trails and lists."""
    now = datetime.now()
    with transaction(connection):
        for number, name in enumerate((*MARKUP, *MARKDOWN, BIDI, LONG, "=1+1")):
            audit.note(connection, "signed_in", Actor("editor", name), now, "account")
            calls.mark_done(connection, 1 + number, "wavering", now, name, name)
        build_id = setting_history.save_and_build(connection, changed(Settings(), window_months=11), now, MARKUP[1])
        audit.note_settings(connection, Actor("owner", MARKDOWN[0]), now, build_id)
    building.fill_history(connection)


def archive() -> bytes:
    """A ZIP whose tables have hostile names, one of them with a hostile column."""
    file = io.BytesIO()
    head = ["order_id", "customer_id", "ordered_at", "amount", *CALLED[:9]]
    table = _csv(head, [["1", "c", "never", "5", *CALLED[:9]]])
    with zipfile.ZipFile(file, "w") as packed:
        for name in (MARKUP[1], MARKDOWN[0], "../../up", "\u202egnp"):
            packed.writestr(f"{name}.csv".replace("/", "-"), table)
    return file.getvalue()
