"""What Streamlit answers and nobody here needs is not there: closed by a list of what is."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# Streamlit's own routes that the browser uses. The others tell names of functions and data (metrics), run the
# dashboard for programs (agent, which is also an MCP server), or serve components that this dashboard has none of.
OPEN = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream")
OPEN_BELOW = ("/_stcore/upload_file/",)
CLOSED_BELOW = ("/_stcore", "/component")


def is_open(path: str) -> bool:
    """Whether the path of an address may be answered at all."""
    parts = "/" + "/".join(part for part in path.split("/") if part)
    if not any(parts == closed or parts.startswith(closed + "/") for closed in CLOSED_BELOW):
        return True
    return path in OPEN or path.startswith(OPEN_BELOW)


def refuse_base_path(base_path: str) -> None:
    """SystemExit where Streamlit's routes would not be at the root of the address, where they are guarded."""
    if base_path.strip("/"):
        raise SystemExit("server.baseUrlPath is set, which this server cannot guard: give it a host name of its own")


class Gate:
    """404 for routes that are closed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404, or hand the request on."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        await self.app(scope, receive, send)
