"""What the page This week and its card on Overview ask for: the newest day, the reasons that hold, who was called."""

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from crm_core.queries import pace_groups, this_week
from crm_core.queries import scope as scopes
from crm_core.queries.pace_groups import Difference, Which
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked
from pages.parts import store
from pages.parts.call_done import done_lately

PACED: tuple[Which, ...] = ("falling", "rising")


@dataclass(frozen=True)
class Week:
    """scope: of the newest day; done: the calls of the last 30 days; hidden: groups that do not differ afterwards."""

    scope: Scope
    asked: Asked
    done: pd.DataFrame
    hidden: tuple[Difference, ...]
    now: datetime


def week(scope: Scope) -> Week:
    """The calls of now, whatever month is looked at: nobody calls in the past."""
    newest = store.ask(scopes.snapshots)[0]
    kept, now = replace(scope, as_of=newest.as_of), datetime.now()
    done = done_lately(kept, now)
    hidden = tuple(found for which in PACED if (found := store.ask(pace_groups.differs, which)).is_hidden)
    share = store.ask(this_week.return_share)
    asked = Asked(
        tuple(reason for reason in this_week.REASONS if reason not in [found.which for found in hidden]),
        tuple(sorted({int(key) for key in done["customer_key"]})),
        1.0 if share is None else share,
    )
    return Week(kept, asked, done, hidden, now)
