"""The report from the command line."""

import errno
import io
import os
import sys
from pathlib import Path
from shutil import copyfile

import pytest
import streamlit as st

from crm_core import database, reporting


@pytest.fixture
def run(command_line, built, tmp_path, without_browser):
    """The command line on the built shop."""
    copyfile(built, tmp_path / "shop.duckdb")
    st.cache_resource.clear()
    st.cache_data.clear()
    yield command_line
    st.cache_resource.clear()


def test_the_newest_month_into_a_file(run, tmp_path):
    assert run("report", "--out", tmp_path / "r.html") == (0, "", "")
    html = (tmp_path / "r.html").read_text("utf-8")
    assert "<h1>Monthly report · Feb 2026</h1>" in html
    assert "Annabelle" in html
    assert run("imports")[0] == 0  # the database is free again


def test_month_language_and_mask(run, tmp_path):
    out = tmp_path / "r.html"
    assert run("report", "--month", "2025-11", "--language", "zh_TW", "--masked", "--out", out)[0] == 0
    html = out.read_text("utf-8")
    assert "<h1>月報 · 2025年11月</h1>" in html
    assert "Annabelle" not in html


def test_to_standard_output(run, monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
    assert run("report", "--month", "2025-11")[0] == 0
    assert written.getvalue().startswith(b"<!doctype html>")


def test_a_screen_is_no_place_for_it(run, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    code, _out, err = run("report")
    assert (code, err) == (1, "Say where to write the report: --out FILE.\n")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--month", "2030-01"), 1, "There is no finished month 2030-01 in the data."),
        (("--month", "2026-03"), 1, "There is no finished month 2026-03 in the data."),
        (("--month", "May"), 2, "invalid _month value: 'May'"),
        (("--language", "fr"), 2, "invalid choice: 'fr'"),
        (("--out", "r.pdf"), 1, "r.pdf must end in .html."),
        (("--out", "nowhere/r.html"), 1, "nowhere/r.html cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be(run, options, code, said):
    found, _out, err = run("report", *options)
    assert (found, said in err) == (code, True), err
    assert "report" not in run("audit", "--kind", "exported")[1]


def test_a_report_that_is_not_written_to_its_end_leaves_the_last_one(run, tmp_path, monkeypatch):
    (tmp_path / "r.html").write_text("the last one", "utf-8")
    write = Path.write_bytes

    def full(path, content):
        if content:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _out, err = run("report", "--out", tmp_path / "r.html")
    assert (code, "No space left on device" in err) == (1, True), err
    assert (tmp_path / "r.html").read_text("utf-8") == "the last one"
    assert "report" not in run("audit", "--kind", "exported")[1]


def test_nothing_to_report(command_line, without_browser):
    st.cache_resource.clear()
    code, _out, err = command_line("report", "--out", "r.html")
    assert (code, "There is nothing to report yet. Import files first." in err) == (1, True)


def test_a_held_database_names_the_other_way(command_line, monkeypatch):
    def held(path):
        raise database.UserError("Another program holds {path} open.", path=path)

    monkeypatch.setattr("crm_core.__main__.open_database", held)
    code, _out, err = command_line("report", "--out", "r.html")
    assert (code, err.strip().endswith(reporting.HINT)) == (1, True)
    assert reporting.HINT not in command_line("build")[2]
