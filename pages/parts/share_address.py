"""The address of a share link, as the browser of who makes it reaches this server."""

from urllib.parse import urlsplit

import streamlit as st

from pages.parts.visitors import SHARE


def of(token: str) -> str:
    """The whole address."""
    here = urlsplit(st.context.url or "")
    base = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    path = f"/{st.get_option('server.baseUrlPath')}".rstrip("/")
    return f"{base}{path}/?{SHARE}={token}"
