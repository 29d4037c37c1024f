"""What every test of a page needs: AppTest must start at the frame."""

import runpy

import pytest


@pytest.fixture(autouse=True)
def _start_at_the_frame(monkeypatch):
    """Each AppTest run sees the folder pages/ and would run a page without app.py (see pages/parts/__init__.py)."""

    def frame(main_script_path: str) -> None:
        runpy.run_path(main_script_path, run_name="__main__")

    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner._mpa_v1", frame)
