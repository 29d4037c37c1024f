"""Files are taken only from visitors who may load them: a hidden button alone would keep nobody from sending some."""

from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/_stcore/upload_file/"


class UploadGuard:
    """403 for a file of a session whose visitor may not load files. allowed(session_id) knows."""

    def __init__(self, app: ASGIApp, allowed: Callable[[str], bool]) -> None:
        self.app, self.allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 before the body is read, or hand the request on."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX) and scope["method"] != "OPTIONS":
            session_id = scope["path"].removeprefix(PREFIX).split("/")[0]
            if not self.allowed(session_id):
                await PlainTextResponse("Not allowed", 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)
