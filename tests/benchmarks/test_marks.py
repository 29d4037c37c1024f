"""A run of a page is of before, of after, or it has mixed them."""

import pytest
from streamlit.proto.Element_pb2 import Element

from benchmarks.marks import State, Verdict, head, judged, key, marks, totals
from benchmarks.sessions import Run

VIEW = ("a reader", "overview", "As of Jan 2026")


def shown(*texts: str, answer: str = "", month: str = "") -> Run:
    elements = []
    for text in texts:
        elements.append(Element())
        elements[-1].markdown.body = text
    if answer:
        elements.append(Element())
        elements[-1].html.body = f'<p class="answer" style="x">{answer}</p>'
    if month:
        elements.append(Element())
        elements[-1].selectbox.id, elements[-1].selectbox.raw_value = "$$ID-1-filter_as_of", month
    return Run("overview", 0.1, 100, tuple(elements))


def state(run: Run) -> State:
    found = State()
    found.see("a reader", run)
    found.marks[VIEW], found.totals[VIEW] = marks(run), totals(run)
    return found


BEFORE = state(shown("title", "old", answer="<strong>7</strong> customers of <strong>9</strong>"))
AFTER = state(shown("title", "new", answer="<strong>8</strong> customers of <strong>9</strong>"))


@pytest.mark.parametrize(
    ("texts", "number", "verdict"),
    [
        (("title", "old"), 7, Verdict("before", False)),
        (("title", "new"), 8, Verdict("after", False)),
        (("title", "old"), 8, Verdict("mixed", False)),
        (("title", "old", "new"), 7, Verdict("mixed", False)),
        (("title", "never seen"), 6, Verdict("between", True)),
    ],
)
def test_which_state_a_run_shows(texts, number, verdict):
    run = shown(*texts, answer=f"<strong>{number}</strong> customers of <strong>9</strong>")
    assert judged(VIEW, marks(run), totals(run), BEFORE, AFTER) == verdict


def test_what_changes_while_nothing_happens_is_no_mark():
    found = State()
    found.see("a reader", shown("title", "10:00", month=VIEW[2]))
    found.see("a reader", shown("title", "10:01", month=VIEW[2]))
    assert found.marks[VIEW] == marks(shown("title", month=VIEW[2]))


def test_the_newest_month_is_the_same_view_when_it_is_no_longer_the_newest():
    assert key("a reader", shown(month="As of Jan 2026 (newest)")) == key("a reader", shown(month="As of Jan 2026"))


def test_what_was_chosen_before_and_is_still_there_is_no_mark_of_before():
    after = state(shown("title", "new"))
    after.see_besides("a reader", shown("title", "old", month=VIEW[2]))
    run = shown("title", "old", "new")
    assert judged(VIEW, marks(run), (), BEFORE, state(shown("title", "new"))).state == "mixed"
    assert judged(VIEW, marks(run), (), BEFORE, after).state == "after"


def test_a_choice_is_the_same_mark_whatever_is_said_of_what_is_chosen():
    said, unsaid = shown(month="As of Jan 2026"), shown(month="As of Jan 2026")
    said.elements[0].selectbox.set_value = True
    unsaid.elements[0].selectbox.ClearField("raw_value")
    assert marks(said) == marks(unsaid)
    unsaid.elements[0].selectbox.options.append("As of Feb 2026")
    assert marks(said) != marks(unsaid)


def test_the_list_of_months_tells_with_which_state_a_page_began():
    run = shown("title", month="As of Jan 2026")
    assert {head(run)} == marks(run) - marks(shown("title"))
    assert head(shown("title")) == b""


def test_errors_are_found():
    run = Run("overview", 0.1, 100, (Element(),))
    run.elements[0].alert.body, run.elements[0].alert.format = "it failed", run.elements[0].alert.ERROR
    assert run.errors() == ["it failed"]
