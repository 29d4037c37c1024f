"""The file formats we know, one TOML file each in formats/: what recognises a file, which column is what, habits."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from crm_core.errors import UserError
from crm_core.intake.vocabulary import plain
from crm_core.locale import _

IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
FORMATS = Path(__file__).parent / "formats"
RECOGNISED_SHARE = 0.6  # exports differ between versions and settings of a shop system
RECOGNISED_AT_LEAST = 3


@dataclass(frozen=True)
class Rule:
    """What the words in one column say of the row. only: all other rows do not count; filled: none that has a value;
    refunded: the order was paid back as a whole."""

    column: str
    not_counted: tuple[str, ...] = ()
    refund: tuple[str, ...] = ()
    refunded: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    filled: bool = False


@dataclass(frozen=True)
class AddedWhere:
    """Amounts that are part of `meaning` only where `column` holds one of these values (tax in some countries)."""

    meaning: str
    columns: tuple[str, ...]
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """One layout. A file is recognised by most of `recognised_by` and all of `needs`. `columns`: meaning → the names
    its column may have; generic formats take all known spellings.

    add, subtract: meaning → further columns that are part of it. added_once: amounts of the order (its shipping) that
    each of its lines repeats. first_of: meaning → what separates several values.
    not_counted, counted: status words beside (or against) the common ones; only_counted: no other status counts.
    refund_order_id_prefix: orders whose id starts so are refunds. negative_is_refund: else only what a rule calls so,
    other negative amounts do not count. of_refunds: meaning → its column on rows with a negative amount. fill_down:
    columns whose value holds for the rows below, as group headings do. summed: fields of an order (discount, cost …)
    that are given line by line.
    date_order: how this system writes dates, where the column itself does not tell. currency: what its amounts are
    in, where the file does not say.
    """

    name: str
    label: str
    table: str
    generic: bool = False
    recognised_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    add: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subtract: dict[str, tuple[str, ...]] = field(default_factory=dict)
    added_where: tuple[AddedWhere, ...] = ()
    added_once: tuple[str, ...] = ()
    first_of: dict[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    not_counted: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    only_counted: bool = False
    refund_order_id_prefix: str = ""
    negative_is_refund: bool = True
    of_refunds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fill_down: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    date_order: str = ""
    currency: str = ""

    def likeness(self, names: set[str]) -> tuple[float, int]:
        """Which share (0-1) of the columns that tell this layout a file with these plain names has, and how many."""
        found = sum(plain(name) in names for name in self.recognised_by)
        return (found / len(self.recognised_by) if self.recognised_by else 0.0), found

    def recognises(self, names: set[str]) -> bool:
        """Whether a file with these plain column names looks like this layout."""
        share, found = self.likeness(names)
        if not all(plain(name) in names for name in self.needs):
            return False
        return share == 1 or (share >= RECOGNISED_SHARE and found >= RECOGNISED_AT_LEAST)


@cache
def formats() -> dict[str, Format]:
    """name → format, the generic ones last."""
    found = [_read(path) for path in sorted(FORMATS.glob("*.toml"))]
    return {each.name: each for each in sorted(found, key=lambda each: (each.generic, each.name))}


def likeliest(columns: Iterable[str]) -> list[Format]:
    """The layouts that recognise these columns, the likeliest first."""
    names = {plain(name) for column in columns for name in (column, IN_BRACKETS.sub("", column))}
    known = [each for each in formats().values() if not each.generic and each.recognises(names)]
    return sorted(known, key=lambda each: each.likeness(names), reverse=True)


def format_named(name: str) -> Format:
    """The format with this name; UserError that lists the names if there is none."""
    if name not in formats():
        raise UserError(
            _("There is no format {name}. Choose one of {names}."), name=name, names=", ".join(sorted(formats()))
        )
    return formats()[name]


def _read(path: Path) -> Format:
    data = {key: _frozen(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}
    data["rules"] = tuple(Rule(**rule) for rule in data.get("rules", ()))
    data["added_where"] = tuple(AddedWhere(**each) for each in data.get("added_where", ()))
    return Format(**(data | {"name": path.stem}))


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    return {key: _frozen(each) for key, each in value.items()} if isinstance(value, dict) else value
