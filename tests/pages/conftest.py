"""What every test of a page needs: AppTest must start at the frame, and look for Streamlit's components only once."""

import runpy
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.pages import one_page
from tests.pages.one_page import SECRET

# Each AppTest would read the metadata of every package that is installed, which takes as long as most pages.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def _start_at_the_frame(monkeypatch):
    """Each AppTest run sees the folder pages/ and would run a page without app.py (see pages/parts/__init__.py)."""

    def frame(main_script_path: str) -> None:
        runpy.run_path(main_script_path, run_name="__main__")

    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner._mpa_v1", frame)


@pytest.fixture(autouse=True)
def _at_this_machine(monkeypatch):
    """AppTest has no browser and no server: its visitor sits at this machine, and customers' random keys are known."""
    monkeypatch.setattr("crm_core.access.is_local", lambda bound_to, headers, remote: True)
    monkeypatch.setattr("pages.parts.peer._scope", dict)
    monkeypatch.setattr("pages.parts.shops.fresh_secret", lambda: SECRET)


@pytest.fixture(autouse=True)
def _replacements_are_known_here(monkeypatch):
    """Who has replaced more than every test does shares no run of a page (see one_page.py)."""
    one_page.replaced = monkeypatch
    yield
    one_page.replaced = None
