"""The button "Copy link" is on every page, once: also where there are no filters to stand beside."""

import pytest

from tests.pages.customer_shop import build
from tests.pages.one_page import frame_around, run


@pytest.mark.parametrize("page", ["data", "quality", "settings", "sharing", "tiers", "who_is_who"])
def test_the_address_can_be_copied(tmp_path, monkeypatch, page):
    folder = frame_around(page, tmp_path, monkeypatch)
    build(folder)
    components = [element.proto.component_name for element in run(folder, page).get("bidi_component")]
    assert components.count("crm_copy_link") == 1
