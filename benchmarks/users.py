"""Many visitors at once, each in a session of its own: what they wait for a page, beside what a single one waits."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import server
from benchmarks.figures import percentile
from benchmarks.sessions import Run, Session, session

OTHER_MONTH = 0.3  # of the questions; the others are for another page
WITHOUT_MONTH = ("data", "quality", "who_is_who", "sharing", "settings")  # for those who run the shop; left out
SECONDS_ALONE, SECONDS_OF_MANY = 20.0, 60.0


@dataclass(frozen=True)
class Visitor:
    """What a visitor does. think: seconds on average between an answer and the next question; months: among how many
    of the newest; stays: after how many questions on average it leaves and comes anew, 0: never; link: the address's
    query, with which every visit begins.
    """

    think: float = 5.0
    months: int = 12
    stays: int = 0
    link: str = ""


Judge = Callable[[Visitor, Run, float], None]  # a run, and when it was asked for (perf_counter)


@dataclass
class Waits:
    """What the visitors waited for, in seconds, and what went wrong; filled by all of them."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __call__(self, _visitor: Visitor, run: Run, _asked: float) -> None:
        self.seconds.append(run.seconds)
        self.errors += [f"{run.page}: {error}" for error in run.errors()]


def visit(port: int, visitors: Sequence[Visitor], seconds: float, judge: Judge) -> list[str]:
    """Let the visitors look around for so long; each run goes to `judge`. Returns what broke visits off."""
    until, broken = time.perf_counter() + seconds, []

    def one(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, min(visitors[number].think, seconds)))
        while time.perf_counter() < until:
            try:
                _look_around(port, visitors[number], chance, until, judge)
            except Exception as error:  # counted, and the visitor comes again
                broken.append(f"{type(error).__name__}: {error}")
                time.sleep(1)

    with ThreadPoolExecutor(len(visitors)) as pool:
        list(pool.map(one, range(len(visitors))))
    return broken


def _look_around(port: int, visitor: Visitor, chance: random.Random, until: float, judge: Judge) -> None:
    """One visit: the first page, then another page or another month after each thought."""
    with session(port, visitor.link) as own:
        asked = time.perf_counter()
        run = own.run()
        judge(visitor, run, asked)
        pages = [page for page in own.pages() if page not in WITHOUT_MONTH]
        for asked in _moments(visitor, chance, until):
            run = _next(own, run, visitor, chance, pages)
            judge(visitor, run, asked)


def _moments(visitor: Visitor, chance: random.Random, until: float) -> Iterator[float]:
    """The moments at which a visitor asks for something, after thoughts of exponential length."""
    while not (visitor.stays and chance.random() < 1 / visitor.stays):
        time.sleep(min(chance.expovariate(1 / visitor.think), 6 * visitor.think))
        if time.perf_counter() > until:
            return
        yield time.perf_counter()


def _next(own: Session, shown: Run, visitor: Visitor, chance: random.Random, pages: list[str]) -> Run:
    box = shown.months()
    if box is not None and chance.random() < OTHER_MONTH:
        return own.run(widgets={box.id: chance.choice(box.options[: visitor.months])})
    return own.run(chance.choice(pages))


def measure(database: Path) -> dict[str, float]:
    """p50 of one visitor, p50 and p95 of twenty, in seconds; memory in GB after one opened all pages, and after all."""
    with server.dashboard(database) as own:
        with session(own.port) as first:
            first.run()
            for page in first.pages():
                first.run(page)
        opened, _most = own.memory()
        alone, many = Waits(), Waits()
        broken = visit(own.port, [Visitor(think=0.5)], SECONDS_ALONE, alone)
        broken += visit(own.port, [Visitor()] * 20, SECONDS_OF_MANY, many)
        used, most = own.memory()
    wrong = alone.errors + many.errors + broken
    if wrong:
        raise RuntimeError(f"{len(wrong)} errors, the first: {wrong[0]}")
    return {
        "alone": percentile(alone.seconds, 0.5), "p50": percentile(many.seconds, 0.5),
        "p95": percentile(many.seconds, 0.95), "worst": max(many.seconds), "runs": len(many.seconds),
        "opened": opened, "used": used, "most": most,
    }  # fmt: skip
