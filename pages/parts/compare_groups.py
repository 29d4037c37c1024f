"""Two segments side by side: how large, what they bring, how they buy, who is in them, revenue by month."""

import streamlit as st

from crm_core.charts import compare as charts
from crm_core.charts.compare import Sides
from crm_core.directions import without_marks
from crm_core.labels import LABELS
from crm_core.locale import _
from crm_core.queries import compare, compare_months
from crm_core.queries.compare import MEASURES, Pair
from crm_core.queries.history import history
from crm_core.queries.scope import Scope
from pages.parts import cards, store, ways, words
from pages.parts.compare_numbers import differences, number_table
from pages.parts.compare_sides import EVERYBODY, Group, Kept, choose_group, groups
from pages.parts.history import say_if_short
from pages.parts.inert import in_answer, inert
from pages.parts.phrases import joined
from pages.parts.switch import switch
from pages.parts.words import t, tn

FIELDS = ("tier", "stage", "quadrant")
MONTHS = {"index": _("Index"), "revenue": _("Revenue")}  # what the picture of the months shows


def compare_groups(now: Kept, scope: Scope) -> None:
    """Two choices, the answer, the numbers, the pictures."""
    found = groups()
    places = st.columns(2)
    with places[0]:
        a = choose_group(now, "a", found)
    with places[1]:
        b = choose_group(now, "b", found)
    behind = store.ask(history, scope.as_of)
    of_a, of_b = (store.ask(compare.numbers, scope, side.conditions, behind.compared_with) for side in (a, b))
    pairs = compare.pairs(of_a, of_b, MEASURES)
    if not (of_a["customers"] and of_b["customers"]):
        empty = b if of_a["customers"] else a
        cards.nothing(t("Nobody is in {name} here. Choose another segment, fewer filters, or another month.",
                        name=inert(empty.name)))  # fmt: skip
        return
    cards.answer(answer(a, b, pairs))
    say_if_short(behind)
    _links(a, b)
    by_month(a, b, scope)
    who_is_in_them(a, b, scope)
    number_table(pairs, a.name, b.name, about(scope), f"compare-{scope.as_of}")


def answer(a: Group, b: Group, pairs: list[Pair]) -> str:
    """The page's first sentence: how large both are, and in what they differ most."""
    if a.id == b.id:
        return t("Both sides are **{name}**: choose another one to compare with.", name=in_answer(a.name))
    by_measure = {pair.measure: pair for pair in pairs}
    size, part = by_measure["customers"], by_measure["revenue_share"]
    n, m = round(size.a or 0), round(size.b or 0)
    first = tn(
        "**{name}**: {n} customer, {share} of revenue; **{other}**: {m}, {part}.",
        "**{name}**: {n} customers, {share} of revenue; **{other}**: {m}, {part}.",
        n, name=in_answer(a.name), other=in_answer(b.name), m=words.count(m), share=words.share(part.a),
        part=words.share(part.b),
    )  # fmt: skip
    most = compare.largest(pairs)
    if not most:
        return joined(first, t("Their customers buy alike."))
    return joined(first, differences(most))


def about(scope: Scope) -> str:
    """What the numbers mean, and of whom they are."""
    return joined(
        t("Money and orders of the window; averages and medians of those who bought in it."),
        t("Retained: of those who were in the group a year before and had bought then, who bought again since."),
        t("Within the filters above.") if scope.is_filtered else "",
    )


def _links(a: Group, b: Group) -> None:
    with st.container(horizontal=True, gap="medium"):
        for group in (a, b):
            ways.link(
                "pages/customers.py", label=t("See: {name}", name=inert(group.name)), icon=":material/groups:",
                parameters=group.link,
            )  # fmt: skip
    if EVERYBODY in (a.id, b.id) and a.id != b.id:
        st.caption(t("“All customers” include those of the other side."))


def by_month(a: Group, b: Group, scope: Scope) -> None:
    """Two lines, of those who are in the groups now."""
    show_months(
        [(without_marks(group.name), store.ask(compare_months.by_month, scope, group.conditions)) for group in (a, b)]
    )


def show_months(sides: Sides, first: str = "index") -> None:
    """The chart with its switch, or what would fill it; by index sides can be compared whatever their size."""
    with st.container(border=True, gap="xsmall"):
        cards.titles(t("Revenue by month"), "")
        column = switch(MONTHS, f"compare_measure_{first}", first)
        st.caption(
            t("Up to 24 whole months; 100 is the average month of each side, so that their shapes can be compared.")
            if column == "index"
            else t("Up to 24 whole months, net of refunds; of segments, what those who are in them now brought.")
        )
        figure = charts.by_month(sides, column, words.look())
        if figure is None:
            cards.nothing(t("There is no whole month with revenue yet: a month of orders fills this."))
            return
        cards.draw(figure, "compare_months", t("Revenue by month"), False)


def who_is_in_them(a: Group, b: Group, scope: Scope) -> None:
    """The labels of both sides as bars of 100 %."""
    frames = [store.ask(compare.labels, scope, group.conditions) for group in (a, b)]
    sides: Sides = [(without_marks(group.name), frame) for group, frame in zip((a, b), frames, strict=True)]
    titles = (t("By tier"), t("By stage"), t("By loyalty"))
    for place, field, title in zip(st.columns(3), FIELDS, titles, strict=True):
        with place, st.container(border=True, height="stretch", gap="xsmall"):
            cards.titles(title, t("Share of the customers."))
            names = {code: words.label(field, code) for code in LABELS[field]}
            figure = charts.shares(sides, field, names, words.look())
            if figure is not None:
                cards.draw(figure, f"compare_{field}", title, False)
            codes = {code if isinstance(code, str) else None for frame in frames
                     for code in frame.loc[frame["field"] == field, "label"]}  # fmt: skip
            cards.legend(field, [code for code in LABELS[field] if code in codes], store.settings())
