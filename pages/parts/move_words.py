"""Moves from label to label in a manager's words: which way, why, and how many of each."""

from collections.abc import Iterable

import pandas as pd

from crm_core.locale import _
from crm_core.queries.movement import Field
from pages.parts import words
from pages.parts.phrases import joined
from pages.parts.words import t, tn

FIELDS: dict[Field, str] = {"tier": _("Tiers"), "quadrant": _("Loyalty"), "stage": _("Stages")}
CAUSES: dict[str, str] = {
    "customer_acted": _("The customer acted"),
    "time_passed": _("Time passed"),
    "cut_off_shifted": _("The cut-off shifted"),
}
HELP = _(
    "Each move has one cause. The cut-off shifted: the others changed, not this customer. The customer acted: bought, "
    "gave back or answered. Time passed: nothing was done, and old purchases or answers left the window."
)
DIRECTIONS: dict[Field, dict[str, str]] = {
    "tier": {"better": _("Promoted"), "worse": _("Demoted")},
    "quadrant": {"better": _("More loyal"), "worse": _("Less loyal"), "neither": _("Neither better nor worse")},
    "stage": {"better": _("Closer to us"), "worse": _("Wavering or lost")},
}
# What a cause means for this kind of label, by direction; * is any.
_DETAILS: dict[tuple[str, str, str], str] = {
    ("tier", "cut_off_shifted", "better"): _("others fell back"),
    ("tier", "cut_off_shifted", "worse"): _("overtaken by others"),
    ("tier", "customer_acted", "better"): _("bought"),
    ("tier", "customer_acted", "worse"): _("gave back, or answered a survey"),
    ("tier", "time_passed", "better"): _("old refunds left the window"),
    ("tier", "time_passed", "worse"): _("old purchases left the window"),
    ("quadrant", "cut_off_shifted", "*"): _("the lines between the quadrants moved"),
    ("quadrant", "customer_acted", "better"): _("bought, or answered a survey"),
    ("quadrant", "customer_acted", "worse"): _("gave back, or answered a survey"),
    ("quadrant", "customer_acted", "neither"): _("bought, gave back, or answered a survey"),
    ("quadrant", "time_passed", "*"): _("buys more seldom, or the answer grew too old"),
    ("stage", "cut_off_shifted", "*"): _("the shop's rhythm changed"),
    ("stage", "customer_acted", "better"): _("bought"),
    ("stage", "customer_acted", "worse"): _("gave back, or answered a survey"),
    ("stage", "time_passed", "better"): _("with us for longer"),
    ("stage", "time_passed", "worse"): _("stayed silent"),
}


def cause(field: str, code: str, direction: str, label_after: object) -> str:
    """One move's cause, in words: "Time passed: stopped buying". label_after: the code of the new label."""
    detail = _DETAILS.get((field, code, direction)) or _DETAILS.get((field, code, "*"), "")
    if field == "tier" and not isinstance(label_after, str):
        detail = _("stopped buying")
    name = t(CAUSES[code])
    return t("{cause}: {detail}", cause=name, detail=t(detail)) if detail else name


def causes() -> dict[str, str]:
    """The causes by code, in words."""
    return {code: t(name) for code, name in CAUSES.items()}


def directions(field: Field) -> dict[str, str]:
    """The directions by code, in words; up comes first."""
    return {code: t(name) for code, name in DIRECTIONS[field].items()}


def answer(moves: pd.DataFrame, field: Field, since: str) -> str:
    """The page's first sentence: who fell and why, who rose and why. since: the earlier date, written."""
    if field == "tier":
        return joined(_fell(moves, since), _rose(moves))
    if field == "stage":
        return joined(_left(moves, since), _came_closer(moves))
    return joined(_less_loyal(moves, since), _more_loyal(moves))


def _fell(moves: pd.DataFrame, since: str) -> str:
    fell = moves[(moves["label_before"] == "A") & (moves["label_after"] != "A")]
    if fell.empty:
        return t("Nobody has fallen out of A since {date}.", date=since)
    stopped, shifted = fell["label_after"].isna(), fell["cause"] == "cut_off_shifted"
    parts = _parts(
        (
            (_n(fell[stopped]), _("{n} stopped buying")),
            (_n(fell[~stopped & shifted]), _("{n} was overtaken"), _("{n} were overtaken")),
            (_n(fell[~stopped & ~shifted]), _("{n} shrank")),
        )
    )
    return tn(
        "Since {date}, **{n}** customer fell out of A, with {money} of revenue then: {parts}.",
        "Since {date}, **{n}** customers fell out of A, with {money} of revenue then: {parts}.",
        _n(fell), date=since, money=words.money(float(fell["revenue_before"].sum())), parts=parts,
    )  # fmt: skip


def _rose(moves: pd.DataFrame) -> str:
    rose = moves[(moves["label_after"] == "A") & (moves["label_before"] != "A")]
    if rose.empty:
        return t("Nobody rose into A.")
    came, shifted = rose["label_before"].isna(), rose["cause"] == "cut_off_shifted"
    parts = _parts(
        (
            (_n(rose[~came & ~shifted]), _("{n} grew")),
            (_n(rose[~came & shifted]), _("{n} as others fell back")),
            (_n(rose[came]), _("{n} new or back after a year")),
        )
    )
    return tn("**{n}** rose into A: {parts}.", "**{n}** rose into A: {parts}.", _n(rose), parts=parts)


def _left(moves: pd.DataFrame, since: str) -> str:
    worse = moves[moves["direction"] == "worse"]
    if worse.empty:
        return t("Nobody has become wavering or lost since {date}.", date=since)
    shifted = worse["cause"] == "cut_off_shifted"
    lost = worse["label_after"] == "lost"
    return tn(
        "Since {date}, **{n}** customer became wavering or lost, with {money} of revenue then: {parts}.",
        "Since {date}, **{n}** customers became wavering or lost, with {money} of revenue then: {parts}.",
        _n(worse),
        date=since,
        money=words.money(float(worse["revenue_before"].sum())),
        parts=_parts(
            (
                (_n(worse[lost & ~shifted]), _("{n} lost")),
                (_n(worse[~lost & ~shifted]), _("{n} wavering")),
                (_n(worse[shifted]), _("{n} only because the shop's rhythm changed")),
            )
        ),
    )


def _came_closer(moves: pd.DataFrame) -> str:
    better = moves[moves["direction"] == "better"]
    back = better[better["label_before"].isin(["wavering", "lost"])]
    new = better[better["label_before"].isin(["prospect", "refund_only"])]
    if better.empty:
        return t("Nobody came closer.")
    parts = _parts(
        (
            (_n(back), _("{n} back from wavering or lost")),
            (_n(new), _("{n} first purchase"), _("{n} first purchases")),
            (_n(better) - _n(back) - _n(new), _("{n} one stage on")),
        )
    )
    return tn("**{n}** came closer: {parts}.", "**{n}** came closer: {parts}.", _n(better), parts=parts)


def _less_loyal(moves: pd.DataFrame, since: str) -> str:
    worse = moves[moves["direction"] == "worse"]
    if worse.empty:
        return t("Nobody has become less loyal since {date}.", date=since)
    return tn(
        "Since {date}, **{n}** customer became less loyal, with {money} of revenue then: {parts}.",
        "Since {date}, **{n}** customers became less loyal, with {money} of revenue then: {parts}.",
        _n(worse), date=since, money=words.money(float(worse["revenue_before"].sum())), parts=_by_cause(worse),
    )  # fmt: skip


def _more_loyal(moves: pd.DataFrame) -> str:
    better = moves[moves["direction"] == "better"]
    if better.empty:
        return t("Nobody became more loyal.")
    return tn("**{n}** became more loyal: {parts}.", "**{n}** became more loyal: {parts}.", _n(better),
              parts=_by_cause(better))  # fmt: skip


def _by_cause(moves: pd.DataFrame) -> str:
    texts = {
        "customer_acted": _("{n} by what they did"),
        "time_passed": _("{n} as time passed"),
        "cut_off_shifted": _("{n} only because the lines moved"),
    }
    return _parts((_n(moves[moves["cause"] == code]), text) for code, text in texts.items())


def _parts(parts: Iterable[tuple[int, str] | tuple[int, str, str]]) -> str:
    """The parts that somebody is in: "21 stopped buying, 9 were overtaken"; a text for one first where it differs."""
    return t(", ").join(tn(texts[0], texts[-1], n) for n, *texts in parts if n)


def _n(moves: pd.DataFrame) -> int:
    return int(moves["customers"].sum())
