"""The answer where a route fails: one sentence, no traceback."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


async def failed(request: Request, _error: Exception) -> Response:
    """500; this answer is made outside of all middleware, so it brings its own headers."""
    return PlainTextResponse(
        "Something went wrong; the details are in the server's log.",
        500,
        {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"},
    )
