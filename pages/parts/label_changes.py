"""Changed labels as a table shows them: which kind of label, and from which to which, in words."""

from collections.abc import Callable

import pandas as pd

from crm_core.labels import LABELS
from crm_core.locale import _
from pages.parts import words
from pages.parts.words import t

KINDS = {"tier": _("Tier"), "quadrant": _("Quadrant"), "stage": _("Stage")}


def in_words(rows: pd.DataFrame, name: Callable[[str, object], str] = words.label) -> pd.DataFrame:
    """The rows with `kind`, `before` and `after` as shown, named by `name`: words.label, or words.short for a list.

    rows: field (a key of KINDS), label_before and label_after (codes, none where there is no label). A list may have
    200,000 rows, so each label is named once.
    """
    names = {(field, code): name(field, code) for field in KINDS for code in LABELS[field]}
    kinds = {field: t(title) for field, title in KINDS.items()}

    def named(side: str) -> list[str]:
        codes = (code if isinstance(code, str) else None for code in rows[side])
        return [names[key] for key in zip(rows["field"], codes, strict=True)]

    return rows.assign(
        kind=[kinds[field] for field in rows["field"]], before=named("label_before"), after=named("label_after")
    )
