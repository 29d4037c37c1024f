"""Who outside can see what? Links for people without an account: made, listed with their last opening, withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime

import streamlit as st

from crm_core import audit, segments, shares
from crm_core.access import OF_THE_NEWEST_DAY, SHAREABLE
from crm_core.pinning import snapshot_until
from crm_core.queries import scope as scopes
from crm_core.shares import Share, Wish
from pages.parts import cards, share_address, store, trail, words
from pages.parts.audit_card import audit_card
from pages.parts.guard import guard
from pages.parts.inert import inert
from pages.parts.page_list import TITLES
from pages.parts.share_words import segment_name, shown_by, state_of
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

MADE = "share_made"  # session state: the address of the link just made; nobody can read it again
WHOLE, SEGMENT = "all", "segment:"
WHAT = "what"  # the parameter of the address that chooses what is to be shared


def page() -> None:
    """One run of the page."""
    cards.header(t("Sharing"))
    with store.cursor() as own:
        links = shares.all_of_them(own)
        names = {segment.segment_id: segment.name for segment in segments.saved(own)}
    now = datetime.now()
    cards.answer(answer(links, now))
    if store.shop() == "demo":
        st.caption(t("Links made here show the invented demo shop."))
    left, right = st.columns([2, 3])
    with left:
        new_link(names)
    with right:
        list_of(links, names, now)
    audit_card()


def answer(links: list[Share], now: datetime) -> str:
    """The page's first sentence."""
    open_ones = [share for share in links if share.is_open(now)]
    if not open_ones:
        return t("No link is open: only people with an account see this dashboard.")
    names = sum(not share.is_masked for share in open_ones)
    if not names:
        return tn("**{n}** link is open, without names.", "**{n}** links are open, all without names.", len(open_ones))
    said = tn("**{n}** link is open", "**{n}** links are open", len(open_ones))
    shown = tn("**{n}** of them shows names.", "**{n}** of them show names.", names)
    return f"{said}; {shown}"


def new_link(segment_names: Mapping[str, str]) -> None:
    """The form for a new link, and the link just made."""
    with st.container(border=True, height="stretch", gap="small"):
        cards.titles(t("New link"), t("Whoever has the link can look and filter, and change nothing."))
        names = {what: name_of(what, segment_names) for what in choices(segment_names)}
        what = st.selectbox(
            t("What it shows"), list(names), format_func=names.__getitem__, key="share_what", filter_mode=None
        )
        pinned = pinned_to(what)
        masked = st.toggle(
            t("Hide names"), value=True, key="share_masked",
            help=t("Names, e-mails, phone numbers and notes are hidden, and nothing can be downloaded."),
        )  # fmt: skip
        days = st.number_input(
            t("Days until it expires"), 1, shares.DAYS_AT_MOST, shares.DAYS_USUALLY, key="share_days"
        )
        with st.expander(t("Password and name"), icon=":material/lock:"):
            password = st.text_input(
                t("Password (optional)"), type="password", autocomplete="new-password", key="share_password"
            )
            note = st.text_input(t("For whom (optional)"), max_chars=shares.NOTE_AT_MOST, key="share_note")
        if st.button(t("Make the link"), type="primary", icon=":material/add_link:", key="share_make"):
            page_name = None if what == WHOLE or what.startswith(SEGMENT) else what
            segment_id = what.removeprefix(SEGMENT) if what.startswith(SEGMENT) else None
            make(Wish(note, page_name, segment_id, pinned, masked, password, int(days)))
        if MADE in st.session_state:
            st.success(t("This is the link. It is shown only now: copy it."), icon=":material/link:")
            st.code(st.session_state[MADE], language=None, wrap_lines=True)


def choices(segment_names: Mapping[str, str]) -> list[str]:
    """What can be shared: all, a segment, a page; what the address asks for is chosen."""
    every = [WHOLE, *(f"{SEGMENT}{segment_id}" for segment_id in segment_names), *SHAREABLE]
    asked = st.query_params.get(WHAT, "")
    if asked in every:
        st.session_state["share_what"] = asked
    if asked:
        del st.query_params[WHAT]
    return every


def name_of(what: str, segment_names: Mapping[str, str]) -> str:
    """How a choice is called."""
    if what == WHOLE:
        return t("The whole dashboard")
    if what.startswith(SEGMENT):
        return segment_name(what.removeprefix(SEGMENT), segment_names)
    return t("Page: {name}", name=t(TITLES[what]))


def pinned_to(what: str) -> date | None:
    """The snapshot that the link stays on, of a month that is over; None for the newest at any time."""
    if what in OF_THE_NEWEST_DAY:
        st.caption(t("This page always shows the newest day."))
        return None
    names: dict[date | None, str] = {None: t("always the newest")}
    for snapshot in store.ask(scopes.snapshots):
        if snapshot.is_month_end:
            names[snapshot.as_of] = t("fixed: {day}", day=words.day(snapshot.as_of))
    return st.selectbox(
        t("As of"), list(names), format_func=names.__getitem__, key="share_pinned", filter_mode=None,
        help=t("Only months that are over can be fixed."),
    )  # fmt: skip


def make(wish: Wish) -> None:
    """Keep the new link and show its address."""
    now, by = datetime.now(), trail.by(visitor())
    with guard():
        with store.writing("share") as own:
            token = shares.make(own, wish, by.name, now)
            audit.note_share(own, by, now, token)
        st.session_state[MADE] = share_address.of(token)
        st.rerun()


def list_of(links: list[Share], segment_names: Mapping[str, str], now: datetime) -> None:
    """Every link, the newest first, each with its state and the way to withdraw it."""
    with st.container(border=True, height="stretch", gap="small"):
        cards.titles(t("Links so far"), "")
        if not links:
            cards.nothing(t("A link that you make stands here, with when it was last opened."))
        for share in links[:100]:
            _row(share, segment_names, now)


def _row(share: Share, segment_names: Mapping[str, str], now: datetime) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", border=True):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{inert(shown_by(share, segment_names))}** · {state_of(share, now)}")
            st.caption(" · ".join([*_facts(share), *_is_elsewhere(share)]))
        if share.is_open(now) and st.button(
            t("Withdraw"), icon=":material/link_off:", type="tertiary", key=f"revoke_{share.share_id}"
        ):
            with guard():
                with store.writing("share") as own:
                    shares.revoke(own, share.share_id, datetime.now())
                    audit.note(own, "share_withdrawn", trail.by(visitor()), datetime.now(), share.share_id)
                st.session_state.pop(MADE, None)
                st.rerun()


def _is_elsewhere(share: Share) -> list[str]:
    """What a link shows that was pinned to a day of which there is no snapshot any more."""
    if share.pinned_to is None:
        return []
    shown = store.ask(snapshot_until, share.pinned_to)
    if shown is None:
        return [t("shows nothing any more: its month is not kept")]
    if shown == share.pinned_to:
        return []
    return [t("shows {day}, the last day kept before it", day=words.day(shown))]


def _facts(share: Share) -> list[str]:
    parts = [inert(share.note)] if share.note else []
    made = words.day(share.created_at.date())
    by = (
        t("made {day} by {who}", day=made, who=inert(share.created_by))
        if share.created_by
        else t("made {day}", day=made)
    )
    parts += [by, t("link {id}", id=share.share_id), t("names hidden") if share.is_masked else t("names shown")]
    if share.password_hash is not None:
        parts.append(t("with password"))
    if share.last_opened_at is None:
        parts.append(t("never opened"))
    else:
        parts.append(
            tn("opened once, on {day}", "opened {n} times, last on {day}", share.times_opened,
               day=words.day(share.last_opened_at.date()))
        )  # fmt: skip
    return parts


page()
