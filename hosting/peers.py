"""A proxy on this machine that tells nothing of itself is found out by the user it runs as.

Whoever sits at this machine is asked for nothing. A proxy here that hands on neither the Host nor X-Forwarded-For makes
its visitors look the same, and a program can send any Origin. But the proxy's end of the connection belongs to another
user than the one who started the dashboard, and Linux says so; such a connection is marked as forwarded.
"""

import os
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LOCAL, REMOTE, USER = 1, 2, 7  # columns of these tables
MARK = (b"forwarded", b"for=unknown")


def owner_of(near: tuple[str, int], far: tuple[str, int], tables: tuple[Path, ...] = TABLES) -> int | None:
    """The number of the user whose process holds the far end of a connection on this machine; None if it is unknown."""
    wanted = (_ends(far), _ends(near))
    for table in tables:
        try:
            rows = table.read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            columns = row.split()
            if columns[LOCAL] in wanted[0] and columns[REMOTE] in wanted[1]:
                return int(columns[USER])
    return None


def is_anothers(scope: Scope, owner: Callable[..., int | None]) -> bool:
    """Whether another user's program holds the far end of a connection, both ends being on this machine."""
    near, far = scope.get("server"), scope.get("client")
    if not near or not far or far[0] not in LOOPBACK or near[0] not in LOOPBACK or not hasattr(os, "getuid"):
        return False
    user = owner((near[0], near[1]), (far[0], far[1]))
    return user is not None and user != os.getuid()


def _ends(end: tuple[str, int]) -> tuple[str, ...]:
    """An address as the tables write it: as IPv4, and as IPv4 within IPv6."""
    host, port = end
    if host == "::1":
        return (f"{_hexadecimal(socket.inet_pton(socket.AF_INET6, host))}:{port:04X}",)
    four = socket.inet_pton(socket.AF_INET, host.removeprefix("::ffff:"))
    six = bytes(10) + b"\xff\xff" + four
    return tuple(f"{_hexadecimal(packed)}:{port:04X}" for packed in (four, six))


def _hexadecimal(packed: bytes) -> str:
    """Words of four bytes, each in the byte order of the machine."""
    words = struct.unpack(f"{'<' if sys.byteorder == 'little' else '>'}{len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words)


class Peers:
    """Marks what another user's program on this machine passes on with the header Forwarded."""

    def __init__(self, app: ASGIApp, owner: Callable[..., int | None] = owner_of) -> None:
        self.app, self.owner = app, owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, marked or not."""
        if scope["type"] == "websocket" and is_anothers(scope, self.owner):
            scope = {**scope, "headers": [*scope["headers"], MARK]}
        await self.app(scope, receive, send)
