"""The file formats we know, one TOML file each in formats/: what recognises a file, which column is what, habits."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from crm_core.errors import UserError
from crm_core.intake.vocabulary import plain
from crm_core.locale import _

FORMATS = Path(__file__).parent / "formats"


@dataclass(frozen=True)
class Format:
    """One layout. `columns`: meaning → the names its column may have; generic formats take all known spellings.

    refund_order_id_prefix: orders whose id starts so are refunds. names_are_unique: a name identifies its customer.
    not_counted: status words of this layout beside the common ones.
    """

    name: str
    label: str
    table: str
    generic: bool = False
    recognised_by: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refund_order_id_prefix: str = ""
    names_are_unique: bool = False
    not_counted: tuple[str, ...] = ()

    def recognises(self, names: set[str]) -> bool:
        """Whether a file with these plain column names is of this layout."""
        return not self.generic and all(plain(name) in names for name in self.recognised_by)


@cache
def formats() -> dict[str, Format]:
    """name → format; the most demanding first, the generic ones last."""
    found = [_read(path) for path in sorted(FORMATS.glob("*.toml"))]
    return {each.name: each for each in sorted(found, key=lambda each: (each.generic, -len(each.recognised_by)))}


def format_named(name: str) -> Format:
    """The format with this name; UserError that lists the names if there is none."""
    if name not in formats():
        raise UserError(
            _("There is no format {name}. Choose one of {names}."), name=name, names=", ".join(sorted(formats()))
        )
    return formats()[name]


def _read(path: Path) -> Format:
    data = tomllib.loads(path.read_text("utf-8"))
    columns = {meaning: tuple(names) for meaning, names in data.pop("columns", {}).items()}
    lists = {key: tuple(data[key]) for key in ("recognised_by", "not_counted") if key in data}
    return Format(**(data | lists | {"name": path.stem, "columns": columns}))
