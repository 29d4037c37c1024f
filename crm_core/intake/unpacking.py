"""Packed files into plain ones: the tables of a ZIP, the sheets of a workbook. Anything else stays as it is."""

import errno
import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from crm_core.errors import UserError
from crm_core.intake.room import room_for
from crm_core.locale import _

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin"}
TEXTS, WORKBOOKS = (".csv", ".tsv", ".txt", ".tab", ".gz"), (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".tgz")
MOST_MEMBERS = 1000
MOST_UNPACKED_BYTES = 32 << 30
MOST_UNPACKED_TO_PACKED = 200  # text shrinks some ten times, zeros a thousand times
SMALL = 64 << 20  # what may be unpacked in any case
NAMES_SAID, LONGEST_NAME = 5, 120
READER = Path(__file__).with_name("workbook.py")
PASSWORD = _("{file_name} is protected by a password. Save it without one, and choose it again.")
DAMAGED = _("{file_name} is damaged: it cannot be unpacked. Copy or export it again.")
TOO_BIG = _("{file_name} unpacks to far more than a table would. Unpack it yourself and check it.")


@dataclass(frozen=True)
class Packed:
    """A plain file: where it lies, and what the user calls it ('orders.zip › march.csv')."""

    path: Path
    file_name: str


def unpacked(path: Path | str, file_name: str, folder: Path) -> list[Packed]:
    """The tables in the file, each as a plain file; those of a ZIP or workbook are written into `folder`.

    Raises UserError if it is protected, damaged, a bomb, without tables, or if the disk is full; then nothing is left.
    """
    with room_for(file_name), _all_or_nothing() as written:
        return _unpacked(Packed(Path(path), file_name), folder, written, nested=False)


def is_packed(path: Path) -> bool:
    """Whether the file is a ZIP or a workbook, by its first bytes."""
    start = _start(path)
    return start.startswith(ZIP_MARKS) or start == OLD_OFFICE_MARK


def _start(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(len(OLD_OFFICE_MARK))


@contextmanager
def _all_or_nothing() -> Iterator[list[Path]]:
    """The files written so far; they go if anything goes wrong."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _unpacked(packed: Packed, folder: Path, written: list[Path], nested: bool) -> list[Packed]:
    start = _start(packed.path)
    if start == OLD_OFFICE_MARK:
        if _is_encrypted(packed.path):
            raise UserError(PASSWORD, file_name=packed.file_name)
        return _sheets(packed, folder, written)
    if not start.startswith(ZIP_MARKS):
        return [packed]
    try:
        with zipfile.ZipFile(packed.path) as archive:
            members = archive.infolist()
            _must_be_bearable(members, packed)
            if _is_workbook(members):
                return _sheets(packed, folder, written)
            if nested:
                raise UserError(NESTED, file_name=packed.file_name)
            return _tables(archive, packed, folder, written)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise UserError(DAMAGED, file_name=packed.file_name) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # of a directory that points before the file's beginning
            raise
        raise UserError(DAMAGED, file_name=packed.file_name) from error


def _is_encrypted(path: Path) -> bool:
    """Whether an Office file is a wrapping around an encrypted one: a stream of that name in its directory."""
    with path.open("rb") as file:
        before = b""
        while block := file.read(1 << 20):
            if ENCRYPTED in before + block:
                return True
            before = block[-len(ENCRYPTED) :]
    return False


def _must_be_bearable(members: list[zipfile.ZipInfo], packed: Packed) -> None:
    """Refuse what would unpack to more than any export; the sizes said in a ZIP are the most that is ever unpacked."""
    size = sum(member.file_size for member in members)
    most = max(SMALL, MOST_UNPACKED_TO_PACKED * packed.path.stat().st_size)
    if size > min(most, MOST_UNPACKED_BYTES):
        raise UserError(TOO_BIG, file_name=packed.file_name)
    if len(members) > MOST_MEMBERS:
        raise UserError(
            _("{file_name} holds {n} files; {most} are the most. Pack only the tables that are needed."),
            file_name=packed.file_name, n=len(members), most=MOST_MEMBERS,
        )  # fmt: skip


def _is_workbook(members: list[zipfile.ZipInfo]) -> bool:
    names = {member.filename for member in members}
    return bool(names & WORKBOOK_PARTS) or {"mimetype", "content.xml"} <= names


NESTED = _("{file_name} is an archive inside an archive. Unpack it, and choose the tables in it.")


def _tables(archive: zipfile.ZipFile, packed: Packed, folder: Path, written: list[Path]) -> list[Packed]:
    """The tables among the members, each in a file of its own; workbooks among them as their sheets."""
    found: list[Packed] = []
    names: list[str] = []
    for member in archive.infolist():
        name = _readable_name(member)
        if member.is_dir() or member.file_size == 0 or _is_hidden(name):
            continue
        names.append(name)
        shown, suffix = f"{packed.file_name} › {name}", PurePosixPath(name).suffix.lower()
        if suffix in ARCHIVES:
            raise UserError(NESTED, file_name=shown)
        if suffix in TEXTS + WORKBOOKS:
            found += _member(archive, member, Packed(_new_file(folder, written), shown), folder, written)
    if not found:
        raise UserError(
            _("{file_name} holds no table, only {found}. Pack CSV or Excel files, or choose them one by one."),
            file_name=packed.file_name, found=_listed(names),
        )  # fmt: skip
    return found


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Packed, folder: Path, written: list[Path]
) -> list[Packed]:
    if member.flag_bits & 1:
        raise UserError(PASSWORD, file_name=to.file_name)
    with archive.open(member) as source, to.path.open("wb") as out:
        while block := source.read(1 << 20):
            out.write(block)
    tables = _unpacked(to, folder, written, nested=True)
    if tables != [to]:
        to.path.unlink()
    return tables


def _readable_name(member: zipfile.ZipInfo) -> str:
    """The member's name, only to be shown. Without the UTF-8 mark, Chinese systems write GBK and others UTF-8."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    name = "".join(letter if letter.isprintable() else "�" for letter in name.replace("\\", "/"))
    return name[-LONGEST_NAME:]


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith((".", "~$")) and part != ".." for part in parts)


def _listed(names: list[str]) -> str:
    said = ", ".join(names[:NAMES_SAID])
    return f"{said} …" if len(names) > NAMES_SAID else said or "–"


def _new_file(folder: Path, written: list[Path]) -> Path:
    """A new file under a name of our own: a member's name is never part of a path."""
    handle, name = tempfile.mkstemp(prefix="upload-", dir=folder)
    os.close(handle)
    written.append(Path(name))
    return Path(name)


def _sheets(packed: Packed, folder: Path, written: list[Path]) -> list[Packed]:
    """The workbook's sheets with a table. A process of its own reads it: see workbook.py."""
    with tempfile.TemporaryDirectory(prefix="upload-", dir=folder) as own:
        command = [sys.executable, "-P", str(READER), str(packed.path.resolve()), own]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            raise UserError(TOO_BIG if done.returncode < 0 else DAMAGED, file_name=packed.file_name)
        found = json.loads(done.stdout)
        if problem := found.get("error"):
            if problem == "system":
                raise OSError(found["errno"], os.strerror(found["errno"]))
            raise UserError(PASSWORD if problem == "password" else DAMAGED, file_name=packed.file_name)
        if not found["sheets"]:
            raise UserError(
                _("{file_name} has no sheet with a table, only {found}. A table has column names and rows below."),
                file_name=packed.file_name, found=_listed(found["names"]),
            )  # fmt: skip
        return [Packed(_moved(path, folder, written), f"{packed.file_name} › {name}") for name, path in found["sheets"]]


def _moved(path: str, folder: Path, written: list[Path]) -> Path:
    new = folder / Path(path).name
    Path(path).replace(new)
    written.append(new)
    return new
