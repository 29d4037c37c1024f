"""The thresholds of the rules: a frozen dataclass in Python, a one-row table in the database."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import duckdb

from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.time_zones import time_zones

CHOICES: dict[str, tuple[str, ...]] = {
    "tier_value": ("revenue", "margin", "expected"),
    "tier_method": ("share", "rank", "amount"),
    "repeat_method": ("median", "fixed"),
}


@dataclass(frozen=True)
class Settings:
    """Every threshold of definitions sections 3 to 12, with its default. Shares are 0–1, times are days or months.

    tier_memory: of how many snapshots the best tier counts; 1 is the present one alone.
    time_zone: the clock that times with an offset are moved to when a file is loaded; "" leaves them as written.
    """

    time_zone: str = ""
    history_months: int = 60
    window_months: int = 12
    warming_up_days: int = 365
    tier_value: str = "revenue"
    tier_method: str = "share"
    tier_share_a: float = 0.80
    tier_share_b: float = 0.95
    tier_rank_a: float = 0.05
    tier_rank_b: float = 0.20
    tier_amount_a: float = 1000.0
    tier_amount_b: float = 200.0
    tier_memory: int = 1
    rising_from: float = 1.5
    falling_to: float = 0.5
    pace_purchase_days: int = 3
    repeat_method: str = "median"
    repeat_at_most: int = 12
    repeat_fixed: int = 2
    survey_months: int = 24
    attitude_high: float = 70.0
    estimate_attitude: bool = True
    estimate_high: float = 50.0
    diamond_share: float = 0.60
    impulsive_share: float = 0.60
    impulsive_orders: int = 3
    behavioural_purchases: int = 4
    behavioural_variation: float = 0.5
    emotional_from: float = 90.0
    lost_overdue: float = 3.0
    lost_days: int = 90
    wavering_overdue: float = 1.5
    wavering_days: int = 30
    solid_purchase_days: int = 6
    solid_tenure_days: int = 365
    forecast_months: int = 12
    discount_rate: float = 0.10
    margin_rate: float = 1.0
    outcome_months: int = 6
    returned_at_most: float = 0.20
    returned_worth_saying: float = 0.40

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise UserError(
                    _("Setting {name} is {value}; it must be one of {choices}."),
                    name=name, value=getattr(self, name), choices=", ".join(choices),
                )  # fmt: skip
        if self.time_zone and self.time_zone not in time_zones():
            raise UserError(
                _("There is no time zone {name}. Choose one such as Asia/Shanghai or Europe/Berlin."),
                name=self.time_zone,
            )
        for name, (low, high) in LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise UserError(
                    _("Setting {name} is {value}; it must lie between {low} and {high}."),
                    name=name, value=getattr(self, name), low=low, high=high,
                )  # fmt: skip
        for lower, higher in ORDERED:
            if getattr(self, lower) >= getattr(self, higher):
                raise UserError(
                    _("Setting {lower} ({low}) must be less than {higher} ({high})."),
                    lower=lower, low=getattr(self, lower), higher=higher, high=getattr(self, higher),
                )  # fmt: skip


LIMITS: dict[str, tuple[float, float]] = {
    "history_months": (13, 240),
    "window_months": (1, 36),
    "warming_up_days": (0, 1095),
    "tier_share_a": (0.01, 0.99),
    "tier_share_b": (0.01, 1.0),
    "tier_rank_a": (0.001, 0.99),
    "tier_rank_b": (0.001, 1.0),
    "tier_amount_a": (0, 1e12),
    "tier_amount_b": (0, 1e12),
    "tier_memory": (1, 12),
    "rising_from": (1.0, 10.0),
    "falling_to": (0.0, 1.0),
    "pace_purchase_days": (2, 100),
    "repeat_at_most": (2, 366),
    "repeat_fixed": (2, 366),
    "survey_months": (1, 60),
    "attitude_high": (0, 100),
    "estimate_high": (0, 100),
    "diamond_share": (0.3, 1.0),
    "impulsive_share": (0.1, 1.0),
    "impulsive_orders": (1, 100),
    "behavioural_purchases": (3, 100),
    "behavioural_variation": (0.1, 2.0),
    "emotional_from": (0, 100),
    "lost_overdue": (1, 50),
    "lost_days": (0, 1095),
    "wavering_overdue": (0.5, 50),
    "wavering_days": (0, 1095),
    "solid_purchase_days": (4, 366),
    "solid_tenure_days": (0, 3650),
    "forecast_months": (3, 36),
    "discount_rate": (0.0, 1.0),
    "margin_rate": (0.01, 1.0),
    "outcome_months": (1, 24),
    "returned_at_most": (0.01, 0.9),
    "returned_worth_saying": (0.05, 1.0),
}
ORDERED = (
    ("tier_share_a", "tier_share_b"),
    ("tier_rank_a", "tier_rank_b"),
    ("tier_amount_b", "tier_amount_a"),
    ("wavering_overdue", "lost_overdue"),
)
_SQL_TYPES = {int: "integer", float: "double", str: "text", bool: "boolean"}


def changed(settings: Settings, **values: Any) -> Settings:
    """The settings with some values replaced; UserError if a value is out of range."""
    return replace(settings, **values)


def parsed(name: str, text: str) -> bool | int | float | str:
    """The value that a text writes for a setting; UserError if there is no such setting or the text is none."""
    kinds: dict[str, Any] = {field.name: type(field.default) for field in fields(Settings)}
    if name not in kinds:
        raise UserError(_("There is no setting {name}."), name=name)
    kind = kinds[name]
    try:
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        value: int | float | str = kind(text)
    except (KeyError, ValueError):
        raise UserError(
            _("Setting {name} cannot be {value}; it is of type {kind}."), name=name, value=text, kind=kind.__name__
        ) from None
    return value


def save(connection: duckdb.DuckDBPyConnection, settings: Settings, temporary: bool = False) -> None:
    """Write the settings as the one row of table `settings`; a temporary one hides it on this connection alone."""
    columns = ", ".join(f"{field.name} {_SQL_TYPES[type(field.default)]}" for field in fields(Settings))
    places = ", ".join(f"${field.name}" for field in fields(Settings))
    connection.execute(f"create or replace {'temp ' if temporary else ''}table settings ({columns})")
    connection.execute(f"insert into settings values ({places})", asdict(settings))


def load(connection: duckdb.DuckDBPyConnection) -> Settings:
    """The settings of the database; the defaults if none were saved yet."""
    exists = connection.execute("select count(*) from duckdb_tables() where table_name = 'settings'").fetchone()
    if exists is None or exists[0] == 0:
        return Settings()
    cursor = connection.execute("from settings")
    names = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    known = {field.name for field in fields(Settings)}
    return Settings(**{n: v for n, v in zip(names, row or (), strict=True) if n in known})
