"""Processes that work on a database and can be killed: one operation, or the server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS_AT_MOST = 600.0


def begin(name: str, path: Path, *given: str) -> subprocess.Popen[bytes]:
    """Begin an operation (tests/faults/operations.py) on a database."""
    command = [sys.executable, "-m", "tests.faults.operations", name, str(path), *given]
    return _begin(command, path)


def begin_server(path: Path, port: int | None = None) -> subprocess.Popen[bytes]:
    """Begin the server on a database, as `python run.py` does."""
    options = ["--server.port", str(port or free_port()), "--server.address", "127.0.0.1", "--server.headless", "true"]
    return _begin([sys.executable, "-m", "streamlit", "run", "asgi.py", *options], path)


def _begin(command: list[str], path: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"CRM_DB": str(path), "CRM_UPLOADS": str(path.parent / "uploads")}
    with path.with_suffix(".log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )  # fmt: skip


def run(name: str, path: Path, *given: str) -> None:
    """Run an operation to its end. AssertionError with what it said if it fails."""
    process = begin(name, path, *given)
    assert process.wait(SECONDS_AT_MOST) == 0, f"{name} failed: {path.with_suffix('.log').read_text()[-2000:]}"


def serve_until_ready(path: Path) -> None:
    """Run the server until it says that the database can be asked, and end it as a host does."""
    port = free_port()
    server = begin_server(path, port)
    try:
        wait_until_healthy(server, port)
    finally:
        server.terminate()
        server.wait(60)


def wait_until_healthy(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until /healthz says 200."""
    until = time.monotonic() + SECONDS_AT_MOST
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped while starting"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10):
                return
        except (OSError, urllib.error.HTTPError):
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


def wait_for_log(process: subprocess.Popen[bytes], path: Path, seconds: float) -> None:
    """Wait until the log beside the database changes, the process has ended, or it takes too long."""
    log, until = path.with_name(f"{path.name}.wal"), time.monotonic() + seconds
    before = _facts(log)
    while process.poll() is None and time.monotonic() < until and _facts(log) in (before, (0, 0)):
        time.sleep(0.0005)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """kill -9 the process and all that it began; False if it had ended by itself."""
    alive = process.poll() is None
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)
    return alive


def stamp(path: Path) -> tuple[tuple[int, int], ...]:
    """Sizes and times of change of the database and its log: other ones mean that somebody wrote."""
    return _facts(path), _facts(path.with_name(f"{path.name}.wal"))


def _facts(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0
    return facts.st_size, facts.st_mtime_ns


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
