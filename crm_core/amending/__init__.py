"""Amending what is kept, after it was loaded: undo an import, forget a customer, say who is who."""

from crm_core.amending.changed_values import changed_values
from crm_core.amending.forgetting import Forgotten, customer_called, forget
from crm_core.amending.merging import Pair, decide, take_back
from crm_core.amending.undoing import Undoing, undo, what_goes

__all__ = [
    "Forgotten", "Pair", "Undoing", "changed_values", "customer_called", "decide", "forget", "take_back", "undo",
    "what_goes",
]  # fmt: skip
