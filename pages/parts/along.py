"""The files that a visitor takes along: pages as HTML, and the monthly report. Made outside of a page's run too."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from crm_core import words
from crm_core.access import SHAREABLE, Visitor
from crm_core.errors import UserError
from crm_core.locale import _, translator
from crm_core.queries import scope as scopes
from crm_core.queries.scope import Snapshot
from crm_core.shares import Share
from crm_core.takeaway import html, meanings, report
from crm_core.takeaway.blocks import About
from pages.parts import headless, store
from pages.parts.filters import FIELDS
from pages.parts.headless import Reader

# What a whole dashboard holds, if the visitor may see it; the others are about files and rules.
WHOLE = tuple(page for page in SHAREABLE if page != "compare")  # which needs a choice first
ROWS_OF_ONE, ROWS_OF_MANY = 100, 25  # of each list, in a file of one page or of the whole dashboard
_one_at_a_time = threading.Lock()  # to make a file is the work of many page views: the visitors come first
NOBODY = Share("", "", None, None, None, True, None, datetime.min, "", datetime.max)


@dataclass(frozen=True)
class Shop:
    """What a file says of the shop, and what the words of its glossary need."""

    snapshots: tuple[Snapshot, ...]
    currency: str
    is_demo: bool
    meanings: tuple[meanings.Meaning, ...]


def masked(visitor: Visitor) -> Visitor:
    """The same visitor, seeing no names."""
    share = replace(visitor.share or NOBODY, is_masked=True)
    return Visitor("reader", visitor.who, share)


def shop(reader: Reader) -> Shop:
    """Ask for it as this reader may."""
    found: list[Shop] = []

    def ask() -> None:
        store.begin_run()
        facts, settings = store.facts(), store.settings()
        currency = facts.get("currency", "")
        told = meanings.measures(settings, reader.language)
        told += meanings.of_labels(settings, reader.language, currency)
        found.append(Shop(tuple(store.ask(scopes.snapshots)), currency, facts.get("demo") == "yes", tuple(told)))

    headless.run(ask, reader)
    return found[0]


def months(snapshots: tuple[Snapshot, ...]) -> list[date]:
    """The finished months, the newest first: those whose snapshot ends with the month."""
    return [found.month for found in snapshots if found.is_month_end]


def pages(names: Sequence[str], reader: Reader, now: datetime) -> bytes:
    """These pages as one file, as many as the visitor may see."""
    with _one_at_a_time:
        shown = headless.record([name for name in names if reader.visitor.sees(name)], reader)
        found, t = shop(reader), translator(reader.language)
    facts = [t(_("Data through {date}")).format(date=words.day(found.snapshots[0].as_of, reader.language))]
    about = _about(t(_("Customer portfolio")), facts, reader, found, now)
    return html.document(shown, about, ROWS_OF_ONE if len(shown) == 1 else ROWS_OF_MANY).encode()


def monthly(month: date | None, reader: Reader, now: datetime) -> bytes:
    """The report of a finished month, of the newest if none is named. UserError if there is no such month."""
    with _one_at_a_time:
        found, t = shop(reader), translator(reader.language)
        chosen = _chosen(month, months(found.snapshots))
        shown = report.condensed(headless.record(_seen(report.PAGES, reader), _then(chosen, reader)))
        if chosen == months(found.snapshots)[0]:
            shown += report.condensed(headless.record(_seen(report.OF_NOW, reader), _then(None, reader)), dated=True)
    shown.append(report.glossary(found.meanings, reader.language))
    title = t(_("Monthly report · {month}")).format(month=words.month(chosen, reader.language))
    about = _about(title, _dates(chosen, found, reader.language), reader, found, now)
    return html.document(shown, about, report.ROWS_AT_MOST, paper=True).encode()


def _chosen(month: date | None, finished: list[date]) -> date:
    if not finished:
        raise UserError(_("No month is finished yet, so there is nothing to report."))
    if month is not None and month not in finished:
        raise UserError(_("There is no finished month {month} in the data."), month=f"{month:%Y-%m}")
    return month or finished[0]


def _seen(names: Sequence[str], reader: Reader) -> list[str]:
    return [name for name in names if reader.visitor.sees(name)]


def _then(month: date | None, reader: Reader) -> Reader:
    """The same reader looking at a month, with the filters, and without what was chosen on single pages."""
    address = {name: values for name, values in reader.address.items() if name in FIELDS}
    if month is not None:
        address["as_of"] = (f"{month:%Y-%m}",)
    return replace(reader.bare(), address=address)


def _dates(month: date, found: Shop, language: str) -> list[str]:
    t = translator(language)
    snapshot = next(one for one in found.snapshots if one.month == month)
    return [
        t(_("Labels as of {date}, window since {start}")).format(
            date=words.day(snapshot.as_of, language), start=words.day(snapshot.window_start, language)
        )
    ]


def _about(title: str, facts: list[str], reader: Reader, found: Shop, now: datetime) -> About:
    t = translator(reader.language)
    said = list(facts)
    if found.currency:
        said.append(t(_("Money in {currency}")).format(currency=found.currency))
    if not reader.visitor.may("names"):
        said.append(t(_("Names, e-mails and phones are hidden")))
    if found.is_demo:
        said.append(t(_("The invented demo shop")))
    return About(title, tuple(said), reader.language, now.date())
