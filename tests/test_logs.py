"""The log: one line a record, with what may be told and nothing else."""

import json
import logging
import re
import sys
import threading
from datetime import datetime

import duckdb
import pytest

from crm_core import logs
from crm_core.intake import inspect, load_files, recognise
from tests.secret_shop import SECRET, secret_shop

TOKEN = "Abc-_0123456789xyzXYZ000"


@pytest.fixture
def log(monkeypatch, capsys):
    """log(form, detail="") sets up; then log.lines() are those on standard error. All is as before afterwards."""
    make, hook = logging.getLogRecordFactory(), threading.excepthook
    logging.setLogRecordFactory(logging.LogRecord)

    class Log:
        def __call__(self, form, detail=""):
            monkeypatch.setenv("CRM_LOG", form)
            monkeypatch.setenv("CRM_LOG_DETAIL", detail)
            logs.set_up()

        def text(self):
            return capsys.readouterr().err

        def records(self):
            return [json.loads(line) for line in self.text().splitlines()]

    yield Log()
    logging.setLogRecordFactory(make)
    threading.excepthook = hook
    monkeypatch.setenv("CRM_LOG", "off")
    logs.set_up()


# ---- what a line is
def test_json_has_one_object_a_line(log):
    log("json")
    logs.say("work", slot="import", status="done", seconds=1.5)
    (found,) = log.records()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", found.pop("time"))
    assert found == {"level": "info", "event": "work", "slot": "import", "status": "done", "seconds": 1.5}


def test_text_is_the_same_to_be_read_by_people(log):
    log("text")
    logs.say("request", logging.WARNING, route="share", status=404)
    assert log.text().split(" ", 1)[1] == "WARNING request route=share status=404\n"


def test_off_is_silent(log):
    log("off")
    logs.say("work", slot="import")
    logs.failed("page_failed", ValueError("x"))
    assert not logs.is_on()
    assert log.text() == ""


@pytest.mark.parametrize(("is_terminal", "begins"), [(True, "20"), (False, "{")])
def test_a_terminal_gets_text_and_all_else_json(log, monkeypatch, is_terminal, begins):
    log("")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)
    logs.set_up()
    logs.say("started")
    assert log.text().startswith(begins)


def test_a_word_that_is_no_form_is_none(log):
    log("yaml")
    logs.say("started")
    assert log.records()[0]["event"] == "started"


def test_to_set_up_twice_tells_nothing_twice(log):
    log("json")
    log("json")
    logs.say("started")
    assert len(log.records()) == 1


# ---- what may be told
def test_a_field_that_nobody_has_named_cannot_be_told(log):
    log("json")
    with pytest.raises(KeyError, match="customer"):
        logs.say("work", customer="ann")


@pytest.mark.parametrize("value", ["ann@x.org", "Ann, Smith", "李", "a\nb", "/s/x?share=1", '"'])
def test_a_value_that_is_no_code_cannot_be_told(log, value):
    log("json")
    with pytest.raises(ValueError, match="page is none") as raised:
        logs.say("work", page=value)
    assert value not in str(raised.value)


# ---- errors
def fail(error):
    raise error


def an_error(*errors):
    """The last of the errors, each raised from the one before."""
    try:
        try:
            fail(errors[0])
        except Exception as first:
            raise errors[-1] from first
    except Exception as last:
        return last


def test_of_an_error_stand_its_type_its_place_and_a_reference(log):
    log("json")
    error = an_error(ValueError(SECRET), duckdb.ConversionException(SECRET))
    reference = logs.failed("page_failed", error, page="tiers")
    (found,) = log.records()
    assert re.fullmatch("[0-9A-F]{4}", reference)
    assert (found["reference"], found["level"], found["page"]) == (reference, "error", "tiers")
    assert found["error"] == "_duckdb.ConversionException < ValueError"
    assert [re.sub(r"\d+", "n", place) for place in found["places"]] == ["tests/test_logs.py:n"]


def test_what_the_database_says_of_a_value_is_not_told(log):
    log("json")
    shop = secret_shop()
    for sql in ("select cast(name as integer) from customers", "select error(name) from customers",
                f"select {SECRET} from customers", "select strptime(email, '%Y') from customers"):  # fmt: skip
        with pytest.raises(duckdb.Error) as raised:
            shop.execute(sql).fetchall()
        assert SECRET in str(raised.value)
        logs.failed("page_failed", raised.value)
    text = log.text()
    assert len(text.splitlines()) == 4
    assert SECRET not in text


def test_an_import_that_fails_within_tells_nothing_of_the_file(log, tmp_path, monkeypatch):
    log("json")
    path = tmp_path / f"{SECRET}.csv"
    path.write_text(f"order_id,customer_id,ordered_at,amount\n1,{SECRET},2024-01-10,{SECRET}\n", "utf-8")
    connection = secret_shop()
    connection.execute(f"drop table order_rows; create table order_rows ({SECRET} integer)")
    with pytest.raises(duckdb.Error) as raised:
        load_files(connection, [recognise(inspect(path))], datetime(2025, 1, 1))
    logs.failed("work_failed", raised.value, slot="import")
    text = log.text()
    assert '"places": ["crm_core/intake/' in text
    assert SECRET not in text


def test_a_host_can_ask_for_the_text(log):
    log("text", detail="1")
    reference = logs.failed("page_failed", an_error(ValueError(SECRET)))
    text = log.text()
    assert f"detail reference={reference}" in text
    assert f"ValueError: {SECRET}" in text


def test_what_fails_in_a_thread_is_told_like_all_else(log):
    log("json")
    logs.watch_threads()
    thread = threading.Thread(target=fail, args=[ValueError(SECRET)])
    thread.start()
    thread.join()
    (found,) = log.records()
    assert (found["event"], found["error"]) == ("thread_failed", "ValueError")


# ---- other programs in this process
def others(text):
    """What Streamlit, uvicorn and others would say."""
    later = logging.getLogger("streamlit.made_later")
    later.propagate = False
    later.setLevel(logging.DEBUG)  # Streamlit's own setting may be above it
    later.handlers = [logging.StreamHandler(sys.stderr)]
    later.handlers[0].setFormatter(logging.Formatter("%(message)s"))
    later.error('%s - "WebSocket /s/%s" [accepted]', "203.0.113.7:1", text)
    later.warning(f"{text} in a text")
    try:
        fail(ValueError(text))
    except ValueError:
        later.exception("Uncaught app execution of %s", text)


def test_other_programs_tell_where_and_not_what(log):
    log("json")
    logs.take_over()
    others(TOKEN)
    text = log.text()
    found = [json.loads(line) for line in text.splitlines()]
    assert TOKEN not in text
    assert "203.0.113.7" not in text
    assert {record["event"] for record in found} == {"elsewhere"}
    assert [record["level"] for record in found] == ["error", "warning", "error"]
    assert [record.get("error") for record in found] == [None, None, "ValueError"]
    assert all(record["place"].startswith("tests/test_logs.py:") for record in found)


def test_off_silences_other_programs_too(log):
    log("off")
    logs.take_over()
    others(TOKEN)
    assert log.text() == ""


def test_a_host_can_ask_for_their_texts(log):
    log("json", detail="1")
    logs.take_over()
    others(TOKEN)
    assert f"{TOKEN} in a text" in log.text()


# ---- the command line
def test_the_command_line_tells_when_asked(command_line, tmp_path, monkeypatch, log):
    path = tmp_path / f"{SECRET}.csv"
    path.write_text(f"order_id,customer_id,ordered_at,amount\n1,{SECRET},2024-01-10,{SECRET}\n", "utf-8")
    assert "{" not in command_line("import", path)[2]
    monkeypatch.setenv("CRM_LOG", "json")
    monkeypatch.setattr("crm_core.intake.receipts", lambda _connection: fail(ValueError(SECRET)))
    code, _, err = command_line("imports")
    *told, sentence, last = err.splitlines()
    failed, ended = json.loads(told[0]), json.loads(last)
    assert (code, failed["event"], failed["command"], failed["error"]) == (1, "command_failed", "imports", "ValueError")
    assert sentence == f"Something went wrong (reference {failed['reference']}); the log says where."
    assert (ended["event"], ended["command"], ended["status"]) == ("command", "imports", 1)
    assert SECRET not in err


def test_an_error_is_loud_where_there_is_no_log(command_line, monkeypatch):
    monkeypatch.delenv("CRM_LOG", raising=False)
    monkeypatch.setattr("crm_core.intake.receipts", lambda _connection: fail(ValueError("loud")))
    with pytest.raises(ValueError, match="loud"):
        command_line("imports")
