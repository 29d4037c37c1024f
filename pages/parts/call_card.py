"""The five most valuable calls, for Overview."""

from crm_core.call_reasons import NAMES
from crm_core.queries import this_week
from crm_core.queries.scope import Scope
from pages.parts import call_list, store, tables, ways, words
from pages.parts.phrases import unit
from pages.parts.tables import Column
from pages.parts.this_week import week
from pages.parts.words import t

FIRST = 5


def call_card(scope: Scope) -> None:
    """Whom to call first, with the way to all of them; a click opens the profile."""
    now = week(scope)
    found = store.ask(this_week.calls_and_sums, now.scope, now.asked, FIRST)
    every = int(found.sums["calls"].sum())
    row = tables.table(
        found.best.assign(why=[t(NAMES[reason]) for reason in found.best["reason"]]),
        {
            "customer": Column(t("Customer"), pinned=True),
            "money": Column(t("At stake"), "money", help=call_list.stakes()),
            "why": Column(t("Why call")),
            "lost_on": Column(t("Becomes lost on"), "day"),
            "owner": Column(t("Account manager")),
        },
        key="overview_calls",
        title=t("What to do: call these customers"),
        subtitle=t("The five most valuable of {all} calls; a year's money{unit}.", all=words.count(every), unit=unit())
        if now.is_whole
        else t("So far the key customers who waver: others may follow when the months before are computed."),
        empty=t("Nobody of this selection needs a call now.")
        if now.is_whole
        else t("Whom to call is not known yet: it takes the months before."),
        on_click=True,
        below=_all_calls,
    )
    tables.chosen_customer(found.best, row)


def _all_calls() -> None:
    ways.link("pages/this_week.py", label=t("See all calls"), icon=":material/call:")
