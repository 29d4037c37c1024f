"""Alerts in a manager's words: what changed, since when, and by which rule it is told."""

from datetime import date

from crm_core.locale import _
from crm_core.queries.alerts import SOON_DAYS, Alert
from crm_core.queries.since import Load, Since
from crm_core.settings import Settings
from crm_core.visits import Visit
from pages.parts import filters, words
from pages.parts.changes import SUBJECTS
from pages.parts.move_words import causes
from pages.parts.words import t, tn

RULES: dict[str, str] = {
    "key_lost": _(
        "Shown because they were A, and have been silent for more than {times} times their usual gap and {days} days."
    ),
    "key_lost_soon": _(
        "Shown because within {soon} days they will have been silent for more than {times} times their usual gap and "
        "{days} days, unless they buy."
    ),
    "key_wavering": _(
        "Shown because they are A and waver, and were not both then: silent for more than {wavering} times their usual "
        "gap."
    ),
    "left_a": _("Shown because they were A then and are not now. Who was lost is told in a line of its own."),
    "won_back": _("Good news: they were lost then, have bought again, and are A."),
    "new_key": _("Good news: they were not A then, and are now."),
    "concentration": _("Shown because the ten largest bring at least 2 points more of revenue than they did then."),
    "source": _(
        "Shown because it brings less than 70 % of what was to be expected from all first purchases of these days, "
        "which is more than chance (three standard errors), and was not so then. Below: whom it brought in a year."
    ),
    "new_customers": _(
        "Shown because there are fewer than 80 % of the year before, which is more than chance (three standard "
        "errors), and was not so then. Below: the newest customers."
    ),
    "group": _(
        "Shown because it fell by 5 % or more against all others, which is more than the usual ups and downs of its "
        "customers (three standard errors). Below: who brings less than then."
    ),
    "refunds": _(
        "Shown because at least one more in a hundred did so than a year before, which is more than chance (three "
        "standard errors). Below: who did."
    ),
    "nameless": _("Shown because it is at least one point of revenue more than then."),
}


def rule(alert: Alert, settings: Settings) -> str:
    """Why an alert is shown."""
    code = "group" if alert.code in ("region", "kind", "owner") else alert.code
    return t(
        RULES[code], times=f"{settings.lost_overdue:g}", days=words.count(settings.lost_days),
        soon=words.count(SOON_DAYS), wavering=f"{settings.wavering_overdue:g}",
    ) if "{" in RULES[code] else t(RULES[code])  # fmt: skip


def sentence(alert: Alert, since: date) -> str:
    """What changed: Markdown, names escaped."""
    if alert.customers is not None and alert.code in _OF_CUSTOMERS:
        return _of_customers(alert, since)
    if alert.code in ("region", "kind", "owner"):
        return _of_group(alert)
    day = words.day(since)
    match alert.code:
        case "concentration":
            text = _("The ten largest customers bring **{now}** of revenue; on {date} they brought {before}.")
        case "refunds":
            text = _(
                "**{now}** of the buyers sent something back since {date}; in the same days a year before, {before}."
            )
        case "nameless":
            text = _("**{now}** of revenue names no customer; on {date} it was {before}.")
        case "source":
            return t(
                "Source {label} runs dry: **{now}** first purchases in 91 days; {before} were to be expected.",
                label=f"**{words.escape(words.label('source', alert.group))}**", now=words.count(alert.now),
                before=words.count(round(alert.before or 0)),
            )  # fmt: skip
        case _other:
            return t(
                "**{now}** first purchases in 91 days; in the same days a year before, {before}.",
                now=words.count(alert.now), before=words.count(alert.before),
            )  # fmt: skip
    return t(text, now=_share(alert.now), before=_share(alert.before), date=day)


_OF_CUSTOMERS = ("key_lost", "key_lost_soon", "key_wavering", "left_a", "won_back", "new_key")


def _of_customers(alert: Alert, since: date) -> str:
    n, money = alert.customers or 0, words.escape(words.money(alert.money))
    match alert.code:
        case "key_lost":
            return tn(
                "**{n}** key customer (A) became lost: **{money}** a year.",
                "**{n}** key customers (A) became lost: **{money}** a year.", n, money=money,
            )  # fmt: skip
        case "key_lost_soon":
            return tn(
                "**{n}** key customer (A) becomes lost within {days} days without a purchase: **{money}** a year.",
                "**{n}** key customers (A) become lost within {days} days without a purchase: **{money}** a year.",
                n, days=words.count(SOON_DAYS), money=money,
            )  # fmt: skip
        case "key_wavering":
            return tn(
                "**{n}** key customer (A) began to waver: **{money}** a year. Wavering: {now}; on {date}: {before}.",
                "**{n}** key customers (A) began to waver: **{money}** a year. Wavering: {now}; on {date}: {before}.",
                n, money=money, now=words.count(alert.now), before=words.count(alert.before), date=words.day(since),
            )  # fmt: skip
        case "left_a":
            return tn(
                "**{n}** customer fell out of A: **{money}** less a year.",
                "**{n}** customers fell out of A: **{money}** less a year.", n, money=money,
            ) + _by_cause(alert)  # fmt: skip
        case "won_back":
            return tn(
                "**{n}** lost key customer (A) bought again: **{money}** a year.",
                "**{n}** lost key customers (A) bought again: **{money}** a year.", n, money=money,
            )  # fmt: skip
    return tn(
        "**{n}** customer rose into A: **{money}** more a year.",
        "**{n}** customers rose into A: **{money}** more a year.", n, money=money,
    )  # fmt: skip


def _by_cause(alert: Alert) -> str:
    parts = [f"{name} {words.count(alert.causes[code])}" for code, name in causes().items() if code in alert.causes]
    return f" :gray[:small[{words.escape(' · '.join(parts))}]]" if parts else ""


def _of_group(alert: Alert) -> str:
    name = filters.value_name(alert.code, alert.group)
    fell = t("{subject} fell from {before} to **{now}** ({difference}).").format(
        subject=t(SUBJECTS[alert.code, "revenue"], label=f"**{words.escape(name)}**"),
        before=_money(alert.before), now=_money(alert.now),
        difference=words.escape(words.change(alert.now, alert.before)),
    )  # fmt: skip
    others = t("all others: {change}", change=words.escape(words.change(1 + (alert.others or 0), 1)))
    return f"{fell} :gray[:small[{others}]]"


def _money(value: float | None) -> str:
    return words.escape(words.money(value))


def _share(value: float | None) -> str:
    return words.escape(words.share(value, 1))


def compared(since: Since, load: Load | None, visit: Visit | None) -> str:
    """The date compared with, and why this one."""
    assert since.as_of is not None
    day = words.day(since.as_of)
    if since.way == "import" and load is not None and since.reached is not None:
        return t(
            "Since the import of {on}: compared with {date}, the last month end in the data before it.",
            on=words.day(load.on), date=day,
        )  # fmt: skip
    if since.way == "visit" and visit is not None:
        return t(
            "Since your visit of {on}: compared with {date}, the last month end in the data that you saw then.",
            on=words.day(visit.seen_at.date()), date=day,
        )  # fmt: skip
    if since.asked == "import":
        return t("Nothing before the last import to compare with: compared with the month before, {date}.", date=day)
    if since.asked == "visit":
        return t("Too little history at your last visit: compared with the month before, {date}.", date=day)
    return t("Compared with {date}.", date=day)
