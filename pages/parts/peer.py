"""Who holds the other end of this visitor's connection, where both ends are on this machine.

asgi.py marks what a proxy of another user passes on (hosting/peers.py); app.py alone has nobody before it who would.
"""

import os
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hosting.peers import LOOPBACK, owner_of

_TOLD = "peer_told"  # session state: the two ends of the connection, and what was found out


def is_anothers() -> bool:
    """Whether another user's program does, which is a proxy then and no browser; False where it cannot be known."""
    scope = _scope()
    near, far = scope.get("server"), scope.get("client")
    if not near or not far or near[0] not in LOOPBACK or far[0] not in LOOPBACK or not hasattr(os, "getuid"):
        return False
    ends = ((near[0], near[1]), (far[0], far[1]))
    told: tuple[object, bool] | None = st.session_state.get(_TOLD)
    if told is None or told[0] != ends:  # to look at all connections of the machine takes some milliseconds
        user = owner_of(*ends)
        told = st.session_state[_TOLD] = (ends, user is not None and user != os.getuid())
    return told[1]


def _scope() -> Mapping[str, Any]:
    """What is known of the connection; Streamlit has no public way to it."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return {}
    client = runtime.get_instance().get_client(context.session_id)
    found: Mapping[str, Any] = getattr(getattr(client, "_websocket", None), "scope", {})
    return found
