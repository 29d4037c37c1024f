"""Real servers, and what messages made by hand and the traces of a proxy get out of them."""

import socket

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from tests.browser.conftest import _free_port
from tests.browser.servers import DEMO, SECRET, build, here, rerun, served, speaking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["asgi.py", "app.py"])
def server(request, tmp_path_factory):
    """A dashboard that nobody has configured: (main file, port, tokens)."""
    folder = tmp_path_factory.mktemp("open")
    tokens = build(folder)
    with served(folder, request.param, _free_port()) as port:
        yield request.param, port, tokens


# ---- messages made by hand
def test_at_this_machine_the_own_shop_is_shown_unasked(server):
    _, port, _ = server
    with speaking(port, origin=here(port)) as opened:
        assert SECRET in rerun(opened, "customers")
    with speaking(port, host=f"localhost:{port}", origin=f"http://localhost:{port}") as opened:
        assert SECRET in rerun(opened, "customers")


FROM_ELSEWHERE = {
    "another host": {"host": "evil.example", "origin": "http://evil.example"},
    "a name that leads here": {"host": "127.0.0.1.nip.io", "origin": "http://127.0.0.1.nip.io"},
    "no origin": {},
    "origin null": {"origin": "null"},
    "another page's origin": {"origin": "http://evil.example"},
    "x-forwarded-for": {"X-Forwarded-For": "192.0.2.7"},
    "x-forwarded-for, as if local": {"x-forwarded-for": "127.0.0.1"},
    "forwarded": {"Forwarded": "for=192.0.2.7"},
    "x-real-ip": {"X-Real-IP": "192.0.2.7"},
    "via": {"Via": "1.1 proxy"},
}


@pytest.mark.parametrize("how", FROM_ELSEWHERE)
def test_from_elsewhere_it_is_the_demo_shop_or_nothing(server, how):
    _, port, _ = server
    given = dict(FROM_ELSEWHERE[how])
    if "origin" not in given and how != "no origin":
        given["origin"] = here(port)
    if how in ("another page's origin", "origin null"):
        with pytest.raises(InvalidStatus, match="403"), speaking(port, **given):
            pytest.fail("let in")
        return
    with speaking(port, **given) as opened:
        told = "".join(rerun(opened, page) for page in ("customers", "settings"))
    assert SECRET not in told
    assert DEMO in told
    assert "file_uploader" not in told


def test_a_reader_who_asks_for_another_page_gets_the_first(server):
    _, port, tokens = server
    told = []
    with speaking(port, origin=here(port)) as opened:
        for page in ("data", "settings", "sharing", "who_is_who", "quality", "nowhere", ""):
            told.append(rerun(opened, page, f"share={tokens['masked']}", {"$$ID-made-by-hand-share_make": True}))
        told.append(rerun(opened, "settings"))  # the token is gone from the address, the session stays the reader's
    for heard_of in told:
        assert SECRET not in heard_of
        assert "file_uploader" not in heard_of
        assert "Names are hidden." in heard_of
        assert 'url_pathname: "settings"' not in heard_of


def test_a_link_to_one_page_leads_to_no_other(server):
    _, port, tokens = server
    with speaking(port, origin=here(port)) as opened:
        for page in ("customers", "overview", "data"):
            told = rerun(opened, page, f"share={tokens['tiers']}&customer=1")
            assert 'body: "Tiers"' in told
            assert SECRET not in told


@pytest.mark.parametrize("token", ["expired", "never made"])
def test_a_link_that_is_over_shows_nothing(server, token):
    _, port, tokens = server
    with speaking(port, origin=here(port)) as opened:
        told = rerun(opened, "customers", f"share={tokens.get(token, 'x' * 32)}")
    assert "This link does not lead anywhere" in told
    assert SECRET not in told


def test_a_visitor_cannot_clear_the_caches_of_all(server):
    _, port, _ = server
    with speaking(port, host="evil.example", origin="http://evil.example") as opened:
        opened.send(BackMsg(clear_cache=True).SerializeToString())
        assert DEMO in rerun(opened)
    with speaking(port, origin=here(port)) as opened:
        assert SECRET in rerun(opened, "customers")


def status(port: int, method: str, path: str, body: bytes = b"") -> int:
    lines = (
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall("\r\n".join((*lines, "", "")).encode() + body)
        return int(line.recv(64).split()[1])


def test_a_reader_cannot_send_a_file(server):
    main, port, tokens = server
    if main == "app.py":
        pytest.skip("only asgi.py looks before a file is taken; without it the file is held in memory and never read")
    with speaking(port, origin=here(port)) as opened:
        told = rerun(opened, "data", f"share={tokens['masked']}")
        session = told.split('session_id: "', 1)[1].split('"')[0]
        assert status(port, "PUT", f"/_stcore/upload_file/{session}/made-by-hand", b"a,b") == 403
        assert status(port, "DELETE", f"/_stcore/upload_file/{session}/made-by-hand") == 403
    assert status(port, "PUT", "/_stcore/upload_file/nobody/x", b"a,b") == 403
    assert status(port, "GET", "/_stcore/metrics") == 404
