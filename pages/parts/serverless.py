"""For a process without a server, as on the command line."""

import logging
from pathlib import Path

from streamlit import runtime
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.caching.storage.dummy_cache_storage import MemoryCacheStorageManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

ROOT = Path(__file__).parents[2]


def without_server() -> None:
    """Make what buttons and components ask a server for.

    It listens to nothing. Never beside a server: there can be only one in a process.
    """
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # which would say that there is no browser
    if not runtime.exists():
        Runtime(
            RuntimeConfig(
                script_path=str(ROOT / "app.py"),
                media_file_storage=MemoryMediaFileStorage("/headless"),
                uploaded_file_manager=MemoryUploadedFileManager("/headless"),
                cache_storage_manager=MemoryCacheStorageManager(),
            )
        )
