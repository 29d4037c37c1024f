"""The route that takes a ticket and streams its file: no file is ever whole in memory."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from crm_core.locale import LANGUAGES, closest_language, translator
from hosting import tickets

# Files are made beside the pages' own work: a few at a time, so that a dozen big ones do not hold up everybody else.
AT_ONCE = 4
LANGUAGE_COOKIE = "crm_language"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def route(now: Callable[[], datetime], used_up: str) -> Route:
    """GET /download/{ticket}: the file, or 410 with the sentence (an English msgid) in the visitor's language."""
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def download(request: Request) -> Response:
        if request.method != "GET":  # to ask about a file must not use up its ticket
            return PlainTextResponse("", 405, {"Allow": "GET"} | HEADERS)
        found = tickets.take(request.path_params["ticket"], now())
        if found is None:
            return PlainTextResponse(translator(_language(request))(used_up), 410, HEADERS)
        pieces = await anyio.to_thread.run_sync(found.make, limiter=limiter)
        try:
            # The first piece is made before anything is answered: what cannot be made at all is no broken file.
            first = await anyio.to_thread.run_sync(next, pieces, None, limiter=limiter)
        except BaseException:
            close(pieces)
            raise
        headers = HEADERS | {"Content-Disposition": disposition(found.file_name)}
        return StreamingResponse(_stream(first, pieces, limiter), media_type=found.mime, headers=headers)

    return Route(tickets.PATH + "{ticket}", download)


async def _stream(first: bytes | None, pieces: Iterator[bytes], limiter: anyio.CapacityLimiter) -> AsyncIterator[bytes]:
    """The pieces, each made in a thread; whoever made them is closed also if the browser goes away in the middle."""
    try:
        piece = first
        while piece is not None:
            yield piece
            piece = await anyio.to_thread.run_sync(next, pieces, None, limiter=limiter)
    finally:
        close(pieces)


def close(pieces: Iterator[bytes]) -> None:
    """End a generator where it stands, so that it lets go of its cursor."""
    if hasattr(pieces, "close"):
        pieces.close()


def disposition(file_name: str) -> str:
    """The header that names the file: for old programs in ASCII, for all others as it is (RFC 6266, RFC 5987)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\/%' else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else closest_language(request.headers.get("accept-language", ""))
