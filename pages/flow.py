"""Is the bucket leaking? Customers who came, came back and left, month by month (definitions, section 8)."""

import pandas as pd
import streamlit as st

from crm_core.charts import flow as charts
from crm_core.charts.flow import Measure, Step
from crm_core.locale import _
from crm_core.queries import flow
from pages.parts import cards, store, ways, words
from pages.parts.cards import Kpi
from pages.parts.filters import header
from pages.parts.flow_list import list_of_customers
from pages.parts.guard import DATA_PAGE
from pages.parts.phrases import joined, unit
from pages.parts.switch import switch
from pages.parts.words import t

MEASURES: dict[Measure, str] = {"customers": _("Customers"), "revenue": _("Revenue")}
_MONTH = "month"  # parameter of the address: the month of the waterfall and the list
YEAR = 12


def page() -> None:
    """One run of the page."""
    scope = header(t("Flow"))
    months = store.ask(flow.by_month, scope)
    if months.empty:
        cards.nothing(t("A flow needs two months. Choose fewer filters or a later month, or upload older exports."))
        ways.link(DATA_PAGE, label=t("Upload older exports"), icon=":material/upload_file:")
        return
    bars = st.container()
    at = chosen(months)
    month = months.iloc[at]
    with bars:
        cards.answer(joined(answer(month), of_the_year(months, at)))
        if month["warming_up"]:
            short()
        numbers(months, at)
        measure = switch(MEASURES, "flow_measure")
        left, right = st.columns([2, 3])
        with left:
            waterfall(month, measure)
        with right:
            by_month(months, measure)
    list_of_customers(scope, month)


def chosen(months: pd.DataFrame) -> int:
    """The place of the month looked at: the one clicked or in the address, else the last that is over."""
    ids = [month.strftime("%Y-%m") for month in months["month"]]
    for measure in MEASURES:
        event = st.session_state.get(f"flow_months_{measure}")
        picked = cards.clicked(event) if event else []
        if picked and picked[0] != st.session_state.get("flow_clicked"):
            st.query_params[_MONTH] = picked[0][0]
            st.session_state["flow_clicked"] = picked[0]
    wanted = st.query_params.get(_MONTH)
    if wanted in ids:
        return ids.index(wanted)
    return len(ids) - 2 if months["is_running"].iloc[-1] and len(ids) > 1 else len(ids) - 1


def answer(month: pd.Series) -> str:
    """The page's first sentence: one month."""
    name, lost, new = words.month(month["month"]), words.count(month["lost"]), words.count(month["new"])
    if month["is_running"]:
        return t(
            "So far in {month} (until {day}) we lost **{lost}** and won **{new}**.",
            month=name, day=words.day(month["as_of"]), lost=lost, new=new,
        )  # fmt: skip
    if not month["lost"]:
        return t("In {month} we lost nobody and won **{new}**.", month=name, new=new)
    return t(
        "In {month} we lost **{lost}** and won **{new}**: **{rate}** new for each lost.",
        month=name, lost=lost, new=new, rate=words.decimal(month["replacement"], 2),
    )  # fmt: skip


def of_the_year(months: pd.DataFrame, at: int) -> str:
    """The months up to this one together, twelve at most; months with too short a history are left out."""
    year = months.iloc[max(0, at - YEAR + 1) : at + 1]
    year = year[~year["warming_up"] & ~year["is_running"]]
    if len(year) < 2:
        return ""
    lost, new, returned = (int(year[name].sum()) for name in ("lost", "new", "returned"))
    values = {"lost": words.count(lost), "new": words.count(new), "returned": words.count(returned)}
    values["n"] = words.count(len(year))
    if not lost:
        return t("In {n} months together: nobody lost, {new} won, {returned} came back.", **values)
    return t(
        "In {n} months together: {lost} lost, {new} won (**{rate}** for each lost), and {returned} came back.",
        **values, rate=words.decimal(new / lost, 2),
    )  # fmt: skip


def short() -> None:
    """What warming up means for this page."""
    st.caption(
        ":orange[:material/hourglass_top:] "
        + t("Less than a year of data lies before this month: who is new or lost is not certain yet.")
    )


def numbers(months: pd.DataFrame, at: int) -> None:
    """The month in numbers, beside the same month a year before."""
    month = months.iloc[at]
    before = months.iloc[at - YEAR] if at >= YEAR and not months.iloc[at - YEAR]["warming_up"] else None
    vs = t("vs a year before") if before is not None else ""
    trend = months.iloc[max(0, at - YEAR + 1) : at + 1]

    def kpi(name: str, label: str, text: str, change: str, good: str, about: str) -> Kpi:
        return Kpi(label, text, change, vs, trend[name].tolist(), good, help=about)  # type: ignore[arg-type]

    def changed(name: str) -> str:
        return words.change(month[name], before[name]) if before is not None else ""

    nobody = t("nobody lost")
    cards.kpis(
        [
            kpi("closing", t("Active at the end"), words.count(month["closing"]), changed("closing"), "up",
                t("Bought at least once and are not lost.")),
            kpi("new", t("New"), words.count(month["new"]), changed("new"), "up",
                t("First purchase in the month. Of them first seen: {n}; the data begin less than a year before, so "
                  "they may have bought before that.", n=words.count(month["first_seen"]))),
            kpi("returned", t("Came back"), words.count(month["returned"]), changed("returned"), "up",
                t("Were lost at the end of the month before, and bought since.")),
            kpi("lost", t("Lost"), words.count(month["lost"]), changed("lost"), "down",
                t("Became lost in the month because time passed.")),
            kpi("replacement", t("New for each lost"),
                nobody if not month["lost"] else words.decimal(month["replacement"], 2), changed("replacement"), "up",
                t("Replacement rate: new ÷ lost. Below 1 the bucket runs dry.")),
            kpi("retention", t("Kept"), words.share(month["retention"], 1),
                words.points(month["retention"], before["retention"]) if before is not None else "", "up",
                t("Retention: 1 − lost ÷ active at the beginning.")),
        ]
    )  # fmt: skip


def steps(month: pd.Series, measure: Measure) -> list[Step]:
    """The waterfall's steps; those that never happen in most months are left out where they are 0."""
    end = "" if measure == "customers" else "_revenue"
    first_seen = month[f"first_seen{end}"]
    found: list[Step] = [(t("Before"), "total", month[f"opening{end}"])]
    if month["new"] - month["first_seen"] or not month["first_seen"]:
        found.append((t("New"), "in", month[f"new{end}"] - first_seen))
    if month["first_seen"]:
        found.append((t("First seen"), "first_seen", first_seen))
    found += [(t("Came back"), "in", month[f"returned{end}"]), (t("Lost"), "out", -month[f"lost{end}"])]
    if month["reclassified"] or month[f"reclassified{end}"]:
        found.append((t("Rule shift"), "change", month[f"reclassified{end}"]))
    if measure == "revenue":
        found.append((t("Who stayed"), "change", month["stayed_change"]))
    return [*found, (t("After"), "total", month[f"closing{end}"])]


def waterfall(month: pd.Series, measure: Measure) -> None:
    """The month as steps from what was there to what is there."""
    found = steps(month, measure)
    about = t("Customers who are not lost.")
    if measure == "revenue":
        about = t("Window revenue{unit} of customers who are not lost; “who stayed” is the change of theirs.",
                  unit=unit())  # fmt: skip
    cards.chart(
        t("The bucket in {month}", month=words.month(month["month"])),
        charts.waterfall(found, measure, words.look()),
        key=f"flow_waterfall_{measure}",
        subtitle=joined(
            about,
            t("Rule shift: lost or not only because the shop's rhythm changed.") if month["reclassified"] else "",
            t("The axis does not begin at 0.") if charts.starts_above_zero(found) else "",
        ),
        empty=t("Nothing happened in this month."),
    )


def by_month(months: pd.DataFrame, measure: Measure) -> None:
    """Every month; a click looks at that month."""
    names = {"new": t("New"), "returned": t("Came back"), "lost": t("Lost")}
    cards.chart(
        t("Month by month"),
        charts.by_month(months, names, measure, words.look()),
        key=f"flow_months_{measure}",
        subtitle=joined(
            t("Up: new, and paler those who came back. Down: lost. Click a month to look at it."),
            t("Hatched: history too short.") if months["warming_up"].any() else "",
            t("Its tallest bars are cut off.") if charts.is_cut(months, measure) else "",
            t("The last month is not over yet.") if months["is_running"].iloc[-1] else "",
        ),
        on_click=True,
    )


page()
