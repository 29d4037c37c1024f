"""What the log says of requests: the route and the answer, never the address."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.websockets import WebSocketDisconnect

from hosting.gate import Gate
from hosting.origins import SameOrigin
from hosting.records import Records, route_of
from hosting.uploads import UploadGuard

TOKEN = "Abc-_0123456789xyzXYZ000"


@pytest.fixture
def told(caplog):
    caplog.set_level("INFO", "crm")

    def found():
        return [record.fields | {"seconds": 0} for record in caplog.records if record.name == "crm"]

    return found


def line(route, status, method="GET"):
    return {"route": route, "method": method, "status": status, "seconds": 0}


async def _no(_request):
    return PlainTextResponse("no", 404)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"/s/{TOKEN}", "share"),
        (f"/s/{TOKEN}/report.html", "report"),
        (f"/download/{TOKEN}", "download"),
        ("/healthz", "health"),
        (f"/_stcore/upload_file/{TOKEN}/1", "upload"),
        ("/_stcore/stream", "stream"),
        ("/_stcore/metrics", "streamlit"),
        ("/component/a", "component"),
        (f"/media/{TOKEN}.csv", "media"),
        ("/", "page"),
        (f"/{TOKEN}", "page"),
    ],
)
def test_a_route_has_a_name_and_no_address(path, name):
    assert route_of(path) == name


def test_what_only_looks_and_gets_it_is_not_told(client_of, told):
    client = client_of(Route("/missing", _no), middleware=[(Records, {})])
    for path in ("/", f"/?share={TOKEN}", f"/s/{TOKEN}", "/missing"):
        client.get(path)
    assert told() == []


def test_what_is_refused_is_told_without_its_address(client_of, told):
    missing = Route("/s/{token}", _no)
    client = client_of(missing, middleware=[(Records, {}), (Gate, {})])
    client.get(f"/s/{TOKEN}?name=Ann+Smith")
    client.get(f"/_stcore/metrics?share={TOKEN}")
    assert told() == [line("share", 404), line("streamlit", 404)]


def test_what_brings_something_is_told(client_of, told):
    client = client_of(middleware=[(Records, {}), (UploadGuard, {"allowed": {"editor"}.__contains__})])
    client.put("/_stcore/upload_file/editor/1")
    client.put(f"/_stcore/upload_file/{TOKEN}/1")
    client.request("BREW", "/tea")
    assert told() == [line("upload", 200, "PUT"), line("upload", 403, "PUT"), line("page", 405, "other")]


def test_a_websocket_is_told_where_it_is_refused(client_of, told):
    client = client_of(middleware=[(Records, {}), (SameOrigin, {})])
    with client.websocket_connect("/_stcore/stream", headers={"origin": "http://testserver"}) as opened:
        opened.receive_json()
    assert told() == []
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers={"origin": "https://evil.example"}) as opened,
    ):
        opened.receive_json()
    assert told() == [line("stream", 403)]
