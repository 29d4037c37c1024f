"""Who may do what: the whole table, who is local, and roles by address; every cell written out by hand."""

from datetime import date, datetime

import pytest

from crm_core.access import MAY, NEEDED, SHAREABLE, Rules, Visitor, is_local, pages_of, rules_from
from crm_core.errors import UserError
from crm_core.shares import Share

ACTIONS = ("names", "download", "write", "load", "rules", "share", "forget", "keep")
#             names  download write  load   rules  share  forget keep
TABLE = {
    "nobody":   (False, False, False, False, False, False, False, False),
    "outsider": (True,  True,  False, False, False, False, False, False),
    "viewer":   (True,  True,  False, False, False, False, False, False),
    "editor":   (True,  True,  True,  True,  True,  True,  False, False),
    "owner":    (True,  True,  True,  True,  True,  True,  True,  True),
}  # fmt: skip
READER = {  # by whether names are hidden
    True:  (False, False, False, False, False, False, False, False),
    False: (True,  True,  False, False, False, False, False, False),
}  # fmt: skip
ALL_PAGES = {*SHAREABLE, "data", "quality", "who_is_who", "sharing", "settings"}
LOOKED_AT = {*SHAREABLE, "quality"}
SEEN = {"nobody": set(), "outsider": LOOKED_AT, "viewer": LOOKED_AT, "editor": ALL_PAGES, "owner": ALL_PAGES}


def share(page=None, segment_id=None, pinned_to=None, is_masked=True, **facts) -> Share:
    times = {"created_at": datetime(2024, 1, 1), "expires_at": datetime(2024, 2, 1)} | facts
    return Share("s", "", page, segment_id, pinned_to, is_masked, None, created_by="", **times)


def test_no_action_and_no_role_is_missing_here():
    assert set(MAY) == set(ACTIONS)
    assert {role for roles in MAY.values() for role in roles} <= set(TABLE)


@pytest.mark.parametrize("role", TABLE)
@pytest.mark.parametrize("column", range(len(ACTIONS)))
def test_role_by_action(role, column):
    assert Visitor(role).may(ACTIONS[column]) is TABLE[role][column]


@pytest.mark.parametrize("is_masked", READER)
@pytest.mark.parametrize("column", range(len(ACTIONS)))
def test_a_reader_may_what_the_share_says(is_masked, column):
    assert Visitor("reader", share=share(is_masked=is_masked)).may(ACTIONS[column]) is READER[is_masked][column]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_reader_without_a_share_may_nothing(action):
    assert not Visitor("reader").may(action)
    assert not any(Visitor("reader").sees(page) for page in ALL_PAGES)


@pytest.mark.parametrize("role", SEEN)
def test_role_by_page(role):
    assert {page for page in ALL_PAGES if Visitor(role).sees(page)} == SEEN[role]


def test_the_pages_that_change_things_are_named():
    assert NEEDED == {"data": "load", "who_is_who": "load", "settings": "rules", "sharing": "share"}


@pytest.mark.parametrize(
    ("shared", "pages"),
    [
        (share(), {*SHAREABLE}),
        (share(page="tiers"), {"tiers"}),
        (share(page="settings"), set()),
        (share(page="data"), set()),
        (share(segment_id="x"), {"customers"}),
        (share(page="tiers", segment_id="x"), {"customers"}),
        (share(pinned_to=date(2024, 1, 31)), {*SHAREABLE} - {"this_week", "compare", "forecast", "trust"}),
        (share(page="forecast", pinned_to=date(2024, 1, 31)), set()),
    ],
)
def test_a_reader_sees_the_pages_of_the_share(shared, pages):
    assert {page for page in ALL_PAGES if Visitor("reader", share=shared).sees(page)} == pages
    assert set(pages_of(shared)) == pages


# ---- who is local
HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize("bound_to", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "LOCALHOST:8501", "127.0.0.1:80", "[::1]:8501"])
@pytest.mark.parametrize("origin", ["http://localhost:8501", "https://127.0.0.1", "http://[::1]:8501"])
@pytest.mark.parametrize("remote", [None, "127.0.0.1", "::1"])
def test_who_sits_at_this_machine_is_local(bound_to, host, origin, remote):
    assert is_local(bound_to, {"Host": host, "Origin": origin}, remote)


@pytest.mark.parametrize(
    "bound_to", [None, "", "0.0.0.0", "::", "192.168.1.5", "shop.example", "unix://x", "localhost."]
)
def test_a_server_that_listens_elsewhere_too_knows_nobody(bound_to):
    assert not is_local(bound_to, HERE, None)


@pytest.mark.parametrize("remote", ["192.168.1.7", "10.0.0.1", "2001:db8::1", "172.17.0.1", "", "unknown"])
def test_a_connection_from_elsewhere_is_not_local(remote):
    assert not is_local("127.0.0.1", HERE, remote)


NOT_HERE = (
    "localhost.evil.com", "127.0.0.1.nip.io", "evil.example", "localhost.", "127.0.0.1.", "0.0.0.0", "2130706433",
    "127.1", "0x7f.0.0.1", "localhost@evil.example", "[::1", "[::ffff:8.8.8.8]", "", " ",
)  # fmt: skip


@pytest.mark.parametrize("name", NOT_HERE)
def test_another_name_is_not_local(name):
    assert not is_local("127.0.0.1", HERE | {"Host": name}, None)
    assert not is_local("127.0.0.1", HERE | {"Host": f"{name}:8501"}, None)
    assert not is_local("127.0.0.1", HERE | {"Origin": f"http://{name}"}, None)


@pytest.mark.parametrize(
    "origin", ["null", "localhost:8501", "file://", "about:blank", "http://evil.example/localhost"]
)
def test_an_origin_that_is_no_address_of_this_machine_is_not_local(origin):
    assert not is_local("127.0.0.1", HERE | {"Origin": origin}, None)


@pytest.mark.parametrize("missing", ["Host", "Origin"])
def test_host_and_origin_must_be_there(missing):
    assert not is_local("127.0.0.1", {name: value for name, value in HERE.items() if name != missing}, None)


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded", "forwarded", "FORWARDED", "X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Host",
        "X-FORWARDED-PROTO", "X-Forwarded-Server", "X-Real-IP", "x-real-ip", "Via", "X-Original-Host", "X-Client-IP",
        "True-Client-IP", "CF-Connecting-IP", "cf-ray", "X-Cluster-Client-IP", "Fastly-Client-IP",
        "X-Envoy-External-Address", "X-Amzn-Trace-Id", "CDN-Loop", "Client-IP", "X-Nginx-Proxy", "X-Scheme",
        "Tailscale-User-Login",
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", ["", "127.0.0.1"])
def test_the_trace_of_a_proxy_is_not_local(header, value):
    assert not is_local("127.0.0.1", HERE | {header: value}, None)


@pytest.mark.parametrize("names", [("host", "origin"), ("HOST", "ORIGIN"), ("hOst", "oRigin")])
def test_headers_are_found_in_any_case(names):
    assert is_local("127.0.0.1", dict(zip(names, HERE.values(), strict=True)), None)


# ---- roles by address
RULES = Rules(
    owners=("boss@shop.example",), editors=("@shop.example", "Ann@Other.example "), viewers=("@other.example",)
)


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("boss@shop.example", "owner"),
        ("BOSS@Shop.Example", "owner"),
        (" boss@shop.example ", "owner"),
        ("x@shop.example", "editor"),
        ("ann@other.example", "editor"),
        ("bob@other.example", "viewer"),
        ("x@notshop.example", "nobody"),
        ("x@shop.example.evil.com", "nobody"),
        ("x@sub.shop.example", "nobody"),
        ("@shop.example@evil.com", "nobody"),
        ("boss@shop.example@evil.com", "nobody"),
        ("shop.example", "nobody"),
        ("boss", "nobody"),
        ("x@", "nobody"),
        ("", "nobody"),
        ("boss@shоp.example", "nobody"),  # a Cyrillic o
        ("x@shop.exampl", "nobody"),
    ],
)
def test_the_role_of_an_address(email, role):
    assert RULES.role_of(email) == role


def test_the_highest_role_counts():
    assert Rules(("a@x.org",), ("a@x.org",), ("a@x.org",)).role_of("a@x.org") == "owner"
    assert Rules((), ("@x.org",), ("a@x.org",)).role_of("a@x.org") == "editor"


def test_rules_as_written():
    written = {"owners": ["a@x.org"], "editors": ["@x.org"], "viewers": [], "owner_password": "long enough"}
    assert rules_from(written) == Rules(("a@x.org",), ("@x.org",), (), "long enough")
    assert rules_from({}) == Rules()
    assert "long enough" not in repr(rules_from(written))


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({"owner": ["a@x.org"]}, "owner"),
        ({"Owners": ["a@x.org"]}, "Owners"),
        ({"viewer": ["a@x.org"]}, "viewer"),
        ({"password": "x"}, "password"),
        ({"owners": "a@x.org"}, "owners"),
        ({"editors": ["a"]}, "editors"),
        ({"viewers": ["@"]}, "viewers"),
        ({"viewers": ["x@"]}, "viewers"),
        ({"viewers": ["a@x.org b@x.org"]}, "viewers"),
        ({"viewers": [1]}, "viewers"),
        ({"viewers": None}, "viewers"),
        ({"owner_password": ""}, "owner_password"),
        ({"owner_password": 12345678}, "owner_password"),
    ],
)
def test_what_is_not_understood_opens_no_door(written, named):
    with pytest.raises(UserError) as told:
        rules_from(written)
    assert told.value.values["key"] == named
