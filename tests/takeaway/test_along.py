"""The files: pages and the monthly report, with and without names, and what they say of themselves."""

from datetime import date, datetime

import pytest

from crm_core.access import Visitor
from crm_core.errors import UserError
from crm_core.queries.scope import Snapshot
from crm_core.shares import Share
from pages.parts import along
from pages.parts.headless import Reader

NOW = datetime(2026, 3, 11, 8, 0)
OWNER = Reader(Visitor("owner"), "en", {}, {"shop": "own"})
SHARE = Share("s", "", "customers", None, date(2026, 1, 31), False, None, NOW, "", NOW)


def snapshot(as_of, month):
    return Snapshot(as_of, month, month, False, False)


def test_a_month_is_finished_when_its_last_day_is_in():
    found = (snapshot(date(2026, 3, 10), date(2026, 3, 1)), snapshot(date(2026, 2, 28), date(2026, 2, 1)))
    assert along.months(found) == [date(2026, 2, 1)]
    assert along.months((snapshot(date(2026, 3, 31), date(2026, 3, 1)),)) == [date(2026, 3, 1)]


def test_who_sees_no_names_is_as_narrow_as_before():
    masked = along.masked(Visitor("reader", "", SHARE))
    assert (masked.share.is_masked, masked.share.page, masked.share.pinned_to) == (True, "customers", date(2026, 1, 31))
    owner = along.masked(Visitor("owner", "me"))
    assert (owner.role, owner.who, owner.may("names"), owner.sees("overview")) == ("reader", "me", False, True)
    assert not owner.sees("settings")


@pytest.mark.usefixtures("shop")
def test_pages_as_one_file():
    html = along.pages(["overview", "customers"], OWNER, NOW).decode()
    assert html.count("<section") == 2
    assert '<ul class="facts"><li>Data through 10 Mar 2026</li><li>Money in EUR</li></ul>' in html
    assert "&lt;b&gt;Bo&lt;/b&gt;" in html
    assert "<b>Bo" not in html
    assert "Made on 11 Mar 2026." in html


@pytest.mark.usefixtures("shop")
def test_a_page_that_the_visitor_may_not_see_is_not_in_it():
    reader = Reader(along.masked(Visitor("owner")), "en", {}, {"shop": "own"})
    html = along.pages(["customers", "settings"], reader, NOW).decode()
    assert html.count("<section") == 1
    assert "<li>Names, e-mails and phones are hidden</li>" in html
    assert "Annabelle" not in html


@pytest.mark.usefixtures("shop")
def test_the_report_of_the_newest_finished_month():
    html = along.monthly(None, OWNER, NOW).decode()
    assert "<h1>Monthly report · Feb 2026</h1>" in html
    assert "<li>Labels as of 28 Feb 2026, window since 1 Mar 2025</li>" in html
    for name in ("overview", "movement", "tiers", "loyalty", "lifecycle", "flow", "concentration", "cohorts",
                 "forecast", "this_week", "meanings"):  # fmt: skip
        assert f'<section id="{name}">' in html
    assert "<strong>2</strong> customers bought for <strong>€420</strong> since 1 May 2025" in html
    assert "Something went wrong" not in html


@pytest.mark.usefixtures("shop")
def test_an_earlier_month_leaves_out_what_is_about_now():
    html = along.monthly(date(2025, 11, 1), OWNER, NOW).decode()
    assert "<h1>Monthly report · Nov 2025</h1>" in html
    assert '<section id="this_week">' not in html


@pytest.mark.usefixtures("shop")
def test_a_report_in_another_language_without_names():
    reader = Reader(along.masked(Visitor("owner")), "zh_CN", {}, {"shop": "own"})
    html = along.monthly(None, reader, NOW).decode()
    assert '<html lang="zh-CN">' in html
    assert "<h1>月度报告 · 2026年2月</h1>" in html
    assert not any(name in html for name in ("Annabelle", "Zoe Quill", "Bo&lt;", "ann@example"))


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("month", [date(2026, 3, 1), date(2019, 1, 1)])
def test_a_month_that_is_not_finished_or_not_there(month):
    with pytest.raises(UserError, match=f"There is no finished month {month:%Y-%m} in the data."):
        along.monthly(month, OWNER, NOW)
