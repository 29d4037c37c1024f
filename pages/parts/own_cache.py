"""What is kept for everybody is not one visitor's to clear.

Any browser, and any program that speaks like one, can ask Streamlit to clear the caches: that would drop the answers of
all visitors, and close the databases under an import. Here nothing is done: who needs it starts the server again.
"""

from streamlit.runtime.app_session import AppSession


def _left_as_it_is(_session: AppSession) -> None:
    """In place of Streamlit's answer to such a message."""


AppSession._handle_clear_cache_request = _left_as_it_is  # type: ignore[assignment, method-assign]
