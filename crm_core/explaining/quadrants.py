"""Why a customer is in its quadrant, and what it takes to the next better one (definitions, section 5).

What a way promises holds at the lines of the snapshot: the repeat line, the breadth line and the shop's rhythm.
"""

from datetime import date, timedelta
from math import ceil

from crm_core.explaining.facts import Facts, Lines
from crm_core.explaining.writer import Writer, plain
from crm_core.settings import Settings

ONE_SIGN = 50  # the estimate of who shows one of two signs


def why(facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str:
    """How often the customer buys and what is known of its attitude, each beside its line."""
    if facts.quadrant is None:
        return w.tn(
            "No quadrant because nothing was bought in the last {n} month.",
            "No quadrant because nothing was bought in the last {n} months.",
            settings.window_months,
        )
    often = w.tn(
        "bought on {n} day of the window (often from {line})",
        "bought on {n} days of the window (often from {line})",
        facts.purchase_days,
        line=f"{lines.often_from:,}",
    )
    return w.t(
        "{quadrant} because {often}, and {attitude}.",
        quadrant=w.label("quadrant", facts.quadrant), often=often, attitude=_attitude(facts, lines, settings, w),
    )  # fmt: skip


def way(facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str | None:
    """What it takes to the next better quadrant; None for the loyal."""
    match facts.quadrant:
        case None:
            return w.t("A quadrant with any purchase.")
        case "loyal":
            return None
        case "latent":
            return _with_purchases("loyal", _days_to_often(facts, lines), facts, lines, settings, w)
        case "spurious" if _a_purchase_pleases(facts, lines, settings):
            return _with_purchases("loyal", max(1, _days_to_often(facts, lines)), facts, lines, settings, w)
        case "no_loyalty" if _a_purchase_pleases(facts, lines, settings):
            aim = "loyal" if _days_to_often(facts, lines) <= 1 else "latent"
            return _with_purchases(aim, 1, facts, lines, settings, w)
        case "spurious" | "unmeasured_repeat":
            return _with_an_answer("loyal", settings, w)
    return _with_an_answer("latent", settings, w)


def first_day_that_keeps_the_rhythm(facts: Facts, lines: Lines, more: int) -> date:
    """The earliest day of the last of so many more purchase days that leaves q ≤ 1 at the next snapshot."""
    assert facts.first_purchase is not None
    end, first = lines.next_date.toordinal(), facts.first_purchase.toordinal()
    days = 2 + facts.total_purchase_days + more - 1

    def overdue(day: int) -> float:
        return (end - day) / ((2 * lines.rhythm_days + day - first) / days)

    day = ceil((days * end - 2 * lines.rhythm_days + first) / (days + 1)) - 1
    while overdue(day) > 1:
        day += 1
    return date.fromordinal(day)


def _attitude(facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str:
    if facts.attitude is None:
        if settings.estimate_attitude:
            return w.tn(
                "attitude is unknown: no survey answer in {n} month, and no sign to estimate it from",
                "attitude is unknown: no survey answer in {n} months, and no sign to estimate it from",
                settings.survey_months,
            )
        return w.tn(
            "attitude is unknown: no survey answer in {n} month, and estimates are switched off",
            "attitude is unknown: no survey answer in {n} months, and estimates are switched off",
            settings.survey_months,
        )
    if facts.attitude_source == "measured":
        line = settings.attitude_high
        return w.t(
            "attitude is {score} of 100 by the newest survey answer (high from {line})",
            score=w.number(facts.attitude, line), line=plain(line),
        )  # fmt: skip
    line = settings.estimate_high
    return w.t(
        "attitude is {score} of 100 by estimate (high from {line}): {signs}",
        score=w.number(facts.attitude, line), line=plain(line), signs=_signs(facts, lines, w),
    )  # fmt: skip


def _signs(facts: Facts, lines: Lines, w: Writer) -> str:
    """The signs that exist; an estimated attitude has one at least."""
    signs = [sign for sign in (_rhythm(facts, w), _breadth(facts, lines, w)) if sign]
    return w.t("{first} and {second}", first=signs[0], second=signs[1]) if len(signs) == 2 else "".join(signs)


def _rhythm(facts: Facts, w: Writer) -> str:
    if facts.total_purchase_days < 2 or facts.recency_days is None or not facts.usual_gap_days:
        return ""
    said = {"days": w.days(facts.recency_days), "gap": w.days(facts.usual_gap_days, facts.recency_days)}
    if facts.recency_days / facts.usual_gap_days <= 1:
        return w.t("silent for {days}, within the usual gap of {gap}", **said)
    return w.t("silent for {days}, past the usual gap of {gap}", **said)


def _breadth(facts: Facts, lines: Lines, w: Writer) -> str:
    if facts.breadth is None or lines.breadth_line is None:
        return ""
    kinds, line = w.number(facts.breadth, lines.breadth_line, places=1), w.number(lines.breadth_line, places=1)
    if facts.breadth >= lines.breadth_line:
        return w.t("{n} kinds of goods a purchase day, at least the usual {line}", n=kinds, line=line)
    return w.t("{n} kinds of goods a purchase day, fewer than the usual {line}", n=kinds, line=line)


def _days_to_often(facts: Facts, lines: Lines) -> int:
    return lines.often_from - facts.purchase_days + facts.leaving_days


def _needs_breadth(lines: Lines, settings: Settings) -> bool:
    """Whether the rhythm alone is too little for a high estimate."""
    return lines.breadth_line is not None and settings.estimate_high > ONE_SIGN


def _a_purchase_pleases(facts: Facts, lines: Lines, settings: Settings) -> bool:
    """Whether a low estimate becomes high by a purchase, because it mends the rhythm."""
    return facts.attitude_source == "estimated" and not _needs_breadth(lines, settings)


def _with_an_answer(quadrant: str, settings: Settings, w: Writer) -> str:
    return w.t(
        "{quadrant} with a survey answer of {n} or more on the scale 0–10.",
        quadrant=w.label("quadrant", quadrant), n=str(ceil(settings.attitude_high / 10)),
    )  # fmt: skip


def _with_purchases(quadrant: str, days: int, facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str:
    """So many more purchase days; an estimated attitude also wants the last of them within the usual gap."""
    said = {"quadrant": w.label("quadrant", quadrant), "day": w.day(lines.next_date)}
    if days > (lines.next_date - lines.as_of).days:
        return w.tn(
            "{quadrant} with {n} more purchase day.", "{quadrant} with {n} more purchase days.",
            days, quadrant=said["quadrant"],
        )  # fmt: skip
    if facts.attitude_source != "estimated":
        return w.tn(
            "{quadrant} with {n} more purchase day by {day}.", "{quadrant} with {n} more purchase days by {day}.",
            days, **said,
        )  # fmt: skip
    soonest = lines.as_of + timedelta(days=days)
    start = max(first_day_that_keeps_the_rhythm(facts, lines, days), soonest)
    said["start"] = w.day(start)
    if _needs_breadth(lines, settings):
        return w.tn(
            "{quadrant} with {n} more purchase day from {start} to {day}, as varied as before.",
            "{quadrant} with {n} more purchase days by {day}, the last from {start} on, all as varied as before.",
            days, **said,
        )  # fmt: skip
    if start > soonest:
        return w.tn(
            "{quadrant} with {n} more purchase day from {start} to {day}.",
            "{quadrant} with {n} more purchase days by {day}, the last from {start} on.",
            days, **said,
        )  # fmt: skip
    return w.tn(
        "{quadrant} with {n} more purchase day by {day}.", "{quadrant} with {n} more purchase days by {day}.",
        days, **said,
    )  # fmt: skip
