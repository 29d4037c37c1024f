"""Security headers on every answer: what a page of this dashboard may load, who may show it in a frame."""

import os
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAME_ANCESTORS = "CRM_FRAME_ANCESTORS"  # environment: who may show the dashboard in a frame, as a CSP source list
SOURCES = re.compile(r"[\w\-.:/*' ]+")
HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
NOBODY = "'none'"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECURE = {"Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin"}


def policy(index: str, frame_ancestors: str) -> str:
    """The Content-Security-Policy for Streamlit's page; {host} is left to be filled.

    index: the text of the page, whose own inline scripts are allowed by their hash and no others. Streamlit makes its
    styles in the browser, loads the script of a component as a blob, its reader of messages as WebAssembly, one
    font from its own styles, and Plotly makes pictures of blobs; each was tried without in Chromium, and missed.
    """
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in INLINE_SCRIPT.findall(index)
    )
    return "; ".join((
        "default-src 'none'",
        f"script-src 'self' blob: 'wasm-unsafe-eval' {hashes}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'{host}",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"frame-ancestors {frame_ancestors}",
    ))  # fmt: skip


def frame_ancestors() -> str:
    """Who may show the dashboard in a frame: nobody, unless the environment says so."""
    wanted = os.environ.get(FRAME_ANCESTORS, "").strip()
    if wanted and not SOURCES.fullmatch(wanted):
        raise SystemExit(f"{FRAME_ANCESTORS} is {wanted!r}: not a list of addresses such as https://shop.example")
    return wanted or NOBODY


class SecurityHeaders:
    """Adds the headers to every answer that goes through; a route's own stay."""

    def __init__(self, app: ASGIApp, ancestors: str = NOBODY) -> None:
        self.app, self.ancestors = app, ancestors
        self.policy = policy(INDEX.read_text("utf-8"), ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, and put the headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.put(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, with_headers)

    def put(self, headers: MutableHeaders, scope: Scope) -> None:
        """Set what is not set yet."""
        for name, value in FIXED.items():
            headers.setdefault(name, value)
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Content-Security-Policy", self.policy.format(host=_web_socket(scope)))
        if self.ancestors == NOBODY:
            headers.setdefault("X-Frame-Options", "DENY")
        if is_secure(scope):
            for name, value in SECURE.items():
                headers.setdefault(name, value)


def is_secure(scope: Scope) -> bool:
    """Whether the browser asked by https, itself or through a proxy that says so."""
    told = Headers(scope=scope).get("x-forwarded-proto", "").split(",")[0].strip()
    return "https" in (scope.get("scheme"), told)


def _web_socket(scope: Scope) -> str:
    """The WebSocket's address, for browsers that do not take it to be the page's own; " wss://host"."""
    host = Headers(scope=scope).get("host", "")
    return f" {'wss' if is_secure(scope) else 'ws'}://{host}" if HOST.fullmatch(host) else ""
