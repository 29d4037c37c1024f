"""Why customers carry their labels and what comes next, for profiles, lists and files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.explaining import texts
from crm_core.explaining.facts import Facts, Lines
from crm_core.explaining.texts import Name, Reasons
from crm_core.explaining.writer import Writer
from crm_core.locale import _
from crm_core.queries import explaining
from crm_core.settings import Settings
from pages.parts import store, words
from pages.parts.tables import Column
from pages.parts.words import t

TITLES: dict[Name, str] = {
    "tier_why": _("Why this tier"),
    "quadrant_why": _("Why this quadrant"),
    "stage_why": _("Why this stage"),
    "next_step": _("Next step"),
}
HELP: dict[Name, str] = {
    "next_step": _(
        "The shortest way to a better label, at the lines of the day looked at: they move when others buy more or less."
    )
}


def reasons(customer_key: int, as_of: date) -> Reasons | None:
    """Why a customer carries each of its labels, and the ways to the next better ones; None if it was not seen yet."""
    lines, settings = store.ask(explaining.lines, as_of), store.settings_told()
    facts = store.ask(explaining.facts, lines, (customer_key,))
    if not facts:
        return None
    values = store.ask(explaining.values, as_of) if texts.needs_places(("tier_why",), settings) else _none()
    place = texts.place_of(facts, settings, values)[0]
    return texts.explain_one(facts[0], place, lines, settings, writer())


def with_why(frame: pd.DataFrame, as_of: date, *names: Name) -> pd.DataFrame:
    """The frame, which has the column customer_key, with a column of texts for each name."""
    if frame.empty or not names:
        return frame.assign(**dict.fromkeys(names, ""))
    lines, settings = store.ask(explaining.lines, as_of), store.settings_told()
    values = store.ask(explaining.values, as_of) if texts.needs_places(names, settings) else _none()
    rows = store.ask(explaining.facts, lines, _keys(frame))
    return _told(frame, rows, lines, names, settings, values, writer())


def chunks_with_why(
    connection: duckdb.DuckDBPyConnection,
    frames: Iterable[pd.DataFrame],
    as_of: date,
    names: Sequence[Name],
    settings: Settings,
    w: Writer,
) -> Iterator[pd.DataFrame]:
    """Like with_why for each frame of a file, outside of a page's run; on another connection than the frames'."""
    lines = explaining.lines(connection, as_of)
    values = explaining.values(connection, as_of) if texts.needs_places(names, settings) else _none()
    for frame in frames:
        yield _told(frame, explaining.facts(connection, lines, _keys(frame)), lines, names, settings, values, w)


def column(name: Name) -> Column:
    """How a column of these texts is shown in a list."""
    return Column(t(TITLES[name]), help=t(HELP[name]) if name in HELP else None, width="large")


def writer() -> Writer:
    """Writes for this visitor."""
    return _writer(words.language(), words.currency())


@lru_cache(maxsize=8)
def _writer(language: str, currency: str) -> Writer:
    return Writer(language, currency)


def _told(
    frame: pd.DataFrame,
    rows: list[Facts],
    lines: Lines,
    names: Sequence[Name],
    settings: Settings,
    values: NDArray[np.int64],
    w: Writer,
) -> pd.DataFrame:
    """The frame with its texts; who was not seen at the snapshot has none."""
    keys = [facts.customer_key for facts in rows]
    columns = texts.explain(rows, names, lines, settings, values, w)
    by_key = {name: dict(zip(keys, column, strict=True)) for name, column in columns.items()}
    return frame.assign(**{name: [said.get(key, "") for key in _keys(frame)] for name, said in by_key.items()})


def _keys(frame: pd.DataFrame) -> tuple[int, ...]:
    return tuple(int(key) for key in frame["customer_key"].tolist())


def _none() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)
