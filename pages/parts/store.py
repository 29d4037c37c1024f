"""What this visitor may ask of the shop on show, with cached answers, and the one way to write."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import streamlit as st

from crm_core import links, logs
from crm_core import settings as stored_settings
from crm_core.access import Action, NotAllowedError
from crm_core.building import current_build, pending, progress_of
from crm_core.database import transaction
from crm_core.narrowing import Narrowing, narrow
from crm_core.queries import scope as scopes
from crm_core.segments import of_id
from crm_core.settings import Settings
from pages.parts import shops, visitors
from pages.parts.shops import Which
from pages.parts.visitors import visitor

P = ParamSpec("P")
R = TypeVar("R")
_ON_SHOW, _LOOKS = "build_on_show", "build_looked_at_by"  # session state: told when the run began
_TOLD = "told_to_visitor"  # session state: the visitor as told a moment ago, and what was looked up for it
Opener = Callable[[], duckdb.DuckDBPyConnection]


@dataclass
class _Run:
    """A reader's cursor, once there is one, and what it sees: which shop, narrowed how."""

    closing: ExitStack
    cursor: duckdb.DuckDBPyConnection | None = None
    seen: tuple[Which, Narrowing] | None = None


_of_run: ContextVar[_Run | None] = ContextVar("of_run", default=None)


def shop() -> Which:
    """Which shop is on show: the visitor's choice, else the own shop once it has data, else the demo.

    A reader sees the shop that was shared; who comes from elsewhere while no access is configured, only ever the demo.
    """
    if visitor().role == "outsider":
        return "demo"
    shared = visitors.shop_of_share()
    if visitor().role == "reader" and shared:
        return shared
    chosen: Which | None = st.session_state.get("shop")
    return chosen or ("own" if shops.has_own_data() else "demo")


def show_shop(which: Which) -> None:
    """Put a shop on show for this visitor."""
    st.session_state["shop"] = which
    for name in (_LOOKS, _TOLD):
        st.session_state.pop(name, None)


def root(action: Action, which: Which | None = None) -> duckdb.DuckDBPyConnection:
    """The read-write connection to a shop, by default the one on show, for work that goes on beside the page.

    NotAllowedError unless the visitor may do this.
    """
    visitors.require(action)
    return shops.root(which or shop())


@contextmanager
def writing(action: Action) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor inside a transaction on the shop on show. NotAllowedError unless the visitor may do this."""
    who = visitors.require(action)
    with shops.cursor(shop()) as own, transaction(own):
        yield own
    logs.say("written", action=action, role=who.role)


def opener() -> Opener:
    """A function that opens a cursor which sees what this visitor may see; it works outside of a page's run too.

    NotAllowedError for who has still to sign in.
    """
    if visitor().role == "nobody":
        raise NotAllowedError
    connection, how = shops.root(shop()), _narrowing()

    def open_cursor() -> duckdb.DuckDBPyConnection:
        own = connection.cursor()
        if how is not None:
            narrow(own, how)
        return own

    return open_cursor


@contextmanager
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of its own for each use, which sees what this visitor may see."""
    own = opener()()
    try:
        yield own
    finally:
        own.close()


@contextmanager
def one_look() -> Iterator[None]:
    """All that is asked inside by a reader is asked on one cursor.

    To leave out what the link leaves out takes longer than most answers.
    """
    with ExitStack() as closing:
        token = _of_run.set(_Run(closing))
        try:
            yield
        finally:
            _of_run.reset(token)


@contextmanager
def _cursor_of_run() -> Iterator[duckdb.DuckDBPyConnection]:
    run, how = _of_run.get(), _narrowing()
    if run is None or how is None:
        with cursor() as own:
            yield own
        return
    seen = (shop(), how)
    if run.seen != seen:  # who was told anew in the middle of the run may see something else
        run.closing.close()
        run.cursor, run.seen = run.closing.enter_context(cursor()), seen
    assert run.cursor is not None
    yield run.cursor


def _once(name: str, look: Callable[[], R]) -> R:
    """What `look` finds, looked up once for as long as a visitor who was told is good."""
    who = visitor()
    told, found = st.session_state.get(_TOLD, (None, {}))
    if told is not who:
        found = {}
        st.session_state[_TOLD] = (who, found)
    if name not in found:
        found[name] = look()
    answer: R = found[name]
    return answer


def _narrowing() -> Narrowing | None:
    """What a reader's link leaves out; None for who did not come by one."""
    return _once("narrowing", _look_up_narrowing) if visitor().role == "reader" else None


def _look_up_narrowing() -> Narrowing | None:
    share = visitor().share
    if share is None:
        return None
    with shops.cursor(shop()) as own:
        only = of_id(own, share.segment_id).conditions if share.segment_id is not None else None
        secret = links.secret(own)
    return Narrowing(secret, share.is_masked, share.pinned_to, only)


def link_secret() -> str:
    """What the random keys of customers in addresses are made with."""

    def look() -> str:
        with shops.cursor(shop()) as own:
            return links.secret(own)

    return _once("link_secret", look)


def build_id() -> str:
    """Names the built tables and how much of the past they hold by now; cached answers belong to it."""
    which = shop()
    with shops.cursor(which) as own:
        build, done = progress_of(own)
    return f"{which} {build} {done}"


def begin_run() -> None:
    """Look once for the whole run which build is on show; to look at each question costs a page a tenth of its time."""
    st.session_state[_ON_SHOW], st.session_state[_LOOKS] = build_id(), visitor()


@st.cache_data(max_entries=400, show_spinner=False)
def _answer(
    name: str,
    build: str,
    asked: bytes,
    _function: Callable[..., R],
    _args: tuple[Any, ...],
    _kwargs: dict[str, Any],
) -> R:
    try:
        with _cursor_of_run() as own:
            found = _function(own, *_args, **_kwargs)
    except Exception as error:
        if _is_overtaken(build):
            raise _Overtaken from error
        raise
    if _is_overtaken(build):
        raise _Overtaken
    return found


class _Overtaken(Exception):
    """There is a newer build than the one on show: an answer found meanwhile can be of either, and is not kept."""


def _is_overtaken(build: str) -> bool:
    with shops.cursor(shop()) as own:
        return current_build(own) != int(build.split()[1])


def ask(function: Callable[Concatenate[duckdb.DuckDBPyConnection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(connection, *args)` on a cursor of its own; the answer is kept until the next build.

    All answers of a run are of one build: where another is made meanwhile, the page runs anew.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    # Streamlit would look at each argument by itself, and ask Python for the names of those that are given without one:
    # where the answer is known, that takes longer than all the rest.
    asked = pickle.dumps((_narrowing(), args, kwargs))

    def answer() -> R:
        return _answer(name=name, build=_build_on_show(), asked=asked, _function=function, _args=args, _kwargs=kwargs)

    try:
        return answer()
    except _Overtaken:
        begin_run()
        if not visitors.is_acting():  # a file to take along cannot run anew; it goes on with what there is now
            st.rerun()
        return answer()


def _build_on_show() -> str:
    """The build as looked at when the run began, if the same visitor looks: who is another by now may see another."""
    who = visitor()
    if who.role == "nobody":
        raise NotAllowedError
    return str(st.session_state[_ON_SHOW]) if st.session_state.get(_LOOKS) == who else build_id()


def facts() -> dict[str, str]:
    """The table meta as it is now, not cached: currency, build_id, demo, data_through …"""
    with shops.cursor(shop()) as own:
        return {name: value for name, value in scopes.facts(own).items() if name != links.SECRET}


@st.cache_data(max_entries=16, show_spinner=False)
def _settings(build: str) -> Settings:
    with shops.cursor(shop()) as own:
        return stored_settings.load(own)


def settings() -> Settings:
    """The settings that the build on show was made by: they are never saved without one."""
    return _settings(build=_build_on_show())


def settings_told() -> Settings:
    """The settings for explanations: who sees one segment is told the lines, not places among everybody."""
    how = _narrowing()
    is_part = how is not None and how.only is not None
    return replace(settings(), tier_method="amount") if is_part else settings()


@st.cache_data(max_entries=16, show_spinner=False)
def _is_complete(build: str) -> bool:
    with shops.cursor(shop()) as own:
        return not pending(own)


def is_complete() -> bool:
    """Whether the build on show has all its months, and what is told from all of them together."""
    return _is_complete(build=_build_on_show())


def under_way() -> tuple[int, int]:
    """How many pieces of the build are done at this moment, and how many are still to come."""
    with shops.cursor(shop()) as own:
        return progress_of(own)[1], len(pending(own))
