"""/healthz: whether the dashboard can be used, for whoever watches over it."""

from collections.abc import Callable, Mapping

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crm_core import logs

PATH = "/healthz"
SECONDS_AT_MOST = 5.0
HEADERS = {"Cache-Control": "no-store"}


def route(
    ask: Callable[[], object], seconds: float = SECONDS_AT_MOST,
    about: Callable[[], Mapping[str, object]] = dict,
) -> Route:  # fmt: skip
    """GET /healthz: 200 and about() if ask() comes back in time, else 503 and why, in words that give nothing away."""

    async def health(_request: Request) -> Response:
        why = "The database has not answered in time."
        with anyio.move_on_after(seconds):
            why = await anyio.to_thread.run_sync(_problem, ask, abandon_on_cancel=True)
        if why:
            return JSONResponse({"ok": False, "why": why}, 503, HEADERS)
        return JSONResponse({"ok": True, **about()}, headers=HEADERS)

    return Route(PATH, health)


def _problem(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Exception as error:
        # What it is in detail can hold paths of this machine: that is for the log.
        reference = logs.failed("database_not_answering", error)
        return f"The database cannot be asked; the log says why (reference {reference})."
    return ""
