"""What happens, for whoever runs this: one line a record on standard error, and nothing in it of customers or visitors.

Of an error stand its type and the places in our code, not its text: a database quotes the value that it could not
convert. Of other programs' records stands where they come from; their texts can hold addresses with keys in them.

CRM_LOG is json (one object a line), text, or off; CRM_LOG_DETAIL=1 adds the texts, for who hunts an error.
"""

import json
import logging
import os
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from crm_core.printable import printable

LOG = logging.getLogger("crm")
ROOT = Path(__file__).parents[1]
VARIABLE, DETAIL = "CRM_LOG", "CRM_LOG_DETAIL"
FORMS = ("json", "text", "off")
# What may be told: numbers, and codes of our own. A name that is not here cannot be logged.
FIELDS = (
    "page", "action", "role", "subject", "slot", "command", "route", "method", "status", "seconds", "count",
)  # fmt: skip
CODE = re.compile(r"[A-Za-z0-9_.:/<> -]{0,120}")
PLACES_AT_MOST = 8
_DROPPED = -1  # the level of a record that no handler takes


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is standard error at the moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        """Standard error, which tests and programs may replace."""
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        """It is never another."""


class _Lines(logging.Formatter):
    """Our records as lines."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        fields: Mapping[str, Any] = getattr(record, "fields", {})
        return line(self.form, record.created, record.levelname, record.getMessage(), fields)


def line(form: str, created: float, level: str, event: str, fields: Mapping[str, Any]) -> str:
    """A record as one line. created: seconds since 1970."""
    when = datetime.fromtimestamp(created).astimezone().isoformat(timespec="milliseconds")
    if form == "json":
        return json.dumps({"time": when, "level": level.lower(), "event": event, **fields}, ensure_ascii=False)
    told = " ".join(f"{name}={_on_one_line(value)}" for name, value in fields.items())
    return f"{when} {level:<7} {event} {told}".rstrip()


def _on_one_line(value: Any) -> str:
    text = " < ".join(value) if isinstance(value, list) else str(value)
    return printable(text, "\n").replace("\n", "\n    ")


def set_up(usual: str = "") -> None:
    """Send our own records to standard error. usual: the form where CRM_LOG says none; "": as suits standard error.

    On a terminal that is text, which people read; elsewhere json, which programs read.
    """
    form = _form(usual)
    for handler in [each for each in LOG.handlers if isinstance(each, _StandardError)]:
        LOG.removeHandler(handler)
    LOG.setLevel(logging.INFO)
    if form != "off":
        handler = _StandardError()
        handler.setFormatter(_Lines(form))
        LOG.addHandler(handler)


def is_on() -> bool:
    """Whether our records go anywhere."""
    return any(isinstance(each, _StandardError) for each in LOG.handlers)


def _form(usual: str = "") -> str:
    said = os.environ.get(VARIABLE, "").strip().lower() or usual
    return said if said in FORMS else "text" if sys.stderr.isatty() else "json"


def take_over() -> None:
    """From now on the records of other programs in this process are lines like ours, and tell as little."""
    form, make = _form(), logging.getLogRecordFactory()
    if make.__module__ == __name__:  # done before
        return

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        made = make(*args, **kwargs)
        return made if made.name.split(".")[0] == LOG.name else _told_little(made, form)

    logging.setLogRecordFactory(record)
    for logger in list(logging.root.manager.loggerDict.values()):
        for handler in getattr(logger, "handlers", ()):
            if isinstance(handler, logging.StreamHandler) and not isinstance(handler, _StandardError):
                handler.setFormatter(logging.Formatter("%(message)s"))


def _told_little(record: logging.LogRecord, form: str) -> logging.LogRecord:
    """A record of another program with its place for its text; none at all where nothing is wanted."""
    if form == "off":
        record.levelno = _DROPPED
        return record
    fields: dict[str, Any] = {"logger": record.name, "place": f"{_short(record.pathname)}:{record.lineno}"}
    if record.exc_info and record.exc_info[1] is not None:
        fields |= of_error(record.exc_info[1])
    if is_detailed():
        fields["text"] = record.getMessage()
    record.msg = line(form, record.created, record.levelname, "elsewhere", fields)
    record.args, record.exc_info = (), None
    return record


def watch_threads() -> None:
    """What fails in a thread of its own is told like all else, instead of with its text."""
    threading.excepthook = lambda failure: _thread_failed(failure.exc_value)


def _thread_failed(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        failed("thread_failed", error)


def say(event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Tell that something has happened. event: its name, in lower case with underscores.

    KeyError for a field that may not be told, ValueError for a value that is neither a number nor a code of ours.
    """
    _tell(event, level, _checked(fields))


def _checked(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in fields.items():
        if name not in FIELDS:
            raise KeyError(name)
        if isinstance(value, str) and not CODE.fullmatch(value):
            raise ValueError(f"the log takes codes; {name} is none")
    return fields


def failed(event: str, error: BaseException, **fields: Any) -> str:
    """Tell of an error that nobody expected; returns the reference that the user can give to the host."""
    reference = secrets.token_hex(2).upper()
    _tell(event, logging.ERROR, {"reference": reference, **_checked(fields), **of_error(error)})
    if is_detailed():
        _tell("detail", logging.ERROR, {"reference": reference, "text": "".join(traceback.format_exception(error))})
    return reference


def _tell(event: str, level: int, fields: Mapping[str, Any]) -> None:
    LOG.log(level, event, extra={"fields": fields})


def is_detailed() -> bool:
    """Whether the texts of errors may be told too, which can quote what is in files."""
    return os.environ.get(DETAIL) == "1"


def of_error(error: BaseException) -> dict[str, Any]:
    """What is told of an error: its type and those it came from, and the places in our code, the innermost first."""
    types: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(types) < PLACES_AT_MOST:
        kind = type(seen)
        types.append(f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."))
        seen = seen.__cause__ or seen.__context__
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{_short(frame.filename)}:{frame.lineno}" for frame in frames if _is_ours(frame.filename)]
    return {"error": " < ".join(types), "places": ours[::-1][:PLACES_AT_MOST]}


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(ROOT) and not {".venv", "site-packages"} & set(path.parts)


def _short(file: str) -> str:
    """A place without the machine's folders: below the project, or below the folder of packages."""
    path = Path(file)
    if _is_ours(file):
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[len(parts) - parts[::-1].index("site-packages") :])
    return "/".join(parts[-2:])
