"""The dashboard as a server of its own, and how much memory it takes; Linux tells that in /proc."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS_TO_START = 300
SECONDS_OF_IDLENESS = 5.0
HELLO = {"STREAMLIT_SERVER_HEADLESS": "true", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}


@dataclass(frozen=True)
class Server:
    """A server under way. log: what it has said so far."""

    port: int
    process: int
    log: Path

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> tuple[float, float]:
        """What it holds now and what it held at most, in GB."""
        lines = Path(f"/proc/{self.process}/status").read_text("utf-8").splitlines()
        found = dict(line.split(":", 1) for line in lines)
        now, most = (int(found[name].split()[0]) / 1024 / 1024 for name in ("VmRSS", "VmHWM"))
        return now, most

    def wait_until_idle(self) -> None:
        """Wait until it computes nothing any more: work goes on after the last month has its labels."""
        busy = True
        while busy:
            before = self._computed()
            time.sleep(SECONDS_OF_IDLENESS)
            busy = self._computed() - before > SECONDS_OF_IDLENESS / 5

    def _computed(self) -> float:
        """Seconds of processor time so far."""
        figures = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")

    def complaints(self) -> list[str]:
        """Lines of the log that tell of errors."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if "Error" in line or "ERROR" in line or "failed" in line]


@contextmanager
def dashboard(database: Path) -> Iterator[Server]:
    """The dashboard on a database, ready for its first visitor."""
    folder = database.parent
    own = {"CRM_DB": str(database), "CRM_UPLOADS": str(folder / "uploads")}
    with _serving(["run", str(ROOT / "asgi.py")], ROOT, own, folder / "server.log", "/healthz") as server:
        yield server


@contextmanager
def hello(folder: Path) -> Iterator[Server]:
    """Streamlit's own hello pages, as `streamlit hello` serves them to anybody."""
    with _serving(["hello"], folder, HELLO, folder / "hello.log", "/_stcore/health") as server:
        yield server


@contextmanager
def _serving(what: list[str], folder: Path, own: dict[str, str], log: Path, health: str) -> Iterator[Server]:
    port = _free_port()
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", *what, *options]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | own, stdout=out, stderr=out)
    server = Server(port, process.pid, log)
    try:
        _wait_for(server.address + health, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except (OSError, urllib.error.HTTPError):
            if process.poll() is not None:
                raise RuntimeError(f"the server stopped while starting: exit code {process.returncode}") from None
            time.sleep(0.2)
    raise RuntimeError(f"the server was not ready after {SECONDS_TO_START} s")
