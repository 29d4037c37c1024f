"""How long the server takes for each page under each filter, no answer kept: python -m benchmarks.pages DATABASE."""

import argparse
import gc
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.floors import seconds

FRAME = Path(__file__).parent.parent / "app.py"
PAGES = tuple(sorted(path.stem for path in (FRAME.parent / "pages").glob("*.py")))
Address = dict[str, str]
Touch = Callable[[Any, Address], None]  # what a visitor does on the page before the run that is timed
# What every page can be asked about. The value "none" keeps who has none: everybody, in a shop without the field.
EVERYWHERE: dict[str, Address] = {
    "all": {},
    "the month before": {"as_of": "{month_before}"},
    "a year ago": {"as_of": "{year_ago}"},
    "a region": {"region": "{region}"},
    "a kind and an owner": {"kind": "{kind}", "owner": "{owner}"},
    "a region, a year ago": {"as_of": "{year_ago}", "region": "{region}"},
}
OF_PAGE: dict[str, dict[str, Address]] = {
    "customers": {
        "tier A": {"tier": "A"},
        "C who waver": {"tier": "C", "stage": "wavering"},
        "rising": {"pace": "rising"},
        "revenue from 100 to 500": {"revenue": "100..500"},
        "a profile": {"customer": "{customer}"},
    },
    "movement": {
        "since two years ago": {"from": "{two_years_ago}"},
        "stages": {"label": "stage"},
        "loyalty, since two years ago": {"label": "quadrant", "from": "{two_years_ago}"},
    },
    "compare": {
        "A and lost": {"a": "tier:A", "b": "stage:lost"},
        "wavering and no tier": {"a": "stage:wavering", "b": "tier:none"},
        "two customers": {"a": "customer:{customer}", "b": "customer:{other}"},
    },
}


@dataclass(frozen=True)
class Case:
    """A page under one filter. common: what every page's address can say; own: what only this one's can."""

    page: str
    name: str
    common: Address = field(default_factory=dict)
    own: Address = field(default_factory=dict)
    touch: Touch | None = None


def measure(database: Path) -> dict[str, list[float]]:
    """Page → seconds of its run on the server, one for each filter tried, with no answer kept."""
    times: dict[str, list[float]] = {}
    for case, taken in timed(database):
        times.setdefault(case.page, []).append(taken)
    return times


def timed(database: Path, only: tuple[str, ...] = PAGES) -> Iterator[tuple[Case, float]]:
    """Each case of these pages with its seconds, the best of two."""
    start_app, chosen = _at_this_machine(database), _values(database)
    start_app().run()
    gc.collect()
    gc.freeze()  # as the server does before its first visitor (hosting/warming.py)
    for case in cases():
        if case.page in only:
            yield case, min(_time(start_app, case, chosen) for _ in range(2))


def cases() -> Iterator[Case]:
    """Every page under every filter that it can have."""
    for page in PAGES:
        for name, address in EVERYWHERE.items():
            yield Case(page, name, common=address)
        for name, address in OF_PAGE.get(page, {}).items():
            yield Case(page, name, own=address)
    for words in ("c1", "c12345", "c1 7"):
        yield Case("customers", f"the words “{words}”", touch=partial(_search, words))
    for column, is_descending in (("revenue", False), ("customer", False), ("recency_days", True)):
        yield Case("customers", f"by {column}", touch=partial(_sort, column, is_descending))
    yield Case("customers", "the last rows", touch=_turn_to_last)


def _search(words: str, app: Any, _chosen: Address) -> None:
    app.text_input(key="customers_words").set_value(words)


def _sort(column: str, is_descending: bool, app: Any, _chosen: Address) -> None:
    app.session_state["customers_choice"].sort = column
    app.session_state["customers_choice"].descending = is_descending


def _turn_to_last(app: Any, chosen: Address) -> None:
    app.session_state["customers_choice"].page = int(chosen["last_page"])


def _at_this_machine(database: Path) -> Callable[[], Any]:
    """What starts the app on a database for a visitor who sits at this machine."""
    os.environ["CRM_DB"] = str(database)
    from streamlit.runtime.scriptrunner import script_runner
    from streamlit.testing.v1 import AppTest

    from crm_core import access

    # AppTest sees the folder pages/ and would run a page without the frame (see pages/parts/__init__.py).
    script_runner._mpa_v1 = partial(runpy.run_path, run_name="__main__")  # type: ignore[assignment]
    # It has no browser that could say from where it comes, so it would be shown the demo shop.
    access.is_local = lambda *_told: True
    return lambda: AppTest.from_file(str(FRAME), default_timeout=300)


def _values(database: Path) -> Address:
    """What stands for the names in braces: months of the calendar, one value of each field, the two best customers."""
    from crm_core import links
    from crm_core.queries import scope
    from crm_core.queries.customers import PAGE_ROWS
    from pages.parts import shops
    from pages.parts.filters import FIELDS, value_id

    with shops.cursor("own") as own:
        months = [snapshot.month.strftime("%Y-%m") for snapshot in scope.snapshots(own)]
        newest = scope.snapshots(own)[0].as_of
        first = {name: value_id(name, found[0]) for name, found in scope.values(own, newest).items() if found}
        best = own.execute(
            "select customer_key, count(*) over () from snapshot_rows where as_of = $as_of"
            " order by revenue desc, customer_key limit 2",
            {"as_of": newest},
        ).fetchall()
        customer, other = (links.link_of(row[0], links.secret(own)) for row in best)
    ago = {name: months[min(at, len(months) - 1)] for name, at in (("month_before", 1), ("year_ago", 12))}
    ago["two_years_ago"] = months[min(24, len(months) - 1)]
    people = {"customer": customer, "other": other, "last_page": str(-(-best[0][1] // PAGE_ROWS))}
    return dict.fromkeys(FIELDS, "none") | first | ago | people


def _time(start_app: Callable[[], Any], case: Case, chosen: Address) -> float:
    import streamlit as st

    app = start_app()
    app.query_params.update(_filled(case.common, chosen))
    app.run()
    app.switch_page(f"pages/{case.page}.py").run()
    app.query_params.update(_filled(case.own, chosen))
    if case.own:
        app.run()
    if case.touch is not None:
        case.touch(app, chosen)
    st.cache_data.clear()
    taken = seconds(app.run)
    if app.error or app.exception:
        sys.exit(f"{case.page}, {case.name}: {(app.error or app.exception)[0].value}")
    return taken


def _filled(address: Address, chosen: Address) -> Address:
    return {name: value.format_map(chosen) for name, value in address.items()}


def main() -> None:
    """Print each page's median, its p95 and its slowest filter, and the same of all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("database", type=Path, help="a database of ours with its history built; nobody else has it")
    parser.add_argument("pages", nargs="*", default=PAGES, help="only these pages")
    args = parser.parse_args()
    every = list(timed(args.database, tuple(args.pages)))
    print(f"{'page':<16}{'cases':>6}{'p50':>9}{'p95':>9}{'worst':>9}  slowest filter")
    for page in args.pages:
        of_page = [(taken, case.name) for case, taken in every if case.page == page]
        _row(page, [taken for taken, _name in of_page], max(of_page)[1])
    _row("all", [taken for _case, taken in every], "")


def _row(name: str, found: list[float], slowest: str) -> None:
    p50, p95, worst = (float(np.quantile(found, part)) * 1000 for part in (0.5, 0.95, 1))
    print(f"{name:<16}{len(found):>6}{p50:>6.0f} ms{p95:>6.0f} ms{worst:>6.0f} ms  {slowest}")


if __name__ == "__main__":
    main()
