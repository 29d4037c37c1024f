"""/healthz: whether the dashboard can be used, for whoever watches over it."""

import logging
from collections.abc import Callable

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

LOG = logging.getLogger("crm")
PATH = "/healthz"
SECONDS_AT_MOST = 5.0
HEADERS = {"Cache-Control": "no-store"}


def route(ask: Callable[[], object], seconds: float = SECONDS_AT_MOST) -> Route:
    """GET /healthz: 200 if ask() comes back in time, else 503 and why, in words that give nothing away."""

    async def health(_request: Request) -> Response:
        why = "The database has not answered in time."
        with anyio.move_on_after(seconds):
            why = await anyio.to_thread.run_sync(_problem, ask, abandon_on_cancel=True)
        if why:
            return JSONResponse({"ok": False, "why": why}, 503, HEADERS)
        return JSONResponse({"ok": True}, headers=HEADERS)

    return Route(PATH, health)


def _problem(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Exception:
        # What it is in detail can hold paths of this machine: that is for the log.
        LOG.exception("the database cannot be asked")
        return "The database cannot be asked; the log says why."
    return ""
