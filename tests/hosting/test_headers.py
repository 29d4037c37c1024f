"""Security headers, and Streamlit's files compressed once."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from hosting import compressed, failing
from hosting.compressed import CompressedFiles
from hosting.headers import INDEX, SecurityHeaders, frame_ancestors, policy


@pytest.fixture
def client(client_of):
    async def own(_request):
        return PlainTextResponse("x", headers={"Referrer-Policy": "no-referrer"})

    return client_of(Route("/own", own), middleware=[(SecurityHeaders, {})])


def directives(answer):
    parts = [part.split(" ") for part in answer.headers["content-security-policy"].split("; ")]
    return {name: sources for name, *sources in parts}


def test_every_answer_has_them_also_an_error(client_of):
    async def fail(_request):
        raise ValueError

    client = client_of(Route("/fail", fail), middleware=[(SecurityHeaders, {})])
    client.app.add_exception_handler(Exception, failing.failed)
    for path in ("/", "/tiers", "/fail"):
        answer = client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.status_code == 500
    assert re.fullmatch(r"Something went wrong \(reference [0-9A-F]{4}\); the server's log says where.", answer.text)


def test_a_page_may_load_only_from_here(client):
    answer = client.get("/", headers={"host": "shop.example:8501"})
    found = directives(answer)
    assert found["default-src"] == ["'none'"]
    assert found["connect-src"] == ["'self'", "ws://shop.example:8501"]
    assert found["frame-ancestors"] == ["'none'"]
    assert answer.headers["x-frame-options"] == "DENY"
    elsewhere = [s for sources in found.values() for s in sources if ":" in s and s[-1] != ":" and s[:3] != "ws:"]
    assert elsewhere == []
    assert "'unsafe-inline'" not in found["script-src"]
    assert "'unsafe-eval'" not in found["script-src"]


def test_the_scripts_in_streamlits_page_are_allowed_by_their_hash(client):
    script = INDEX.read_text("utf-8").split("<script>")[1].split("</script>")[0]
    hashed = f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
    assert hashed in directives(client.get("/"))["script-src"]
    assert policy("<p>no script</p>", "'none'").count("sha256") == 0


@pytest.mark.parametrize("host", ["evil; script-src *", "a b", "", "x'y", "shop.example:x"])
def test_a_host_that_is_none_is_left_out(client, host):
    assert directives(client.get("/", headers={"host": host}))["connect-src"] == ["'self'"]


def test_a_routes_own_headers_stay(client):
    assert client.get("/own").headers["referrer-policy"] == "no-referrer"
    assert client.get("/").headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("base", "told", "secure"),
    [
        ("http://shop.example", None, False),
        ("https://shop.example", None, True),
        ("http://shop.example", "https", True),
        ("http://shop.example", "https, http", True),
        ("http://shop.example", "http", False),
    ],
)
def test_only_who_came_by_https_is_told_to_stay_there(client_of, base, told, secure):
    client = client_of(middleware=[(SecurityHeaders, {})], base_url=base)
    answer = client.get("/", headers={"x-forwarded-proto": told} if told else {})
    assert ("strict-transport-security" in answer.headers) is secure
    assert directives(answer)["connect-src"][1] == f"{'wss' if secure else 'ws'}://shop.example"


def test_who_wants_to_show_it_in_a_frame_says_so(client_of, monkeypatch):
    monkeypatch.setenv("CRM_FRAME_ANCESTORS", "'self' https://intranet.example")
    answer = client_of(middleware=[(SecurityHeaders, {"ancestors": frame_ancestors()})]).get("/")
    assert directives(answer)["frame-ancestors"] == ["'self'", "https://intranet.example"]
    assert "x-frame-options" not in answer.headers


def test_a_list_of_frames_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("CRM_FRAME_ANCESTORS", "https://a; script-src *")
    with pytest.raises(SystemExit, match="CRM_FRAME_ANCESTORS"):
        frame_ancestors()


@pytest.fixture
def files(tmp_path, client_of, monkeypatch):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_text("let a = 1;" * 100)
    (tmp_path / "static" / "b.woff2").write_bytes(b"wOF2")
    (tmp_path / "secret.js").write_text("outside")
    made = []
    whole = compressed._compress
    monkeypatch.setattr(compressed, "_compress", lambda path: made.append(path.name) or whole(path))
    return client_of(middleware=[(CompressedFiles, {"folder": tmp_path})]), made


def test_a_file_is_compressed_once(files):
    client, made = files
    answers = [client.get("/static/a.js") for _ in range(3)]
    assert {answer.text for answer in answers} == {"let a = 1;" * 100}
    assert answers[0].headers["content-encoding"] == "gzip"
    assert answers[0].headers["content-type"] == "text/javascript; charset=utf-8"
    assert int(answers[0].headers["content-length"]) < 100
    assert "immutable" in answers[0].headers["cache-control"]
    assert made == ["a.js"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/a.js", {"accept-encoding": "identity"}),
        ("/static/a.js", {"range": "bytes=0-3"}),
        ("/static/b.woff2", {}),
        ("/static/none.js", {}),
        ("/static/%2e%2e/secret.js", {}),
        ("/static/..%2f..%2fsecret.js", {}),
        ("/static/a%00.js", {}),
        (f"/static/{'a' * 300}.js", {}),
        ("/tiers", {}),
    ],
)
def test_all_else_is_left_to_streamlit(files, path, headers):
    client, made = files
    assert client.get(path, headers=headers).text.startswith("GET /")
    assert made == []


def test_a_file_that_could_not_be_read_is_read_again(files, monkeypatch):
    client, _made = files
    whole = compressed._compress
    monkeypatch.setattr(compressed, "_compress", _unreadable)
    assert client.get("/static/a.js").status_code == 500
    monkeypatch.setattr(compressed, "_compress", whole)
    assert client.get("/static/a.js").status_code == 200


def _unreadable(path):
    raise OSError(24, "Too many open files")


def test_what_streamlit_brings_is_compressed():
    path = next((INDEX.parent / "static" / "js").glob("PlotlyChart*.js"))
    assert gzip.decompress(compressed._compress(path)) == path.read_bytes()
