"""A full disk as a sentence, wherever we write a copy of a file."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from crm_core.errors import UserError
from crm_core.locale import _

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def room_for(file_name: str) -> Iterator[None]:
    """While open, a disk without room for a copy of the file is a UserError. The caller takes its copy away."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise UserError(
            _("There is no room left on the disk to unpack {file_name}. Free some space and try again."),
            file_name=file_name,
        ) from error
