"""/s/{token}/report.html: the monthly report of a share link, for a scheduler while the dashboard runs."""

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import date, datetime

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crm_core.errors import UserError
from crm_core.locale import LANGUAGES, closest_language, translator
from hosting.share_links import HEADERS, TOKEN

MONTH = re.compile("[1-9][0-9]{3}-(0[1-9]|1[0-2])")
Wanted = tuple[str, date | None, str]  # the token, the month (None: the newest), the language
KEPT = 8  # reports: to make one is the work of many page views, and a link can be fetched by many
POLICY = "sandbox allow-scripts allow-downloads allow-modals"


def route(now: Callable[[], datetime]) -> Route:
    """GET /s/{token}/report.html?month=2026-10&language=zh_TW: the report; the newest finished month if none is named.

    404 for a token that opens no whole dashboard, or needs a password: who has none must not learn which.
    """
    kept: OrderedDict[tuple[Wanted, str], bytes] = OrderedDict()
    one_at_a_time = anyio.CapacityLimiter(1)

    async def report(request: Request) -> Response:
        token, language = request.path_params["token"], _language(request)
        month = request.query_params.get("month", "")
        if not TOKEN.fullmatch(token):
            return PlainTextResponse("Not found", 404, HEADERS)
        if month and not MONTH.fullmatch(month):
            return PlainTextResponse("month must be written as 2026-10", 400, HEADERS)
        chosen = date.fromisoformat(f"{month}-01") if month else None
        try:
            content = await anyio.to_thread.run_sync(
                _made, kept, (token, chosen, language), now(), limiter=one_at_a_time
            )
        except UserError as error:
            return PlainTextResponse(error.say(translator(language)), 404, HEADERS)
        if content is None:
            return PlainTextResponse("Not found", 404, HEADERS)
        # The file brings its own rules on what may run; the server's would forbid the chart library inside it.
        headers = HEADERS | {"Content-Security-Policy": POLICY}
        return Response(content, media_type="text/html; charset=utf-8", headers=headers)

    return Route("/s/{token}/report.html", report)


def _made(kept: OrderedDict[tuple[Wanted, str], bytes], wanted: Wanted, now: datetime) -> bytes | None:
    """The report, from what is kept if the data are still those; None if the link opens nothing."""
    from pages.parts import shared_report  # only now: its caches look for the server when they are first read

    token, month, language = wanted
    found = shared_report.find(token, now)
    if found is None:
        return None
    key = (wanted, shared_report.build_of(found))
    if key not in kept:
        kept[key] = shared_report.report(found, month, language, now)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return kept[key]


def _language(request: Request) -> str:
    asked = request.query_params.get("language", "")
    return asked if asked in LANGUAGES else closest_language(request.headers.get("accept-language", ""))
