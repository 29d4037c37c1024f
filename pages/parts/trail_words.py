"""The audit trail in words: what was done, by whom, on what."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_core import input_words
from crm_core.locale import _
from crm_core.setting_history import BY_COMMAND
from crm_core.settings_words import SETTINGS
from pages.parts.page_list import TITLES as PAGES

TITLES: dict[str, str] = {
    "import_loaded": _("File loaded"),
    "import_undone": _("Import undone"),
    "settings_saved": _("Settings saved"),
    "settings_put_back": _("Settings put back"),
    "share_made": _("Link made"),
    "share_opened": _("Link opened"),
    "share_withdrawn": _("Link withdrawn"),
    "share_refused": _("Link refused"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "wrong_password": _("Wrong password"),
    "password_throttled": _("Too many wrong passwords"),
    "exported": _("List or page taken along"),
    "customer_forgotten": _("Customer forgotten"),
    "customers_merged": _("Customers merged"),
    "customers_told_apart": _("Customers told apart"),
    "merge_taken_back": _("Decision on customers taken back"),
    "backup_made": _("Backup made"),
    "restored": _("Backup put back"),
    "rescued": _("Damaged database put aside"),
    "refused": _("Refused"),
}
ROLES = {
    "nobody": _("Without a role"), "outsider": _("From elsewhere"), "reader": _("Reader of a link"),
    "viewer": _("Viewer"), "editor": _("Editor"), "owner": _("Owner"), "command": _("Command line"),
}  # fmt: skip
OF_IMPORTS, OF_BUILDS = ("import_loaded", "import_undone"), ("settings_saved", "settings_put_back")
OF_LINKS = ("share_made", "share_opened", "share_withdrawn", "share_refused")
# What else is done something with: how somebody signs in, what is refused, what is taken along. Other lists that are
# taken along are told as their files are called.
SUBJECTS: dict[str, str] = {
    "account": _("with an account"), "password": _("with the password"), "owner": _("of the owner"),
    "names": _("to see names"), "download": _("to take lists along"), "write": _("to note and save"),
    "load": _("to load files"), "rules": _("to change settings"), "share": _("to share"),
    "forget": _("to delete a customer's details"), "keep": _("to back up and restore"),
    "page": _("This page"), "whole": _("The whole dashboard"), "report": _("Monthly report"),
    "audit": _("Audit trail"), "changed_values": _("Changed values"), "rejects": _("Rejected rows"),
    "customers": _("Customers"), "orders": _("Orders"),
}  # fmt: skip
# How a fact is told; {n} is its number. What is not here is told as it is.
NUMBERS = {
    "rows": _("rows: {n}"), "rejected": _("rejected: {n}"), "orders": _("orders: {n}"), "pairs": _("pairs: {n}"),
    "days": _("days: {n}"), "import_id": _("import {n}"), "like_build": _("as at build {n}"),
}  # fmt: skip
TAKEN_FROM = {
    "itself": _("all of it could be read"), "backup": _("a backup is in its place"), "nothing": _("begun empty"),
}  # fmt: skip
TRUTHS = {
    "masked": (_("names hidden"), _("names shown")),
    "password": (_("with password"), ""),
    "segment": (_("one segment"), ""),
    "pinned": (_("fixed day"), ""),
    "report": (_("as a report"), ""),
}


LINK, IMPORT, BUILD = _("link {id}"), _("import {n}"), _("build {n}")
NOBODY_NAMED, COMMAND = _("not signed in"), _("command line")
Say = Callable[[str], str]


def who(role: str, name: str, say: Say) -> str:
    """Who acted: the account, the link of a reader, or the command line."""
    if role == "reader":
        return say(LINK).format(id=name)
    return say(COMMAND) if name == BY_COMMAND else name or say(NOBODY_NAMED)


def about(kind: str, subject: str, facts: Mapping[str, Any], say: Say) -> str:
    """On what it was done, and what there is to tell of it."""
    told = [_subject(kind, subject, say), *(_fact(name, value, say) for name, value in facts.items())]
    return " · ".join(part for part in told if part)


def _subject(kind: str, subject: str, say: Say) -> str:
    if not subject:
        return ""
    if kind in OF_IMPORTS:
        return say(IMPORT).format(n=subject)
    if kind in OF_LINKS:
        return say(LINK).format(id=subject)
    return say(BUILD).format(n=subject) if kind in OF_BUILDS else say(SUBJECTS.get(subject, subject))


def _fact(name: str, value: Any, say: Say) -> str:
    if name in NUMBERS:
        return say(NUMBERS[name]).format(n=value)
    if name in TRUTHS:
        text = TRUTHS[name][0 if value else 1]
        return say(text) if text else ""
    if name == "settings":
        return say(_(", ")).join(say(SETTINGS[one].title) if one in SETTINGS else one for one in value)
    if name == "table":
        return say(input_words.TABLES.get(value, value))
    if name == "taken_from":
        return say(TAKEN_FROM.get(value, value))
    if name == "page":
        return say(PAGES.get(value, value))
    return f"{name}: {value}"
