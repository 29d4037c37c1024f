"""Who may do what: six roles, eight actions, one table. Pages and routes ask here and nowhere else."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.shares import Share

# nobody: has still to sign in, or has no role; outsider: from elsewhere, nothing configured (sees the demo shop);
# reader: came by a share link.
Role = Literal["nobody", "outsider", "reader", "viewer", "editor", "owner"]
# names: see names, e-mails, phones; download: lists and pages as files; write: ticks, notes, segments;
# load: files, undo, merges; rules: settings; share: make and revoke links; forget: a customer; keep: back up, restore.
Action = Literal["names", "download", "write", "load", "rules", "share", "forget", "keep"]

MAY: dict[Action, tuple[Role, ...]] = {
    "names": ("outsider", "viewer", "editor", "owner"),
    "download": ("outsider", "viewer", "editor", "owner"),
    "write": ("editor", "owner"),
    "load": ("editor", "owner"),
    "rules": ("editor", "owner"),
    "share": ("editor", "owner"),
    "forget": ("owner",),
    "keep": ("owner",),
}
# What a reader can be shown at all. The others are about the shop's files, its rules and its access.
SHAREABLE = (
    "overview", "this_week", "customers", "compare", "tiers", "loyalty", "lifecycle", "movement", "flow", "cohorts",
    "forecast", "concentration", "trust",
)  # fmt: skip
# Of these, the pages that know the newest day only: left out of a share that is pinned to a snapshot.
OF_THE_NEWEST_DAY = ("this_week", "compare", "forecast", "trust")
# Pages that only change things: left out for who may not.
NEEDED: dict[str, Action] = {"data": "load", "who_is_who": "load", "settings": "rules", "sharing": "share"}


class NotAllowedError(UserError):
    """The visitor's role does not allow this."""

    def __init__(self) -> None:
        super().__init__(_("You are not allowed to do this here."))


@dataclass(frozen=True)
class Visitor:
    """Who looks: role, the e-mail address or "" (the local owner, a reader), and the share that a reader came by."""

    role: Role
    who: str = ""
    share: Share | None = None

    def may(self, action: Action) -> bool:
        """Whether the role, or for a reader the share, allows it."""
        if self.role == "reader":
            return self.share is not None and action in ("names", "download") and not self.share.is_masked
        return self.role in MAY[action]

    def sees(self, page: str) -> bool:
        """Whether a page (its name, as in pages/<name>.py) is there for this visitor."""
        if self.role == "nobody":
            return False
        if self.role == "reader":
            return self.share is not None and page in pages_of(self.share)
        return page not in NEEDED or self.may(NEEDED[page])


def pages_of(share: Share) -> tuple[str, ...]:
    """The pages that a share shows, the first one first."""
    if share.segment_id is not None:
        return ("customers",)
    shown: Iterable[str] = SHAREABLE if share.page is None else (share.page,)
    return tuple(page for page in shown if page in SHAREABLE and not (share.is_pinned and page in OF_THE_NEWEST_DAY))


@dataclass(frozen=True)
class Rules:
    """Who has which role, as the secrets file says under [access]: addresses, or @domain for all of a domain."""

    owners: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    owner_password: str = field(default="", repr=False)  # itself, or its argon2 hash

    def role_of(self, email: str) -> Role:
        """The highest role of an address; nobody if none is given to it."""
        email = email.strip().lower()
        named = {email, "@" + email.rpartition("@")[2]} if "@" in email else set()
        given: dict[Role, tuple[str, ...]] = {"owner": self.owners, "editor": self.editors, "viewer": self.viewers}
        for role, members in given.items():
            if named & {member.strip().lower() for member in members}:
                return role
        return "nobody"


def rules_from(written: Mapping[str, Any]) -> Rules:
    """The rules as written. UserError that names what is wrong: a misspelt key must not open or close a door."""
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in written.items():
        if key == "owner_password" and isinstance(value, str) and value:
            continue
        if key not in ("owners", "editors", "viewers") or not _are_addresses(value):
            raise UserError(
                _("In the secrets file, [access] has {key}, which is not understood. It takes owners, editors, viewers "
                  "(lists of e-mail addresses or @domains) and owner_password."),
                key=key,
            )  # fmt: skip
        lists[key] = tuple(value)
    return Rules(**lists, owner_password=str(written.get("owner_password", "")))


_ADDRESS = re.compile(r"\s*[^@\s]*@[^@\s]+\s*")


def _are_addresses(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) and _ADDRESS.fullmatch(one) for one in value)


# What a proxy adds. Behind one, every visitor seems to come from this machine.
PROXY_HEADERS = ("forwarded", "x-forwarded", "x-real-ip", "via", "x-original", "x-client-ip", "true-client-ip", "cf-",
                 "x-cluster-client-ip", "fastly-", "x-envoy", "x-amzn", "cdn-loop", "client-ip", "x-proxy", "x-nginx",
                 "x-scheme", "tailscale-")  # fmt: skip


def is_local(bound_to: str | None, headers: Mapping[str, str], remote: str | None) -> bool:
    """Whether the visitor sits at this machine, so that nothing need be asked.

    Only if the server listens on loopback alone, the connection comes from there, and what the browser calls the server
    (Host) and itself (Origin) are there, and no proxy has left a trace. remote None: the address is loopback.
    """
    if not _is_loopback(bound_to) or not (remote is None or _is_loopback(remote)):
        return False
    given = {name.lower(): value for name, value in headers.items()}
    if any(name.startswith(PROXY_HEADERS) for name in given):
        return False
    try:
        host = urlsplit("//" + given.get("host", "")).hostname
        origin = urlsplit(given.get("origin", "")).hostname
    except ValueError:  # half an IPv6 address
        return False
    return _is_loopback(host) and _is_loopback(origin)


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False
