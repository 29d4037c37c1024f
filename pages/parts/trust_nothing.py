"""What the Trust page says while no past date has an outcome."""

from crm_core.queries.trust import Reach
from pages.parts import cards, ways, words
from pages.parts.guard import DATA_PAGE
from pages.parts.words import t


def say_what_would_fill_it(reach: Reach) -> None:
    """How many months the test takes, how many there are, and what to do."""
    if reach.is_enough:
        cards.answer(t("The labels of the past are being computed. Come back in a minute."))
        return
    cards.answer(
        t(
            "Nobody can tell yet: to test the labels takes **{needed}** months of orders; you have **{n}**.",
            needed=words.count(reach.months_needed), n=words.count(reach.months_there),
        )
    )  # fmt: skip
    cards.nothing(
        t(
            "A label is believable if its customers then did what it says. That takes a year of orders to give labels "
            "from, and the months after it to see what became of them. Orders from before {first}, or through {ready}, "
            "fill this page.",
            first=words.day(reach.first_day), ready=words.day(reach.ready_on),
        )
    )  # fmt: skip
    ways.link(DATA_PAGE, label=t("Upload older exports"), icon=":material/upload_file:")
