"""`python run.py` listens to this machine alone unless told otherwise."""

import sys

import pytest

import run

HERE = ["--server.address", "127.0.0.1"]


@pytest.mark.parametrize(
    ("options", "environment", "given"),
    [
        ([], None, HERE),
        (["--server.port", "9000"], None, HERE),
        (["--server.address", "0.0.0.0"], None, []),
        (["--server.address=0.0.0.0"], None, []),
        ([], "0.0.0.0", []),
    ],
)
def test_where_it_listens(monkeypatch, options, environment, given):
    monkeypatch.setattr(sys, "argv", ["run.py", *options])
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    if environment:
        monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", environment)
    assert run.address() == given


def test_it_starts_what_hosting_adds(monkeypatch):
    started = []
    monkeypatch.setattr(sys, "argv", ["run.py", "--server.port", "9000"])
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    monkeypatch.setattr(run, "set_up", lambda files: None)
    monkeypatch.setattr("subprocess.run", lambda command, **_options: started.append(command[1:]) or FakeEnd)
    assert run.main() == 0
    assert started == [["-m", "streamlit", "run", "asgi.py", *HERE, "--server.port", "9000"]]


class FakeEnd:
    returncode = 0
