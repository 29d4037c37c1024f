"""Why a customer is at its stage, when it wavers or is lost, and the way to the next better stage (section 6)."""

from datetime import date, timedelta
from math import floor

from crm_core.explaining.facts import Facts, Lines
from crm_core.explaining.writer import Writer, plain
from crm_core.settings import Settings

STEADY_FROM = 4  # purchase days


def why(facts: Facts, settings: Settings, w: Writer) -> str:
    """The rule that fired, and the day on which it becomes another if nothing is bought."""
    if facts.last_purchase is None:
        if facts.stage == "refund_only":
            return w.t("{stage} because there is a refund but no purchase.", stage=w.label("stage", facts.stage))
        return w.t("{stage} because nothing was bought yet.", stage=w.label("stage", facts.stage))
    said = _rule(facts, settings, w)
    comes = what_comes(facts, settings)
    if comes is None:
        return said
    stage, day = comes
    return w.then(said, w.t("{stage} from {day} without a purchase.", stage=w.label("stage", stage), day=w.day(day)))


def way(facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str | None:
    """What it takes to the next better stage; None for the solid. Any stage is better than wavering and lost."""
    if facts.last_purchase is None:
        return w.t("{stage} with a first purchase.", stage=w.label("stage", "acquainted"))
    aim = w.label("stage", next_stage(facts, lines, settings) or "solid")
    match facts.stage:
        case "solid":
            return None
        case "lost":
            return w.t("{stage} with any purchase.", stage=aim)
        case "wavering":
            day = facts.last_purchase + timedelta(days=silent_days("lost", facts, settings))
            day = min(day, _won_back_until(facts, lines) or day)
            return w.tn(
                "{stage} with a purchase within {n} day, by {day}.",
                "{stage} with a purchase within {n} days, by {day}.",
                (day - lines.as_of).days, stage=aim, day=w.day(day),
            )  # fmt: skip
        case "won_back":
            return w.t("{stage} after at most 3 month ends without wavering.", stage=aim)
        case "acquainted":
            return w.t("{stage} with a purchase on another day.", stage=aim)
        case "reserved":
            return _more_days(aim, STEADY_FROM - facts.total_purchase_days, w)
    return _to_solid(aim, facts, lines, settings, w)


def next_stage(facts: Facts, lines: Lines, settings: Settings) -> str | None:
    """The next better stage; None at the top and where nothing was bought."""
    if facts.last_purchase is None or facts.stage == "solid":
        return None
    if _won_back_until(facts, lines):
        return "won_back"
    if facts.stage == "steady":
        return "solid"
    days = STEADY_FROM if facts.stage == "reserved" else facts.total_purchase_days + (facts.stage != "won_back")
    return _stage_of(days, facts, lines.as_of, settings)


def what_comes(facts: Facts, settings: Settings) -> tuple[str, date] | None:
    """The worse stage that a customer who bought comes to if nothing is bought, and its first day."""
    assert facts.last_purchase is not None
    if facts.stage == "lost":
        return None
    stages = ("lost",) if facts.stage == "wavering" else ("wavering", "lost")
    days = {stage: silent_days(stage, facts, settings) for stage in stages}
    stage = min(stages, key=lambda stage: (days[stage], stage))
    return stage, facts.last_purchase + timedelta(days=days[stage])


def silent_days(stage: str, facts: Facts, settings: Settings) -> int:
    """The fewest whole days without a purchase that pass both lines of the stage; divided, as the rule does it."""
    limit, least = _line(stage, settings)
    gap = facts.usual_gap_days or 1.0
    days = floor(limit * gap)
    return max(least + 1, days if days / gap > limit else days + 1)


def _line(stage: str, settings: Settings) -> tuple[float, int]:
    if stage == "lost":
        return settings.lost_overdue, settings.lost_days
    return settings.wavering_overdue, settings.wavering_days


def _rule(facts: Facts, settings: Settings, w: Writer) -> str:
    stage, days = w.label("stage", facts.stage), facts.total_purchase_days
    match facts.stage:
        case "lost" | "wavering":
            return _overdue(stage, facts, settings, w)
        case "won_back":
            return w.t(
                "{stage} because lost at one of the 3 month ends before, and bought again on {day}.",
                stage=stage, day=w.day(facts.last_purchase),
            )  # fmt: skip
        case "acquainted":
            return w.t("{stage} because bought on one day so far, {day}.", stage=stage, day=w.day(facts.last_purchase))
        case "reserved":
            return w.t("{stage} because bought on {n} days so far (2 or 3).", stage=stage, n=days)
        case "solid":
            return w.t(
                "{stage} because bought on {n} days so far ({least} or more), the first of them on {day} "
                "({tenure} before or more).",
                stage=stage, n=f"{days:,}", least=f"{settings.solid_purchase_days:,}", day=w.day(facts.first_purchase),
                tenure=w.days(settings.solid_tenure_days),
            )  # fmt: skip
    return w.t("{stage} because bought on {n} days so far (4 or more).", stage=stage, n=f"{days:,}")


def _overdue(stage: str, facts: Facts, settings: Settings, w: Writer) -> str:
    limit, least = _line(facts.stage, settings)
    assert facts.recency_days is not None
    assert facts.overdue is not None
    assert facts.usual_gap_days is not None
    return w.t(
        "{stage} because silent for {days}, {times} times the usual gap of {gap}: "
        "more than {limit} times and more than {least}.",
        stage=stage, days=w.days(facts.recency_days), times=w.number(facts.overdue, limit, places=1),
        gap=w.days(facts.usual_gap_days), limit=plain(limit), least=w.days(least),
    )  # fmt: skip


def _won_back_until(facts: Facts, lines: Lines) -> date | None:
    """The last day on which a purchase makes a wavering or lost customer won back; None if no such day is to come.

    Three month ends remember that a customer was lost. The newest snapshot inside a month gives way to that month's
    end, so being lost at it counts for nothing later.
    """
    if facts.stage == "lost":
        counts = facts.was_lost or (lines.is_month_end and not lines.warming_up)
        return date.max if counts else None
    if facts.stage != "wavering" or facts.lost_at is None:
        return None
    # The end of the third month after: a hundred days after a month's end lie in the fourth.
    until = (facts.lost_at + timedelta(days=100)).replace(day=1) - timedelta(days=1)
    return until if until > lines.as_of else None


def _stage_of(days: int, facts: Facts, as_of: date, settings: Settings) -> str:
    """The stage of who bought on so many days and is not overdue."""
    if days < STEADY_FROM:
        return "acquainted" if days == 1 else "reserved"
    assert facts.first_purchase is not None
    tenure = (as_of - facts.first_purchase).days
    return "solid" if days >= settings.solid_purchase_days and tenure >= settings.solid_tenure_days else "steady"


def _more_days(aim: str, days: int, w: Writer) -> str:
    return w.tn("{stage} with {n} more purchase day.", "{stage} with {n} more purchase days.", days, stage=aim)


def _to_solid(aim: str, facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str:
    assert facts.first_purchase is not None
    days = max(0, settings.solid_purchase_days - facts.total_purchase_days)
    day = facts.first_purchase + timedelta(days=settings.solid_tenure_days)
    if day <= lines.as_of:
        return _more_days(aim, days, w)
    if not days:
        return w.t("{stage} from {day}, if it does not waver before.", stage=aim, day=w.day(day))
    return w.tn(
        "{stage} with {n} more purchase day, from {day} on, if it does not waver before.",
        "{stage} with {n} more purchase days, from {day} on, if it does not waver before.",
        days, stage=aim, day=w.day(day),
    )  # fmt: skip
