"""What tests of hosting share: a small application with one route or one middleware, and a client that asks it."""

import warnings

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would like a successor of httpx, which Streamlit's sign-in does not use
    from starlette.testclient import TestClient


async def _say(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.method} {request.url.path}")


async def _socket(socket) -> None:
    await socket.accept()
    await socket.send_json(dict(socket.headers))
    await socket.close()


@pytest.fixture
def client_of():
    """client_of(routes, middleware…) → a client; what no route takes is answered with its method and path."""

    def make(*routes, middleware=(), **options):
        methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS"]
        rest = [WebSocketRoute("/_stcore/stream", _socket), Route("/{path:path}", _say, methods=methods)]
        wrapped = [Middleware(kind, **given) for kind, given in middleware]
        app = Starlette(routes=[*routes, *rest], middleware=wrapped)
        return TestClient(app, follow_redirects=False, raise_server_exceptions=False, **options)

    return make
