"""Which blocks of a page the monthly report takes, and its glossary."""

from crm_core.settings import Settings
from crm_core.takeaway import meanings
from crm_core.takeaway.blocks import Box, Chart, Column, Drawn, Number, Page, Table, Words
from crm_core.takeaway.meanings import Meaning
from crm_core.takeaway.report import condensed, glossary

TITLE, CAPTION = Words("Tiers", "title"), Words("as of May", "caption")
ANSWER, CHIPS = Drawn('<p class="answer">5 bring it.</p>'), Drawn("<div>chips</div>")
NUMBERS = Box("grid", (Box("card", (Number("Orders", "5"),)),))
PICTURE = Box("card", (Words("Curve", "card_title"), Chart("{}", "{}", "")))
SECOND = Box("card", (Words("More", "card_title"), Chart("{}", "{}", "")))
LIST = Box("card", (Words("List", "card_title"), Table((Column("a"),), ((1,),))))
BOTH = Box("card", (Chart("{}", "{}", ""), Table((Column("a"),), ((1,),))))
WARNING = Words("history too short", "warning")
BLOCKS = (
    Box("stack", (TITLE, CAPTION)), CHIPS, ANSWER, WARNING, NUMBERS, Box("columns", (PICTURE, LIST), (1, 1)),
    SECOND, LIST,
)  # fmt: skip


def test_answer_warning_first_picture_and_first_list():
    (page,) = condensed([Page("tiers", "Tiers", BLOCKS)])
    assert page == Page("tiers", "Tiers", (TITLE, ANSWER, WARNING, PICTURE, LIST))


def test_a_list_of_customers_goes_before_a_few_sums():
    wide = Box("card", (Table(tuple(Column(name) for name in "abcde"), ((1, 2, 3, 4, 5),)),))
    (page,) = condensed([Page("tiers", "Tiers", (LIST, wide))])
    assert page.blocks == (TITLE, wide)


def test_the_overview_brings_its_numbers():
    (page,) = condensed([Page("overview", "Tiers", BLOCKS)])
    assert page.blocks == (TITLE, ANSWER, WARNING, NUMBERS, PICTURE, LIST)


def test_a_page_of_now_says_its_dates():
    (page,) = condensed([Page("tiers", "Tiers", BLOCKS)], dated=True)
    assert page.blocks[:2] == (TITLE, CAPTION)


def test_a_card_with_picture_and_list_is_taken_once():
    (page,) = condensed([Page("tiers", "Tiers", (BOTH,))])
    assert page.blocks == (TITLE, BOTH)


def test_a_page_with_nothing_has_its_title():
    (page,) = condensed([Page("tiers", "Tiers", ())])
    assert page.blocks == (TITLE,)


def test_the_glossary_has_a_card_a_group():
    found = glossary(
        [Meaning("Tier", "A", "best"), Meaning("Tier", "B", "next"), Meaning("Stage", "Lost", "gone")], "en"
    )
    assert found.title == "What the words mean"
    first, second = found.blocks[1:]
    assert first == Box(
        "card",
        (Words("Tier", "card_title"), Table((Column("Word"), Column("Meaning")), (("A", "best"), ("B", "next")))),
    )
    assert second.blocks[0] == Words("Stage", "card_title")


def test_meanings_follow_the_settings():
    found = meanings.of_labels(Settings(tier_share_a=0.7, lost_days=120), "en", "EUR")
    told = {(one.group, one.word): one.text for one in found}
    assert told["Tier", "A · Key"].endswith("bring the first 70% of value in the window.")
    assert "over 120 days" in told["Stage", "Lost"]
    assert ("Stage", "No stage") not in told  # which says nothing
    assert [group for group, _ in told] == sorted((g for g, _ in told), key=["Tier", "Loyalty", "Stage"].index)


def test_only_the_labels_that_are_asked_for():
    groups = {one.group for one in meanings.of_labels(Settings(), "en", "", None, ("customer", "stage"))}
    assert groups == {"Stage"}
    assert meanings.of_labels(Settings(), "en", "", None, ("customer",)) == []


def test_lost_says_how_many_return():
    found = meanings.of_labels(Settings(), "en", "", 0.4, ("stage",))
    assert "Lost (40 of 100 return)" in [one.word for one in found]


def test_measures_name_the_window():
    first = meanings.measures(Settings(window_months=6), "zh_CN")[0]
    assert first == Meaning("指标", "统计窗口", "截至统计截止日的最近 6 个月。销售额、订单和层级都按它计算。")
