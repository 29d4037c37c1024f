"""Links that are fixed to a month: what they show when data have come since, and when that month is gone."""

from dataclasses import replace
from datetime import date

import pytest

from crm_core import building, settings
from crm_core.database import transaction
from crm_core.shares import Wish
from pages.parts import shops
from tests.pages.visits import OWN, PINNED, come, everything, names_in, share, two_shops


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield from two_shops(tmp_path, monkeypatch)


UNFINISHED = date(2024, 6, 15)  # the newest day of the data


def load(*days: str, months: int | None = None) -> None:
    """Orders of Bob's on these days, and the build that follows; it keeps so many months."""
    with shops.cursor("own") as own:
        for day in days:
            own.execute(
                "insert into order_rows by name select 'later ' || $day as order_id, $day::timestamp as ordered_at,"
                " 7 as amount, * exclude (order_id, ordered_at, amount) from order_rows where order_id = 'o1'",
                {"day": day},
            )
        with transaction(own):
            kept = settings.load(own)
            building.build_newest(own, replace(kept, history_months=months or kept.history_months))
        building.fill_history(own)


def customers_shown(app) -> list[str]:
    """Who is in the list, where its head says how many there are."""
    return [name for name in OWN if name in everything(app)]


@pytest.mark.parametrize("segment", [None, "north"])
def test_a_link_pinned_to_an_unfinished_month_shows_the_month_before_once_that_day_is_gone(folder, segment):
    token = share(Wish(pinned_to=UNFINISHED, segment_id=segment, is_masked=False))
    app = come("customers", share=token)
    assert "Data through 15 Jun 2024" in everything(app)
    load("2024-07-03")
    app = come("customers", share=token)
    assert "Data through 31 May 2024" in everything(app)
    assert not app.error
    assert customers_shown(app) == (["Annasecret"] if segment else ["Bobsecret", "Annasecret"])
    assert "Jun 2024" not in everything(app)
    assert "Jul 2024" not in everything(app)


def test_a_link_pinned_to_a_month_that_is_over_stays_on_it(folder):
    token = share(Wish(pinned_to=PINNED, is_masked=False))
    before = customers_shown(come("customers", share=token))
    load("2024-07-03")
    app = come("customers", share=token)
    assert "Data through 30 Apr 2024" in everything(app)
    assert customers_shown(app) == before == ["Bobsecret", "Annasecret"]


@pytest.mark.parametrize("page", ["overview", "customers"])
def test_a_link_pinned_to_a_month_that_is_not_kept_any_more_says_so(folder, page):
    token = share(Wish(pinned_to=PINNED, is_masked=False))
    load("2025-06-03", months=13)
    app = come(page, share=token)
    said = app.error[0].value.replace("\\", "")
    assert said.startswith("This link is fixed to 30 Apr 2024, and that month is not kept any more.")
    assert names_in(app) == []


def test_only_months_that_are_over_can_be_fixed(folder):
    offered = come("sharing").selectbox(key="share_pinned").options
    assert offered[:2] == ["always the newest", "fixed: 31 May 2024"]
    load("2024-06-30")
    assert come("sharing").selectbox(key="share_pinned").options[1] == "fixed: 30 Jun 2024"


def test_the_list_says_what_a_link_shows_whose_day_is_gone(folder):
    share(Wish(pinned_to=UNFINISHED))
    assert "31 May 2024" not in everything_listed(come("sharing"))
    load("2024-07-03")
    assert "15 Jun 2024" in everything_listed(come("sharing"))
    assert "shows 31 May 2024, the last day kept before it" in everything_listed(come("sharing"))
    load("2025-07-03", months=13)
    assert "shows nothing any more: its month is not kept" in everything_listed(come("sharing"))


def everything_listed(app) -> str:
    """What the list of links says, without the form beside it."""
    return "\n".join(element.value for kind in ("markdown", "caption") for element in app.get(kind))
