"""Streamlit's own files, compressed once and kept: it sends them as they are, 10 MB at a first visit."""

import asyncio
import gzip
from collections.abc import Awaitable
from pathlib import Path

import anyio
import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/static/"
FOLDER = Path(streamlit.__file__).parent / "static"
# Names hold a hash of the content, so an answer is good for ever. Pictures and fonts are compressed as they are.
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
HEADERS = {
    "Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": "public, immutable, max-age=31536000"
}  # fmt: skip
LEVEL = 7


class CompressedFiles:
    """Answers for files below /static/ from memory, if the browser takes gzip; leaves all else to the next."""

    def __init__(self, app: ASGIApp, folder: Path = FOLDER) -> None:
        self.app, self.folder = app, (folder / PREFIX.strip("/")).resolve()
        self._made: dict[str, Awaitable[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the compressed file, or hand the request on."""
        path = self._file(scope)
        if path is None:
            await self.app(scope, receive, send)
            return
        content = await self._compressed(path)
        response = Response(content, 200, HEADERS, TYPES[path.suffix])
        await response(scope, receive, send)

    def _file(self, scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
            return None
        headers = Headers(scope=scope)
        if "gzip" not in headers.get("accept-encoding", "") or "range" in headers or "\0" in scope["path"]:
            return None
        try:
            path = (self.folder / scope["path"].removeprefix(PREFIX).lstrip("/")).resolve()
            return path if path.suffix in TYPES and path.is_relative_to(self.folder) and path.is_file() else None
        except OSError:  # a name longer than a file can have
            return None

    async def _compressed(self, path: Path) -> bytes:
        """The content; two who ask at the same time wait for the same work."""
        made = self._made.get(str(path))
        if made is None:
            made = self._made[str(path)] = asyncio.ensure_future(anyio.to_thread.run_sync(_compress, path))
        try:
            return await asyncio.shield(made)
        except OSError:  # whoever asks next tries again
            self._made.pop(str(path), None)
            raise


def _compress(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), LEVEL, mtime=0)
