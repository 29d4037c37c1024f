"""Getting ready before the first visitor comes: code loaded, words read, the shop opened."""

import gc
import importlib
import logging
from collections.abc import Callable
from pathlib import Path

from crm_core.locale import LANGUAGES, translator
from crm_core.words import exact_money

LOG = logging.getLogger("crm")
ROOT = Path(__file__).parents[1]
FOLDERS = ("crm_core/charts", "crm_core/queries", "pages/parts")


def warm_up(open_shop: Callable[[], object]) -> None:
    """Load all that a page needs, then leave it out of every later search for garbage.

    Streamlit searches for garbage after each run of a page: with everything loaded that takes longer than the run.
    """
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("[!_]*.py")):
            importlib.import_module(".".join([*folder.split("/"), path.stem]))
    for language in LANGUAGES:
        translator(language)("")
        exact_money(1234.5, "EUR", language)
    try:
        open_shop()
    except Exception:
        # Whoever opens the dashboard is told what to do; the server must be there to say it.
        LOG.exception("the shop could not be opened")
    gc.collect()
    gc.freeze()
