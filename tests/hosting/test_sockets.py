"""WebSockets: only from our own pages, and marked where another user's program passes them on."""

import os
import socket
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from hosting.origins import SameOrigin
from hosting.peers import Peers, owner_of

OURS, FOREIGN = os.getuid(), os.getuid() + 1


def headers_seen(client, at="ws://testserver", **headers):
    with client.websocket_connect(f"{at}/_stcore/stream", headers=headers) as opened:
        return opened.receive_json()


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("shop.example", "https://shop.example"),
        ("Shop.example", "https://shop.example"),
        ("shop.example", "https://shop.example:8443"),  # a proxy that leaves the port out
        ("[::1]:8501", "http://[::1]:8501"),
        ("shop.example", None),  # no browser
    ],
)
def test_our_own_pages_may_talk(client_of, host, origin):
    client = client_of(middleware=[(SameOrigin, {})])
    seen = headers_seen(client, host=host, **({"origin": origin} if origin else {}))
    # Streamlit compares both once more, and would ask a server on the internet if they differed.
    assert seen["host"] == (origin.split("//")[1] if origin else host)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("shop.example", "https://evil.example"),
        ("shop.example", "https://shop.example.evil.example"),
        ("shop.example", "https://evil.example/shop.example"),
        ("shop.example", "http://localhost:3000"),
        ("localhost:8501", "http://localhost:3000"),
        ("127.0.0.1:8501", "https://shop.example"),  # a proxy that keeps the Host to itself
        ("localhost:8501", "http://127.0.0.1:8501"),
        ("shop.example", "null"),
        ("shop.example", "http://["),
        ("shop.example:x", "https://shop.example"),
        ("shop.example:99999", "https://shop.example"),
        ("shop.example", ""),
    ],
)
def test_pages_of_others_are_refused(client_of, host, origin):
    client = client_of(middleware=[(SameOrigin, {})])
    with pytest.raises(WebSocketDisconnect) as refused:
        headers_seen(client, host=host, origin=origin)
    assert refused.value.code == 1008


@pytest.mark.parametrize(
    ("near", "far", "owner", "marked"),
    [
        ("127.0.0.1", "127.0.0.1", FOREIGN, True),
        ("::1", "::1", FOREIGN, True),
        ("127.0.0.1", "127.0.0.1", OURS, False),
        ("127.0.0.1", "127.0.0.1", None, False),  # not known on this system
        ("192.0.2.1", "192.0.2.7", FOREIGN, False),  # from elsewhere anyway
        ("127.0.0.1", "192.0.2.7", FOREIGN, False),  # a proxy has told where the visitor is
    ],
)
def test_what_another_users_program_passes_on_is_marked(client_of, near, far, owner, marked):
    asked = []
    client = client_of(middleware=[(Peers, {"owner": lambda *ends: asked.append(ends) or owner})], client=(far, 5))
    seen = headers_seen(client, at=f"ws://[{near}]:1" if ":" in near else f"ws://{near}:1")
    assert ("forwarded" in seen) is marked
    assert asked == ([((near, 1), (far, 5))] if "192.0.2" not in near + far else [])


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux says whose a connection is")
@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_the_system_says_whose_a_connection_is(family, host):
    with socket.socket(family) as server:
        server.bind((host, 0))
        server.listen()
        with socket.create_connection(server.getsockname()[:2]) as ours:
            assert owner_of(ours.getpeername()[:2], ours.getsockname()[:2]) == OURS
            assert owner_of((host, 1), ours.getsockname()[:2]) is None


def test_the_tables_of_the_system_are_read_whatever_the_family(tmp_path):
    table = tmp_path / "tcp6"
    table.write_text(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:2135 01 00000000:00000000"
        " 00:00000000 00000000    33        0 1 1\n"
    )
    assert owner_of(("127.0.0.1", 0x2135), ("::ffff:127.0.0.1", 0x1F90), (tmp_path / "none", table)) == 33
    assert owner_of(("127.0.0.1", 0x2136), ("127.0.0.1", 0x1F90), (table,)) is None
