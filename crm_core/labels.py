"""Every label a customer can carry: its name, a short name and what it means (definitions, sections 4 to 6)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from crm_core import words
from crm_core.locale import _
from crm_core.settings import Settings


@dataclass(frozen=True)
class Label:
    """English msgids: the full name, the name where space is short, and one sentence with places for settings."""

    name: str
    short: str
    meaning: str = ""


TIERS: dict[str | None, Label] = {
    "A": Label(_("A · Key"), _("A"), _("One of the best customers by value in the window.")),
    "B": Label(_("B · Main"), _("B"), _("Next after the key customers by value in the window.")),
    "C": Label(_("C · Ordinary"), _("C"), _("Bought in the window, and is neither key nor main.")),
    None: Label(_("No purchase in the window"), _("No tier"), _("Did not buy in the last {window_months} months.")),
}
TIER_MEANINGS: dict[tuple[str, str], str] = {
    ("share", "A"): _("Among the best customers, who together bring the first {tier_share_a} of value in the window."),
    ("share", "B"): _("After the key customers, up to {tier_share_b} of value in the window."),
    ("share", "C"): _("The other buyers of the window, who bring what is left above {tier_share_b} of value."),
    ("rank", "A"): _("Among the best {tier_rank_a} of the window's customers by value."),
    ("rank", "B"): _("Among the best {tier_rank_b} of the window's customers by value, but not key."),
    ("rank", "C"): _("Bought in the window, but is not among the best {tier_rank_b} by value."),
    ("amount", "A"): _("Brought at least {tier_amount_a} in the window."),
    ("amount", "B"): _("Brought at least {tier_amount_b} in the window, but is not key."),
    ("amount", "C"): _("Bought in the window, for less than {tier_amount_b}."),
}
QUADRANTS: dict[str | None, Label] = {
    "loyal": Label(_("Loyal"), _("Loyal"), _("Likes us and buys often.")),
    "latent": Label(_("Latent loyalty"), _("Latent"), _("Likes us but buys seldom.")),
    "spurious": Label(_("Spurious loyalty"), _("Spurious"), _("Buys often without liking us: habit, or no choice.")),
    "no_loyalty": Label(_("No loyalty"), _("No loyalty"), _("Neither likes us nor buys often.")),
    "unmeasured_repeat": Label(
        _("Attitude unknown, buys often"), _("Unknown, often"), _("Buys often; what this customer thinks is not known.")
    ),
    "unmeasured_occasional": Label(
        _("Attitude unknown, buys seldom"),
        _("Unknown, seldom"),
        _("Buys seldom; what this customer thinks is not known."),
    ),
    None: Label(_("No quadrant"), _("No quadrant"), _("Did not buy in the last {window_months} months.")),
}
STAGES: dict[str | None, Label] = {
    "prospect": Label(_("Prospect"), _("Prospect"), _("Has not bought yet.")),
    "refund_only": Label(_("Refund only"), _("Refund only"), _("No purchase in the data, only a refund.")),
    "acquainted": Label(_("Acquainted"), _("Acquainted"), _("Bought on one day so far, and is not overdue.")),
    "reserved": Label(_("Reserved"), _("Reserved"), _("Bought on 2 or 3 days, still testing us.")),
    "steady": Label(_("Steady"), _("Steady"), _("Bought on 4 days or more and keeps the rhythm.")),
    "solid": Label(
        _("Solid"), _("Solid"), _("At least {solid_purchase_days} purchase days over {solid_tenure_days} days or more.")
    ),
    "won_back": Label(_("Won back"), _("Won back"), _("Was lost within the last 3 months, and bought again.")),
    "wavering": Label(
        _("Wavering"),
        _("Wavering"),
        _("Over {wavering_overdue} times the usual gap and over {wavering_days} days without a purchase."),
    ),
    "lost": Label(
        _("Lost"), _("Lost"), _("Over {lost_overdue} times the usual gap and over {lost_days} days without a purchase.")
    ),
    None: Label(_("No stage"), _("No stage")),
}
KINDS: dict[str | None, Label] = {
    "consumer": Label(_("Consumer"), _("Consumer")),
    "business": Label(_("Business"), _("Business")),
    "institution": Label(_("Institution"), _("Institution")),
    "reseller": Label(_("Reseller"), _("Reseller")),
    "internal": Label(_("Internal"), _("Internal")),
    None: Label(_("None given"), _("None given")),
}
SOURCES: dict[str | None, Label] = {
    "advertising": Label(_("Advertising"), _("Advertising")),
    "trade_show": Label(_("Trade show"), _("Trade show")),
    "mail_or_phone": Label(_("Mail or phone"), _("Mail or phone")),
    "finance": Label(_("Finance department"), _("Finance")),
    "service": Label(_("Service department"), _("Service")),
    "referral": Label(_("Referral"), _("Referral")),
    "walk_in": Label(_("Walk-in"), _("Walk-in")),
    "online": Label(_("Online"), _("Online")),
    None: Label(_("None given"), _("None given")),
}
ATTITUDES: dict[str | None, Label] = {
    "measured": Label(_("Measured"), _("Measured"), _("Answered a survey in the last {survey_months} months.")),
    "estimated": Label(
        _("Estimated"), _("Estimated"), _("No survey answer: judged by rhythm kept and breadth of what was bought.")
    ),
    None: Label(_("Unknown"), _("Unknown"), _("No survey answer, and no sign to judge by.")),
}
DIAMOND: dict[str | None, Label] = {
    "loyalist": Label(
        _("Loyalist"), _("Loyalist"), _("Likes us, and spends {diamond_share} or more on one brand or category.")
    ),
    "habitual": Label(
        _("Habitual buyer"),
        _("Habitual"),
        _("Spends {diamond_share} or more on one brand or category, without liking us."),
    ),
    "variety": Label(
        _("Variety seeker"), _("Variety"), _("Likes us, and spreads the spending over several brands or categories.")
    ),
    "switcher": Label(
        _("Switcher"), _("Switcher"), _("Spreads the spending over several brands or categories, without liking us.")
    ),
    None: Label(
        _("Not in the diamond"),
        _("Unknown"),
        _("Attitude or what was bought is unknown, or nothing was bought lately."),
    ),
}
LOYALTY_TYPES: dict[str | None, Label] = {
    "impulsive": Label(
        _("Impulsive"),
        _("Impulsive"),
        _("{impulsive_share} or more of the orders with a known discount are discounted, {impulsive_orders} or more."),
    ),
    "behavioural": Label(
        _("Behavioural"),
        _("Behavioural"),
        _(
            "{behavioural_purchases} or more purchase days in even steps: the gaps vary by {behavioural_variation} "
            "of their mean or less."
        ),
    ),
    "emotional": Label(
        _("Emotional"), _("Emotional"), _("The newest survey answer is {emotional_from} of 100 or more.")
    ),
    "cognitive": Label(_("Cognitive"), _("Cognitive"), _("Likes us, and none of the other types fits.")),
    None: Label(_("No type"), _("No type"), _("None of the types fits.")),
}
LABELS: dict[str, dict[str | None, Label]] = {
    "tier": TIERS,
    "quadrant": QUADRANTS,
    "stage": STAGES,
    "kind": KINDS,
    "source": SOURCES,
    "attitude": ATTITUDES,
    "diamond": DIAMOND,
    "loyalty_type": LOYALTY_TYPES,
}


def find(field: str, code: object) -> Label:
    """The label of a code of field (a key of LABELS); any missing value is None, an unknown code names itself."""
    text = code if isinstance(code, str) and code != "" else None
    table = LABELS[field]
    if field == "attitude" and text == "unknown":
        text = None
    return table.get(text) or Label(str(text), str(text))


def named(
    field: str,
    code: object,
    translate: Callable[[str], str],
    lost_returned: float | None = None,
    short: bool = False,
) -> str:
    """The label as a reader sees it. "Lost" carries the share (0–1) of those who come back, where it is given: so many
    that the label has to say it."""
    found = find(field, code)
    name = translate(found.short if short else found.name)
    if lost_returned is None or (field, code) != ("stage", "lost"):
        return name
    return translate(_("{label} ({n} of 100 return)")).format(label=name, n=round(100 * lost_returned))


def meaning(
    field: str, code: object, settings: Settings, language: str, currency: str, translate: Callable[[str], str]
) -> str:
    """One sentence that says what a label means under these settings; empty where there is nothing to say."""
    sentence = find(field, code).meaning
    if field == "tier" and isinstance(code, str):
        sentence = TIER_MEANINGS.get((settings.tier_method, code), sentence)
    return translate(sentence).format(**_shown(settings, language, currency)) if sentence else ""


@lru_cache(64)
def _shown(settings: Settings, language: str, currency: str) -> Mapping[str, Any]:
    """The settings as a reader writes them; a page asks for them with each label's meaning."""
    shown: dict[str, Any] = {}
    for name, value in asdict(settings).items():
        if "_share_" in name or "_rank_" in name or name.endswith("_share"):
            shown[name] = words.share(value, language)
        elif "_amount_" in name:
            shown[name] = words.short_money(value, currency, language)
        elif isinstance(value, float):
            shown[name] = f"{value:g}"
        else:
            shown[name] = value
    return shown
