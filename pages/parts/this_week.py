"""What the page This week and its card on Overview ask for: the newest day, the reasons that hold, who was called."""

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from crm_core.queries import pace_groups, this_week
from crm_core.queries import scope as scopes
from crm_core.queries.pace_groups import Difference, Which
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked, Reason
from pages.parts import store
from pages.parts.call_done import done_lately

PACED: tuple[Which, ...] = ("falling", "rising")
# Who deserves a call for another reason is told from the months before: from the tier they had, and from what became of
# such customers.
OF_THE_NEWEST_ALONE: tuple[Reason, ...] = ("wavering",)


@dataclass(frozen=True)
class Week:
    """scope: of the newest day; done: the calls of the last 30 days; hidden: groups that do not differ afterwards;
    is_whole: the months before are there, and with them every reason."""

    scope: Scope
    asked: Asked
    done: pd.DataFrame
    hidden: tuple[Difference, ...]
    now: datetime
    is_whole: bool


def week(scope: Scope) -> Week:
    """The calls of now, whatever month is looked at: nobody calls in the past."""
    newest = store.ask(scopes.snapshots)[0]
    kept, now = replace(scope, as_of=newest.as_of), datetime.now()
    done, is_whole = done_lately(kept, now), store.is_complete()
    reasons = this_week.REASONS if is_whole else OF_THE_NEWEST_ALONE
    paced = [which for which in PACED if which in reasons]
    hidden = tuple(found for which in paced if (found := store.ask(pace_groups.differs, which)).is_hidden)
    share = store.ask(this_week.return_share)
    asked = Asked(
        tuple(reason for reason in reasons if reason not in [found.which for found in hidden]),
        tuple(sorted({int(key) for key in done["customer_key"]})),
        1.0 if share is None else share,
    )
    return Week(kept, asked, done, hidden, now, is_whole)
