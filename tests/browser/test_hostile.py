"""A shop whose every text wants to run, lead away, break the layout or turn lines round: it stands there as text."""

import pytest

from tests.browser.conftest import running
from tests.faults.hostile_pass import Browser, made, telling

pytestmark = pytest.mark.browser


def test_hostile_texts_are_only_texts(chromium, tmp_path):
    shop = made(tmp_path)
    with running(tmp_path) as address:
        seat = Browser(chromium, address, tmp_path, "en-US", 390)
        found = {visit.name: faults for visit in telling(shop) if (faults := seat.look(visit))}
        assert found == {}
