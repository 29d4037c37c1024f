"""Who is looking, told anew at each run: by a share link, a sign-in, or by sitting at this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from crm_core import access, audit, passwords, shares, sign_ins, tokens
from crm_core.access import Action, NotAllowedError, Rules, Visitor
from crm_core.audit import Actor, Kind
from crm_core.database import transaction
from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.passwords import Throttle
from crm_core.shares import Share
from pages.parts import own_cache as own_cache  # for what it does when it is loaded
from pages.parts import peer, shops, trail
from pages.parts.shops import Which

SHARE = "share"  # the parameter of the address that holds a share link's token
COOKIE = "crm_signed_in"
OWNER = "owner"  # who signs in with the one password, by name
_TOKEN = "share_token"  # session state from here on
_SHARE_SHOP = "share_shop"
_UNLOCKED = "share_unlocked"
_OPENED = "share_opened"
_TOLD = "told_of"  # what the audit trail has been told of this session: not at each run
_VISITOR, _TOLD_AT = "visitor", "visitor_told_at"
_SIGNED_IN, _SIGNED_OUT = "signed_in", "signed_out"

# Five wrong tries in a quarter of an hour from one address; fifty in an hour from all of them together.
_GUESSES = Throttle(5, timedelta(minutes=15))
_ALL_GUESSES = Throttle(50, timedelta(hours=1))
_acting: ContextVar[Visitor | None] = ContextVar("acting", default=None)
# A part of a page that runs again by itself, and what a click calls, do not begin with the frame: after so long it is
# told anew who looks, so that what has expired or was withdrawn is closed there too.
SECONDS_GOOD = 2.0
_may_load: set[str] = set()  # sessions whose visitor may load files


@contextmanager
def acting_as(visitor: Visitor) -> Iterator[None]:
    """Whatever runs inside runs for this visitor."""
    token = _acting.set(visitor)
    try:
        yield
    finally:
        _acting.reset(token)


def is_acting() -> bool:
    """Whether this runs for a visitor, and not because the visitor looks: for a file to take along, or a report."""
    return _acting.get() is not None


def begin_run() -> Visitor:
    """Tell anew who is looking, at the beginning of each run."""
    st.session_state.pop(_VISITOR, None)  # where this fails, nobody is left who may see anything
    visitor = _now()
    st.session_state[_VISITOR], st.session_state[_TOLD_AT] = visitor, monotonic()
    if "@" in visitor.who and configured():
        _tell_once("own", visitor, "refused" if visitor.role == "nobody" else "signed_in", "account")
    context = get_script_run_ctx()
    if context is not None:
        (_may_load.add if visitor.may("load") else _may_load.discard)(context.session_id)
    return visitor


def visitor() -> Visitor:
    """Who is looking, as told a moment ago, at most."""
    acting = _acting.get()
    if acting is not None:
        return acting
    told: Visitor | None = st.session_state.get(_VISITOR)
    if told is None or monotonic() > st.session_state[_TOLD_AT] + SECONDS_GOOD:
        return begin_run()
    return told


def require(action: Action) -> Visitor:
    """Who is looking, if the action is allowed at this moment; else NotAllowedError. Ask before anything is written."""
    now = _now()
    if not now.may(action):
        trail.noter("own", now)("refused", action)
        raise NotAllowedError
    return now


def uploads_allowed(session_id: str) -> bool:
    """Whether the visitor of a session may send files; asked by the server before it takes one."""
    return session_id in _may_load


def shop_of_share() -> Which | None:
    """The shop that the reader's link belongs to."""
    which: Which | None = st.session_state.get(_SHARE_SHOP)
    return which


def share_token() -> str | None:
    """The token that this visitor came with."""
    token: str | None = st.session_state.get(_TOKEN) or st.query_params.get(SHARE)
    return token


def configured() -> bool:
    """Whether the secrets file says who may come in."""
    return "access" in _secrets() or "auth" in _secrets()


def offers_login() -> bool:
    """Whether there is an identity provider to sign in with."""
    return "auth" in _secrets()


def rules() -> Rules:
    """The roles as the secrets file gives them; UserError if they are not understood."""
    return access.rules_from(_secrets().get("access", {}))


def _secrets() -> Any:
    """What the secrets file says. UserError if there is one that cannot be read: that must not open the door."""
    if st.secrets.load_if_toml_exists():
        return st.secrets
    if any(Path(path).exists() for path in st.get_option("secrets.files")):
        raise UserError(_("The secrets file cannot be read, so nobody is let in. The server's log says what is wrong."))
    return {}


def _now() -> Visitor:
    acting = _acting.get()
    if acting is not None:
        return acting
    if share_token():
        return _reader(str(share_token()))
    if configured():
        return _signed_in()
    user = st.user.to_dict()
    is_local = access.is_local(st.get_option("server.address"), dict(st.context.headers), st.context.ip_address)
    if is_local and not peer.is_anothers():
        return Visitor("owner", str(user.get("email") or ""))
    return Visitor("outsider")


def _signed_in() -> Visitor:
    user = st.user.to_dict()
    email = str(user.get("email") or "")
    if user.get("is_logged_in") and email:
        # A provider that does not vouch for the address must not decide by it; some write the word, not the value.
        is_doubtful = str(user.get("email_verified", "")).lower() in ("false", "0", "none")
        return Visitor("nobody" if is_doubtful else rules().role_of(email), email)
    token = st.session_state.get(_SIGNED_IN) or st.context.cookies.get(COOKIE)
    password = rules().owner_password
    if token and password:
        with shops.cursor("own") as own:
            if sign_ins.holds(own, str(token), password, datetime.now()):
                return Visitor("owner", OWNER)
    return Visitor("nobody")


def _reader(token: str) -> Visitor:
    st.session_state[_TOKEN] = token
    share = _find(token)
    if share is None or not share.is_open(datetime.now()):
        _tell_once(shop_of_share() or "own", Visitor("nobody"), "share_refused", share.share_id if share else "")
        return Visitor("nobody")
    if share.password_hash is not None and st.session_state.get(_UNLOCKED) != share.share_id:
        return Visitor("nobody", share=share)
    if st.session_state.get(_OPENED) != share.share_id:
        st.session_state[_OPENED] = share.share_id
        trail.share_opened(shop_of_share() or "own", share, datetime.now())
    return Visitor("reader", share=share)


def _tell_once(which: Which, who: Visitor, kind: Kind, subject: str) -> None:
    """Tell the audit trail, once a session: this is looked at again at every run."""
    told = st.session_state.setdefault(_TOLD, set())
    if (who.who, kind, subject) not in told:
        told.add((who.who, kind, subject))
        trail.noter(which, who)(kind, subject)


def _find(token: str) -> Share | None:
    """The link of this token, in either shop."""
    which: Which
    for which in ("own", "demo"):
        with shops.cursor(which) as own:
            found = shares.found(own, token)
        if found is not None:
            st.session_state[_SHARE_SHOP] = which
            return found
    return None


def unlock(password: str) -> bool:
    """Open a share link that asks for a password. UserError if there were too many wrong ones."""
    share = _now().share
    if share is None or share.password_hash is None:
        return False
    if _guess(f"share {share.share_id}", password, share.password_hash):
        st.session_state[_UNLOCKED] = share.share_id
        return True
    return False


def sign_in(password: str) -> bool:
    """Sign in with the owner's password. UserError if there were too many wrong ones."""
    kept = rules().owner_password
    if not kept or not _guess("owner", password, sign_ins.as_hash(kept)):
        return False
    token = tokens.new()
    with shops.cursor("own") as own, transaction(own):
        sign_ins.remember(own, token, kept, datetime.now())
        audit.note(own, "signed_in", Actor("owner", OWNER), datetime.now(), "password")
    st.session_state[_SIGNED_IN] = token
    st.session_state.pop(_SIGNED_OUT, None)
    return True


def sign_out() -> None:
    """Forget the sign-in of this browser."""
    trail.noter("own", visitor())("signed_out")
    token = st.session_state.pop(_SIGNED_IN, None) or st.context.cookies.get(COOKIE)
    if token:
        with shops.cursor("own") as own, transaction(own):
            sign_ins.forget(own, str(token))
    st.session_state[_SIGNED_OUT] = True
    if st.user.to_dict().get("is_logged_in"):
        st.logout()


def signed_in_token() -> str | None:
    """What the browser is to keep so that the owner stays signed in; "" to forget it; None to leave it as it is."""
    if st.session_state.get(_SIGNED_OUT):
        return ""
    token: str | None = st.session_state.get(_SIGNED_IN)
    return token


def _guess(what: str, password: str, password_hash: str) -> bool:
    now, key = datetime.now(), f"{what} {_from_where()}"
    # Counted before it is looked at: many tries at once must not all pass the gate.
    wait = _GUESSES.wait(key, now) or _ALL_GUESSES.wait(what, now)
    note, subject = trail.noter(shop_of_share() or "own", Visitor("nobody")), what.removeprefix("share ")
    if wait is not None:
        note("password_throttled", subject)
        raise UserError(
            _("Too many wrong passwords. Try again in {minutes} minutes."), minutes=int(wait.total_seconds() // 60) + 1
        )
    if not passwords.matches(password, password_hash):
        note("wrong_password", subject)
        return False
    _GUESSES.succeeded(key)
    _ALL_GUESSES.take_back(what, now)
    return True


def _from_where() -> str:
    """The visitor's address; of those that a proxy hands on it wrote the last one, all others can be invented."""
    told = str(st.context.headers.get("X-Forwarded-For", "")).rpartition(",")[2].strip()
    return str(st.context.ip_address or told or "here")
