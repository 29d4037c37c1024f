"""What stands before the dashboard for who may not see it yet: a password, a sign-in, or why there is nothing."""

from datetime import datetime

import streamlit as st

from crm_core.access import Visitor
from crm_core.locale import _
from crm_core.shares import Share
from pages.parts import visitors, words
from pages.parts.guard import guard
from pages.parts.inert import inert
from pages.parts.words import t

# Fixed code; the token is our own. Only the browser can keep it: Streamlit's answers cannot set a cookie.
_KEEP = """
export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = data.token ? 2592000 : 0;
  document.cookie = `${data.cookie}=${data.token}; path=/; max-age=${age}; samesite=lax${secure}`;
}
"""
ROLES = {"viewer": _("Viewer"), "editor": _("Editor"), "owner": _("Owner")}


def page() -> None:
    """The only page there is for nobody."""
    with guard(), st.container(horizontal_alignment="center"), st.container(border=True, width=460, gap="medium"):
        who = visitors.visitor()
        if visitors.share_token():
            _share(who.share)
        elif visitors.configured():
            _sign_in(who)


def _share(share: Share | None) -> None:
    if share is None or not share.is_open(datetime.now()):
        st.subheader(t("This link does not lead anywhere"), anchor=False)
        st.write(t("It has expired, has been withdrawn, or was not copied whole. Ask who sent it for a new one."))
        return
    st.subheader(t("This link is protected"), anchor=False)
    if password := _password(t("Enter the password that came with it.")):
        if visitors.unlock(password):
            st.rerun()
        st.error(t("This is not the password."), icon=":material/error:")


def _sign_in(who: Visitor) -> None:
    st.subheader(t("Sign in"), anchor=False)
    if who.who:
        st.write(t("You are signed in as {who}, but have no role here. Ask the owner for one.", who=inert(who.who)))
        st.button(t("Sign out"), icon=":material/logout:", on_click=visitors.sign_out)
        return
    if visitors.offers_login():
        st.button(t("Sign in with your account"), icon=":material/login:", type="primary", on_click=st.login)
    if visitors.rules().owner_password:
        if password := _password(t("The owner signs in with the password of this dashboard.")):
            if visitors.sign_in(password):
                st.rerun()
            st.error(t("This is not the password."), icon=":material/error:")
    elif not visitors.offers_login():
        st.write(t("Nobody can sign in yet: the secrets file gives neither a password nor an identity provider."))


def _password(about: str) -> str:
    """A form for one password; what was sent, or ""."""
    with st.form("password", border=False, clear_on_submit=True):
        st.caption(about)
        password = st.text_input(t("Password"), type="password", autocomplete="current-password", max_chars=200)
        sent = st.form_submit_button(t("Open"), icon=":material/lock_open:", type="primary")
    return password if sent else ""


def keep_in_browser() -> None:
    """Let the browser keep, or forget, that the owner has signed in."""
    token = visitors.signed_in_token()
    if token is not None:
        keep = st.components.v2.component("crm_signed_in", js=_KEEP)
        keep(key="signed_in_browser", data={"cookie": visitors.COOKIE, "token": token}, height=1)


def who_is_here(who: Visitor) -> None:
    """In the sidebar: who has signed in and the way out, or what a reader has been shown."""
    if who.role == "reader" and who.share is not None:
        parts = [t("Shared with you until {day}.", day=words.day(who.share.expires_at.date()))]
        if who.share.is_masked:
            parts.append(t("Names are hidden."))
        st.caption(":material/link: " + " ".join(parts))
    elif visitors.configured() and who.who:
        st.caption(f":material/account_circle: {inert(who.who)} · {t(ROLES[who.role])}")
        st.button(t("Sign out"), icon=":material/logout:", type="tertiary", on_click=visitors.sign_out)
