"""The scope's filters over snapshot_rows, which carries a scope_key in place of region, kind and owner."""

from typing import Any

from crm_core.queries.scope import Scope, condition


def scoped(scope: Scope) -> tuple[str, dict[str, Any]]:
    """A where fragment over the column scope_key, and its $named parameters. Free of charge where all are kept."""
    where, parameters = condition(scope)
    if not scope.is_filtered:
        return "true", parameters
    return f"scope_key in (select scope_key from scopes where {where})", parameters
