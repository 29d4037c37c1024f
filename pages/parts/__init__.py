"""What the screens share: the store, the filters, the cards, the words."""

from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Because of the folder's name, Streamlit runs a page without its frame if a link to that page is the first visit of a
# process (its old multipage mode, which ends when st.navigation is first called). Then: leave that mode, start again.
if PagesManager.uses_pages_directory and get_script_run_ctx() is not None:
    import streamlit as st

    PagesManager.uses_pages_directory = False
    st.rerun()
