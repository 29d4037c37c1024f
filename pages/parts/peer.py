"""Who holds the other end of this visitor's connection, where both ends are on this machine.

asgi.py marks at the handshake what a proxy of another user passes on (hosting/peers.py), which no hasty end of the
connection can undo; app.py alone has nobody before it who would, and asks here.
"""

from collections.abc import MutableMapping
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hosting import peers
from hosting.peers import owner_of

_TOLD = "peer_told"  # session state: the two ends of the connection, and what was found out


def is_anothers() -> bool:
    """Whether another user's program does, which is a proxy then and no browser; False where it cannot be known."""
    scope = _scope()
    ends = (scope.get("server"), scope.get("client"))
    told: tuple[object, bool] | None = st.session_state.get(_TOLD)
    if told is None or told[0] != ends:  # to look at all connections of the machine takes some milliseconds
        told = st.session_state[_TOLD] = (ends, peers.is_anothers(scope, owner_of))
    return told[1]


def _scope() -> MutableMapping[str, Any]:
    """What is known of the connection; Streamlit has no public way to it."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return {}
    client = runtime.get_instance().get_client(context.session_id)
    found: MutableMapping[str, Any] = getattr(getattr(client, "_websocket", None), "scope", {})
    return found
