"""Health, share links, and what is not there."""

import threading

import pytest

from hosting import health, home, share_links
from hosting.gate import Gate, refuse_base_path
from hosting.uploads import UploadGuard

TOKEN = "Abc-_0123456789xyzXYZ000"


def test_health_says_that_the_shop_can_be_asked(client_of):
    answer = client_of(health.route(lambda: 1)).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert answer.headers["cache-control"] == "no-store"


def test_health_says_why_not_and_gives_no_path_away(client_of):
    def fail():
        raise OSError("/srv/secret/crm.duckdb is locked")

    answer = client_of(health.route(fail)).get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert "log says why" in answer.text
    assert "secret" not in answer.text


def test_health_does_not_wait_for_ever(client_of):
    held = threading.Event()
    answer = client_of(health.route(held.wait, seconds=0.05)).get("/healthz")
    held.set()
    assert (answer.status_code, "in time" in answer.text) == (503, True)


def test_a_share_link_leads_to_the_dashboard_and_leaves_no_trace(client_of):
    answer = client_of(share_links.route()).get(f"/s/{TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/?share={TOKEN}")
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")


@pytest.mark.parametrize(
    "token", ["x" * 15, "x" * 129, "x" * 20 + "%0d%0aA: b", "x" * 20 + "?", "%2e%2e%2f" * 5, "客" * 20]
)
def test_what_can_be_no_token_leads_nowhere(client_of, token):
    answer = client_of(share_links.route()).get("/s/" + token)
    assert answer.headers.get("location", "/?share=").removeprefix("/?share=") in ("", "x" * 20)
    assert (answer.status_code == 302) is (token == "x" * 20 + "?")  # an address's own ? begins its parameters


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/overview", "/"),
        ("/overview?", "/"),
        ("/overview?as_of=2025-03&region=N%26S&region=%0d%0aA:b", "/?as_of=2025-03&region=N%26S&region=%0d%0aA:b"),
        ("/overview?//evil.example", "/?//evil.example"),
    ],
)
def test_the_home_page_has_a_name_too(client_of, asked, led_to):
    answer = client_of(home.route("overview")).get(asked)
    assert (answer.status_code, answer.headers["location"]) == (302, led_to)
    assert answer.headers["cache-control"] == "no-store"


CLOSED = [
    "/_stcore/metrics", "/_stcore/metrics/", "/_stcore//metrics", "/%5fstcore/metrics", "/_stcore/script-health-check",
    "/_stcore/agent/mcp", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore", "/_stcore/",
    "/_stcore/bidi-components/a/b.js", "/component/a/index.html", "/component", "/_stcore/stream/x",
    "/_stcore/healthy", "//_stcore/metrics",
]  # fmt: skip
OPEN = ["/", "/tiers", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/media/a.csv",
        "/static/js/a.js", "/app/static/inter.woff2", "/oauth2callback", "/auth/login", "/components"]  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
def test_what_nobody_needs_is_not_there(client_of, path):
    client = client_of(middleware=[(Gate, {})])
    assert {client.request(method, f"http://testserver{path}").status_code for method in ("GET", "POST")} == {404}


@pytest.mark.parametrize("path", OPEN)
def test_what_the_browser_needs_is_there(client_of, path):
    assert client_of(middleware=[(Gate, {})]).get(path).text == f"GET {path}"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_files_are_taken_only_from_who_may_load_them(client_of, method):
    client = client_of(middleware=[(UploadGuard, {"allowed": {"editor"}.__contains__})])
    statuses = [
        client.request(method, f"/_stcore/upload_file/{session}/1").status_code for session in ("editor", "reader", "")
    ]
    assert statuses == [200, 403, 403]
    assert client.options("/_stcore/upload_file/reader/1").status_code == 200
    assert client.get("/tiers").status_code == 200


def test_a_path_before_all_addresses_would_lead_past_the_guards_and_stops_the_start():
    refuse_base_path("")
    with pytest.raises(SystemExit, match="baseUrlPath"):
        refuse_base_path("/crm")
