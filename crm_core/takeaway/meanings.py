"""What the words on the pages mean, under the settings that hold: for the report's last page and a workbook's sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from crm_core import labels
from crm_core.locale import _, translator
from crm_core.settings import Settings

MEASURES: tuple[tuple[str, str], ...] = (
    (_("Window"), _("The last {months} months up to the as-of date. Revenue, orders and tiers look at it.")),
    (_("Revenue"), _("Net of refunds, in the window.")),
    (_("Active customers"), _("Customers with a purchase in the window.")),
    (_("Orders"), _("Purchases in the window.")),
    (_("Average order"), _("Revenue divided by orders.")),
    (
        _("Usual gap (days)"),
        _("Between two purchase days of this customer; of a new one, the shop's rhythm counts more."),
    ),
    (_("Overdue (× gap)"), _("Days silent, divided by the usual gap.")),
)
FIELDS: tuple[tuple[str, str], ...] = (("tier", _("Tier")), ("quadrant", _("Loyalty")), ("stage", _("Stage")))


@dataclass(frozen=True)
class Meaning:
    """One word: the group it stands in, the word as a reader sees it, and what it means."""

    group: str
    word: str
    text: str


def measures(settings: Settings, language: str) -> list[Meaning]:
    """The numbers that most pages show."""
    t = translator(language)
    group = t(_("Numbers"))
    return [
        Meaning(group, t(name), t(text).format(months=settings.window_months) if "{" in text else t(text))
        for name, text in MEASURES
    ]


def of_labels(
    settings: Settings, language: str, currency: str, lost_returned: float | None = None, fields: tuple[str, ...] = ()
) -> list[Meaning]:
    """The labels of these fields (all three kinds if none are named) that have a meaning to tell."""
    t: Callable[[str], str] = translator(language)
    found = []
    for field, title in FIELDS:
        if fields and field not in fields:
            continue
        for code in labels.LABELS[field]:
            text = labels.meaning(field, code, settings, language, currency, t)
            if text:
                found.append(Meaning(t(title), labels.named(field, code, t, lost_returned), text))
    return found
