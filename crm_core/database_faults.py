"""What the disk, the memory and the file of a database can do to us, as sentences that a user can act on."""

import errno

import duckdb

from crm_core.errors import UserError
from crm_core.locale import _


class DamagedError(UserError):
    """The database file itself is damaged: what it holds cannot be read, and the last backup is wanted."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The database file is damaged and cannot be read. Nothing in it has been deleted. The owner can put it "
                "aside and go on with the last backup: on the screen, or with the command “rescue”."
            )
        )


class FullError(UserError):
    """There is no room on the disk."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "There is no room left on the disk. What was under way has been taken back, and everything before it "
                "is kept. Free some space and try again."
            )
        )


LOCKED = ("could not set lock on file", "conflicting lock", "being used by another process")
_DAMAGED = ("corrupt database file", "not a valid duckdb database file", "could not read enough bytes",
            "failure while replaying wal", "computed checksum")  # fmt: skip
_READ_ONLY = ("read-only", "permission denied", "operation not permitted")
_FULL = ("no space left on device", "disk quota exceeded", "not enough space on the disk")


def is_stopped(error: BaseException) -> bool:
    """Whether the open database refuses everything from now on, until it is closed and opened again."""
    return isinstance(error, duckdb.FatalException | duckdb.InternalException)


def told(error: BaseException) -> UserError | None:
    """The sentence for a fault of disk, memory or file; None for any other error, which is ours."""
    if isinstance(error, UserError):
        return error
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return UserError(
            _(
                "The memory was not enough for this. What was under way has been taken back, and everything before it "
                "is kept. Close other programs, load smaller files one after the other, or use a bigger machine."
            )
        )
    if isinstance(error, OSError):
        return _of_the_system(error)
    return _of_the_database(str(error).lower()) if isinstance(error, duckdb.Error) else None


def _of_the_system(error: OSError) -> UserError | None:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullError()
    return _unwritable() if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) else None


def _of_the_database(said: str) -> UserError | None:
    if any(words in said for words in _FULL):
        return FullError()
    if any(words in said for words in _DAMAGED):
        return DamagedError()
    return _unwritable() if any(words in said for words in _READ_ONLY) else None


def _unwritable() -> UserError:
    return UserError(
        _(
            "The folder of the database cannot be written: the disk or the file is read-only, or belongs to somebody "
            "else. Nothing has been changed. Give this program the right to write there and start it again."
        )
    )
