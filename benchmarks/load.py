"""Many readers while an editor loads a large file into the same shop: python -m benchmarks load [ORDERS].

Half of the readers sit at this machine, half come by a share link; each leaves after some pages and comes again. The
file comes through the inbox of the Data page, checked and loaded as an editor does it. Before the first reader and
after the last, every view is looked at twice: each run must show one of the two states, never some of both (marks.py).
While months are worked on, a page over all of them may show what is new beside what is not done yet and is as before.
"""

import argparse
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from benchmarks import child, machine, server, shop
from benchmarks.child import say
from benchmarks.figures import percentile
from benchmarks.marks import Key, State, head, judged, key, marks, told_apart, totals
from benchmarks.server import Server
from benchmarks.sessions import Run, Session, session
from benchmarks.users import WITHOUT_MONTH, Visitor, visit

MONTHS = 4  # the newest, at which readers look
QUESTIONS_A_VISIT = 10
IMPORT_AFTER = 0.2  # of the time
SECONDS_BETWEEN_LOOKS = 2.0
HERE, READER = "at this machine", "by a share link"
OVER_MONTHS = ("this_week", "movement", "flow", "cohorts", "forecast", "trust", "compare")  # say more than one month
PHASES = ("before", "checking", "loading", "labelling", "after")


@dataclass(frozen=True)
class Seen:
    """What is kept of one run until both states are known."""

    view: Key
    asked: float
    seconds: float
    marks: frozenset[bytes]
    head: bytes
    totals: tuple[str, ...]

    @property
    def page(self) -> str:
        """Which page it was."""
        return self.view[1]


@dataclass
class Course:
    """What happened: when each phase began, what was seen, what went wrong, the memory in GB by phase."""

    begun: dict[str, float] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # by link

    def __call__(self, visitor: Visitor, run: Run, asked: float) -> None:
        view = key(self.kinds[visitor.link], run)
        self.seen.append(Seen(view, asked, run.seconds, marks(run), head(run), totals(run)))
        self.errors += [f"{run.page}, {self.kinds[visitor.link]}: {error}" for error in run.errors()]

    def begin(self, phase: str, own: Server) -> None:
        """A phase begins now."""
        self.begun[phase], self.memory[phase] = time.perf_counter(), own.memory()[0]
        say(f"{phase}: the server holds {self.memory[phase]:.2f} GB")

    def phase(self, asked: float) -> str:
        """In which phase something was asked."""
        begun = [name for name in self.begun if self.begun[name] <= asked]
        return max(begun, key=self.begun.__getitem__, default=PHASES[0])


def main(arguments: list[str]) -> None:
    """Make the shop and the file if they are not there, run, print what came out; exit 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks load", description=__doc__)
    parser.add_argument("orders", nargs="?", type=int, default=10_000_000, help="that the shop has before")
    parser.add_argument("--loading", type=int, default=1_000_000, help="orders that are loaded meanwhile")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/results"), help="for the files it makes")
    args = parser.parse_args(arguments)
    database = _prepared(args.folder, args.orders, args.loading)
    link = _share_link(database)
    with server.dashboard(database) as own:
        lines, is_good = _report(*_run(own, args.users, args.minutes * 60, link), own)
    head = f"{args.users} readers, {args.minutes:g} minutes, {args.loading:,} orders loaded into {args.orders:,}"
    text = "\n".join([head, *machine.described(date.today()), *lines])
    print(text)
    (args.folder / f"load_{args.orders}.txt").write_text(text + "\n", "utf-8")
    if not is_good:
        raise SystemExit(1)


def _prepared(folder: Path, orders: int, loading: int) -> Path:
    """A copy of the shop of this size in a folder of its own, with the file to be loaded in its inbox."""
    made, csv = folder / f"shop_{orders}.duckdb", folder / f"orders_{orders}.csv"
    if not made.exists():
        say(f"making a shop of {orders:,} orders")
        shop.write_orders(csv, orders)
        child.run("ours", "load_and_build", csv, made)
    month, place = folder / f"month_{orders}_{loading}.csv", folder / "load"
    shop.write_next_month(month, orders, loading)
    shutil.rmtree(place, ignore_errors=True)
    (place / "inbox").mkdir(parents=True)
    shutil.copyfile(month, place / "inbox" / "next month.csv")
    shutil.copyfile(made, place / "crm.duckdb")
    return place / "crm.duckdb"


def _share_link(database: Path) -> str:
    """The query of the address of a link to the whole dashboard, names and all."""
    from crm_core import links, shares
    from crm_core.database import open_database, transaction

    with open_database(database) as connection:
        links.prepare(connection, "the secret of a benchmark")
        with transaction(connection):
            token = shares.make(connection, shares.Wish(is_masked=False), "", datetime.now())
    return f"share={token}"


def _run(own: Server, users: int, seconds: float, link: str) -> tuple[Course, State, State]:
    course = Course(kinds={"": HERE, link: READER})
    visitors = [Visitor(months=MONTHS, stays=QUESTIONS_A_VISIT, link=("", link)[n % 2]) for n in range(users)]
    with ExitStack() as staying:
        first = staying.enter_context(session(own.port))
        first.run()
        _await_history(first)  # a shop that other rules have made is made anew when it is opened
        say("every view, before")
        there = _visitors(staying, own, course)
        before = _look_at_all(own, there)
        course.begin("before", own)
        editor = threading.Thread(target=_edit, args=(own, course, seconds * IMPORT_AFTER), daemon=True)
        editor.start()
        course.errors += visit(own.port, visitors, seconds, course)
        editor.join()
        course.memory["at most"] = own.memory()[1]
        say("every view, after")
        after = _look_at_all(own, _visitors(staying, own, course))
        for kind, eyes in there.items():
            for run in _views(eyes):
                after.see_besides(kind, run)
    return course, before, after


def _visitors(staying: ExitStack, own: Server, course: Course) -> dict[str, Session]:
    """A new session of each kind of readers, until `staying` ends."""
    return {kind: staying.enter_context(session(own.port, link)) for link, kind in course.kinds.items()}


def _look_at_all(own: Server, sessions: Mapping[str, Session]) -> State:
    """Every page at each of the newest months, twice, by a session of each kind of readers."""
    own.wait_until_idle()
    state = State()
    for kind, eyes in sessions.items():
        for _round in range(2):
            for run in _views(eyes):
                state.see(kind, run)
    return state


def _views(eyes: Session) -> Iterator[Run]:
    """Every page at each of the newest months."""
    yield eyes.run()
    for page in eyes.pages():
        if page not in WITHOUT_MONTH:
            run = eyes.run(page)
            yield run
            box = run.months()
            for month in box.options[:MONTHS] if box is not None else []:
                yield eyes.run(widgets={box.id: month})


def _edit(own: Server, course: Course, wait: float) -> None:
    """The editor: look at the file in the inbox, check it, load it, and wait until all months are labelled."""
    time.sleep(wait)
    try:
        with session(own.port) as editor:
            editor.run()
            _click(editor, "look_at_inbox")
            course.begin("checking", own)
            _click(editor, "check")
            _await(editor, "load")
            course.begin("loading", own)
            _click(editor, "load")
            _await(editor, "close_loaded")
            course.begin("labelling", own)
            _await_history(editor)
            course.begin("after", own)
    except Exception as error:
        course.errors.append(f"the editor: {type(error).__name__}: {error}")


def _await_history(editor: Session) -> None:
    """Wait until no month is left to be labelled: the Data page shows how far that is."""
    while editor.run("data").of_kind("progress"):
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _click(editor: Session, name: str) -> None:
    run = editor.run("data")
    button = run.widget(name)
    if button is None:
        raise RuntimeError(f"there is no button {name} on the Data page; {run.errors()}")
    editor.run(widgets={button: True})


def _await(editor: Session, name: str) -> None:
    while (run := editor.run("data")).widget(name) is None:
        if run.errors():
            raise RuntimeError(run.errors()[0])
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _report(course: Course, before: State, after: State, own: Server) -> tuple[list[str], bool]:
    """The lines of the report, and whether nothing was wrong."""
    verdicts = [(seen, judged(seen.view, seen.marks, seen.totals, before, after)) for seen in course.seen]
    both = [seen for seen, verdict in verdicts if verdict.state == "mixed"]
    mixed = [seen for seen in both if not _is_under_way(seen, course, before)]
    others = [seen for seen, verdict in verdicts if verdict.is_other_total]
    wrong = [seen for seen in others if not _may_be_incomplete(seen, course)]
    lines = [
        f"{len(verdicts):,} runs; {len(course.errors)} errors; {len(mixed)} mixed two states,"
        f" {len(both) - len(mixed)} showed the new one with older months still as before; {len(wrong)} with a total of"
        f" neither state, {len(others) - len(wrong)} with one still to be completed by older months"
    ]
    lines += [f"  error: {text}" for text in sorted(set(course.errors))[:10]]
    for seen in mixed[:5]:
        old, new = told_apart(seen.view, seen.marks, before, after)
        lines.append(f"  mixed, {course.phase(seen.asked)}: {' / '.join(seen.view)}")
        lines += [f"    of before: {text}" for text in old[:3]] + [f"    of after: {text}" for text in new[:3]]
    for seen in wrong[:10]:
        known = [state.totals.get(seen.view) for state in (before, after)]
        lines.append(f"  total, {course.phase(seen.asked)}: {' / '.join(seen.view)}: {seen.totals}, not of {known}")
    for phase in PHASES:
        lines += _phase_lines(phase, course, [(s, v.state) for s, v in verdicts if course.phase(s.asked) == phase])
    lines.append(f"the server held at most {course.memory.get('at most', 0):.2f} GB")
    lines += [f"  log: {line}" for line in own.complaints()[:10]]
    return lines, not (course.errors or mixed or wrong)


def _may_be_incomplete(seen: Seen, course: Course) -> bool:
    """Whether it is a page over all months, on which work may still have gone on: it does after the labels."""
    return seen.page in OVER_MONTHS and course.phase(seen.asked) in ("loading", "labelling", "after")


def _is_under_way(seen: Seen, course: Course, before: State) -> bool:
    """Whether it is a page over all months that did not begin with the old state, while older months were worked on."""
    is_old = seen.head in before.marks.get(seen.view, frozenset())
    return not is_old and seen.page in OVER_MONTHS and course.phase(seen.asked) in ("loading", "labelling")


def _phase_lines(phase: str, course: Course, found: list[tuple[Seen, str]]) -> Iterator[str]:
    if phase not in course.begun or not found:
        return
    p50, p95, p99 = (percentile([seen.seconds for seen, _state in found], share) for share in (0.5, 0.95, 0.99))
    states = ", ".join(f"{many} {state}" for state, many in Counter(state for _seen, state in found).most_common())
    yield (f"  {phase:<10} {len(found):>6} runs  p50 {p50:6.2f} s  p95 {p95:6.2f} s  p99 {p99:6.2f} s"
           f"  {course.memory[phase]:5.2f} GB at its start; showed: {states}")  # fmt: skip
