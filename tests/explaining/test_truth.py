"""Following the advice leads to the label it names: what a sentence says is done, the shop is built again and compared.

The advice holds at the lines of the day. So the lines are pinned here: amounts for tiers, a fixed repeat line, and a
rhythm of 30 days by nine customers who keep it, whatever the one who is looked at does.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from crm_core.explaining.texts import Reasons
from crm_core.labels import LABELS
from crm_core.settings import Settings
from tests.explaining.explained import reasons
from tests.shop import Shop

SETTINGS = Settings(
    tier_method="amount", tier_amount_a=300, tier_amount_b=100, repeat_method="fixed", repeat_fixed=3, history_months=13
)
CODES = {
    field: {label.short if field == "tier" else label.name: code for code, label in labels.items()}
    for field, labels in LABELS.items()
}
BETTER = {"A": {"A"}, "B": {"A", "B"}, "loyal": {"loyal"}, "latent": {"latent", "loyal"}}
MONEY = r"£([\d,.]+\d)"
DAY = r"(\d+ \w+ \d{4})"


def pinned() -> Shop:
    """Nine customers with a rhythm of 30 days, in a shop that is two years old."""
    shop = Shop()
    shop.order("old", "2023-01-10", 1)
    for number in range(9):
        for back in (0, 30, 60):
            shop.order(f"pin{number}", str(date(2025, 2, 10) - timedelta(back)), 1)
    return shop


# Days of purchase, counted back from the last day of the data, and a survey answer.
LIVES: dict[str, tuple[list[int], int | None]] = {
    "never": ([], None),
    "once": ([5], None),
    "once, disliked it": ([5], 3),
    "once, liked it": ([5], 9),
    "late": ([80], None),
    "late, and lost soon": ([88], None),
    "gone": ([200], 8),
    "gone for over a year": ([400], None),
    "gone and back": ([390, 5], None),
    "twice": ([40, 10], 5),
    "twice, liked it": ([40, 10], 10),
    "four times, lately": ([100, 70, 40, 10], None),
    "four times, long ago": ([500, 300, 40, 10], None),
    "six times, lately": ([100, 80, 60, 40, 20, 5], 6),
    "six times, long ago": ([500, 400, 300, 200, 100, 5], 9),
    "in haste, then silent": ([30, 28, 26, 24, 22, 20], None),
    "in haste, twice": ([12, 8], None),
    "in haste a year ago": ([*range(390, 370, -1), 5], None),
    "lost three months ago, back, and late in mid-month": ([190, 185, 70], None),
    "lost three months ago, back, and late at its end": ([205, 200, 88], None),
}
DAYS = (date(2025, 2, 10), date(2025, 2, 28))


def with_a_life(life: str, as_of: date) -> Shop:
    """The pinned shop and one customer with this life, up to a day."""
    shop, (days, score) = pinned(), LIVES[life]
    for number, back in enumerate(days):
        shop.order("ann", str(as_of - timedelta(back)), 20 + 30 * (number % 3))
    if score is not None:
        shop.answer("ann", str(as_of - timedelta(3)), score)
    shop.customer("ann", joined_on=as_of - timedelta(700))
    shop.order("tick", str(as_of), 1)
    return shop


def day_of(life: str) -> date:
    """Every other life ends at a month's end."""
    return DAYS[list(LIVES).index(life) % 2]


def read(text: str) -> date:
    """A day as the sentences write it."""
    return datetime.strptime(text, "%d %b %Y").date()


def more_money(shop, as_of, found):
    shop.order("ann", str(read(found[2])), float(found[1].replace(",", "")))


def an_answer(shop, as_of, found):
    shop.answer("ann", str(as_of), int(found[1]), line=9)


def days_up_to(place):
    """So many purchase days, the last on the day that stands at this place of the sentence; the other day passes."""

    def buy(shop, as_of, found):
        last = read(found[place]) if place else as_of + timedelta(int(found[1]))
        for number in range(int(found[1])):
            shop.order("ann", str(last - timedelta(number)), 1)
        for text in found.groups()[1:]:
            shop.order(f"tock {text}", str(read(text)), 1)

    return buy


def a_purchase(shop, as_of, found):
    shop.order("ann", str(read(found[1])), 1)


def every_20_days(shop, as_of, found):
    for number in range(1, (read(found[1]) - as_of).days // 20 + 1):
        shop.order("ann", str(as_of + timedelta(20 * number)), 1)
    shop.order("tock", str(read(found[1])), 1)


def four_months(shop, as_of, found):
    for number in range(1, 7):
        shop.order("ann", str(as_of + timedelta(20 * number)), 1)


def soon(shop, as_of, found):
    shop.order("ann", str(as_of + timedelta(9)), 1)


# What is done for which words; the first that is found.
DEEDS = (
    (f"with {MONEY} more by {DAY}", more_money),
    (r"answer of (\d+) or more", an_answer),
    (rf"more purchase days?, from {DAY} on, if it does not waver", every_20_days),
    (rf"(\d+) more purchase days? by {DAY}, the last from {DAY} on", days_up_to(3)),
    (rf"(\d+) more purchase days? from {DAY} to {DAY}", days_up_to(2)),
    (rf"(\d+) more purchase days? by {DAY}", days_up_to(0)),
    (r"(\d+) more purchase days?\.", days_up_to(0)),
    (rf"within \d+ days?, by {DAY}", a_purchase),
    (rf"from {DAY}, if it does not waver", every_20_days),
    ("after at most 3 month ends", four_months),
    ("with (any|a first) purchase|with a purchase on another day", soon),
)


def follow(shop: Shop, as_of: date, sentence: str) -> None:
    """Do what the sentence of this day says; fails on a sentence that says nothing that can be done."""
    pattern, deed = next((pattern, deed) for pattern, deed in DEEDS if re.search(pattern, sentence))
    deed(shop, as_of, re.search(pattern, sentence))


def aim(field: str, sentence: str) -> set[str]:
    """The labels that keep the sentence's promise: the one it begins with, or a better one."""
    if sentence.startswith(("A tier with", "A quadrant with")):
        return {code for code in LABELS[field] if code is not None}
    name = max((name for name in CODES[field] if sentence.startswith(name)), key=len)
    code = CODES[field][name]
    if "after at most 3 month ends" in sentence:
        return {"reserved", "steady", "solid"}
    return BETTER.get(code, {code})


@cache
def told(life: str) -> Reasons:
    """What is said of the life on its day."""
    return reasons(with_a_life(life, day_of(life)), SETTINGS)["ann"]


@pytest.mark.parametrize("life", LIVES)
def test_the_advice_is_true(life):
    said = told(life)
    for field in ("tier", "quadrant", "stage"):
        sentence = getattr(said, field).way
        if sentence is None:
            continue
        shop = with_a_life(life, day_of(life))
        follow(shop, day_of(life), sentence)
        shop.build(SETTINGS, history=False)
        assert shop.newest(field)["ann"] in aim(field, sentence), sentence


def test_every_kind_of_advice_was_followed():
    ways = [
        way for life in LIVES for way in (told(life).tier.way, told(life).quadrant.way, told(life).stage.way) if way
    ]
    followed = {next(pattern for pattern, _deed in DEEDS if re.search(pattern, way)) for way in ways}
    assert followed == {pattern for pattern, _deed in DEEDS}


@pytest.mark.parametrize("method", ["share", "rank"])
@pytest.mark.parametrize("name", ["dee", "eli"])
def test_the_money_that_is_missing_suffices_on_the_day_itself(method, name):
    def shop():
        made = Shop()
        for customer, amount in (("ann", 520), ("bob", 250), ("cy", 130), ("dee", 60), ("eli", 40)):
            made.order(customer, "2024-04-09", amount)
        return made

    settings = Settings(tier_method=method, tier_rank_a=0.2, tier_rank_b=0.5)
    sentence = reasons(shop(), settings)[name].tier.way
    again = shop()
    again.order(name, "2024-04-09", float(re.search(MONEY, sentence)[1]))
    again.build(settings, history=False)
    assert again.newest("tier")[name] in BETTER[sentence[0]]


@pytest.mark.parametrize("life", [life for life, (days, _score) in LIVES.items() if days and days[-1] < 90])
def test_a_stage_comes_on_the_day_that_is_said_and_not_before(life):
    shop = with_a_life(life, day_of(life))
    said = told(life).stage.why
    label, day = re.search(rf"(\w+) from {DAY} without a purchase\.$", said).groups()
    for at, expected in ((read(day) - timedelta(1), False), (read(day), True)):
        shop.order("tock", str(at), 1)
        shop.build(SETTINGS, history=False)
        assert (shop.newest("stage")["ann"] == label.lower()) is expected, (said, at)
