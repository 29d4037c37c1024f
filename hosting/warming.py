"""Getting ready before the first visitor comes: code loaded, words read, the shop opened."""

import gc
import importlib
import time
from collections.abc import Callable
from pathlib import Path

from crm_core import logs
from crm_core.locale import LANGUAGES, translator
from crm_core.words import exact_money

ROOT = Path(__file__).parents[1]
FOLDERS = ("crm_core/charts", "crm_core/queries", "pages/parts")


def warm_up(open_shop: Callable[[], object]) -> None:
    """Load all that a page needs, then leave it out of every later search for garbage.

    Python looks through all that it holds when it searches for garbage thoroughly; with everything loaded that takes
    longer than a page.
    """
    began = time.monotonic()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("[!_]*.py")):
            importlib.import_module(".".join([*folder.split("/"), path.stem]))
    for language in LANGUAGES:
        translator(language)("")
        exact_money(1234.5, "EUR", language)
    try:
        open_shop()
    except Exception as error:
        # Whoever opens the dashboard is told what to do; the server must be there to say it.
        logs.failed("shop_not_opened", error)
    gc.collect()
    gc.freeze()
    logs.say("ready", seconds=round(time.monotonic() - began, 1))
