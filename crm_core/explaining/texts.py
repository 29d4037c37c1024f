"""The explanations of many customers as columns of a list or a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crm_core.explaining import quadrants, stages, tiers
from crm_core.explaining.facts import NO_PLACE, Facts, Lines, Place, places
from crm_core.explaining.writer import Writer
from crm_core.settings import Settings

Name = Literal["tier_why", "quadrant_why", "stage_why", "next_step"]
NAMES: tuple[Name, ...] = ("tier_why", "quadrant_why", "stage_why", "next_step")
WITH_PLACE = ("share", "rank")  # methods whose rule is a place among all values
URGENT = ("prospect", "refund_only", "wavering", "lost")  # stages whose own way comes before that of the tier


class Reason(NamedTuple):
    """Why a label is carried, and the way to the next better one; None: it is the best already."""

    why: str
    way: str | None


@dataclass(frozen=True)
class Reasons:
    """One customer's three labels explained."""

    tier: Reason
    quadrant: Reason
    stage: Reason


def explain_one(facts: Facts, place: Place, lines: Lines, settings: Settings, w: Writer) -> Reasons:
    """All three labels of a customer, for its profile."""
    return Reasons(
        Reason(tiers.why(facts, place, lines, settings, w), tiers.way(facts, lines, w)),
        Reason(quadrants.why(facts, lines, settings, w), quadrants.way(facts, lines, settings, w)),
        Reason(stages.why(facts, settings, w), stages.way(facts, lines, settings, w)),
    )


def explain(
    rows: Sequence[Facts],
    names: Sequence[Name],
    lines: Lines,
    settings: Settings,
    sorted_values: NDArray[np.int64],
    w: Writer,
) -> dict[Name, list[str]]:
    """One column of texts per name, in the order of the rows.

    sorted_values: the positive values of the snapshot in rising order; empty where `needs_places` says no.
    """
    columns: dict[Name, list[str]] = {}
    for name in names:
        match name:
            case "tier_why":
                found = place_of(rows, settings, sorted_values)
                columns[name] = [
                    tiers.why(facts, place, lines, settings, w) for facts, place in zip(rows, found, strict=True)
                ]
            case "quadrant_why":
                columns[name] = [quadrants.why(facts, lines, settings, w) for facts in rows]
            case "stage_why":
                columns[name] = [stages.why(facts, settings, w) for facts in rows]
            case "next_step":
                columns[name] = [next_step(facts, lines, settings, w) for facts in rows]
    return columns


def needs_places(names: Sequence[str], settings: Settings) -> bool:
    """Whether the values of all customers are asked for."""
    return "tier_why" in names and settings.tier_method in WITH_PLACE


def place_of(rows: Sequence[Facts], settings: Settings, sorted_values: NDArray[np.int64]) -> list[Place]:
    """The place of each row among all values; where the method asks for none, NO_PLACE."""
    if settings.tier_method not in WITH_PLACE:
        return [NO_PLACE] * len(rows)
    return places(sorted_values, [facts.value for facts in rows])


def next_step(facts: Facts, lines: Lines, settings: Settings, w: Writer) -> str:
    """The one way to go first: for who is wavering, lost or has not bought it is the stage's, else the first there is.

    "Already the best." where no label has a better one.
    """
    urgent = stages.way(facts, lines, settings, w) if facts.stage in URGENT else None
    return (
        urgent
        or tiers.way(facts, lines, w)
        or quadrants.way(facts, lines, settings, w)
        or stages.way(facts, lines, settings, w)
        or w.t("Already the best.")
    )
