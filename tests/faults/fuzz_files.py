"""Files spoiled on purpose: seeds of real layouts, changed as bytes, lines, cells, columns, encodings and archives."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import xlsxwriter

from tests.faults.fuzz_tables import CURRENCIES, DATES, NUMBERS, STATUSES
from tests.faults.hostile import CONTROLS, LONG, TEXTS

TESTS = Path(__file__).parents[1]
OWN_SEEDS = (TESTS / "layouts", TESTS / "uploads")
NOT_SEEDS = (".toml", ".py", ".pyc")
UTF = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-7")
ENCODINGS = (*UTF, "gb18030", "big5", "shift_jis", "cp1252")
DELIMITERS = (",", ";", "\t", "|", " ", "\x1f", ",,", ";\t")
SIGNS = (b"\0", b'"', b"'", b",", b";", b"\n", b"\r", b"\r\n", b"\x1a", b"\\", b'""')
MARKS = (*SIGNS, b"\xff", b"\xef\xbb\xbf", b"\xfe\xff")
CELLS = (*TEXTS, *NUMBERS, *DATES, *STATUSES, *CURRENCIES, *CONTROLS, LONG)
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip", ".gz", ".csv.gz", "", ".pdf", ".CSV")
MOST_BYTES = 4 << 20
Table = list[list[str]]


def seeds(folders: Sequence[Path] = OWN_SEEDS) -> list[Path]:
    """The files to start from, in a fixed order."""
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [path for path in found if path.is_file() and path.suffix not in NOT_SEEDS]


def fuzzed_file(random: Random, files: Sequence[Path]) -> tuple[str, bytes]:
    """A name and a content: one of the files, changed in one to four ways."""
    path = random.choice(files)
    content = path.read_bytes()
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        change = random.choice(CHANGES)
        content = change(random, content)[:MOST_BYTES]
        if random.random() < 0.05:
            content = _joined(random, content, random.choice(files).read_bytes())
    if random.random() < 0.2:
        content = random.choice(PACKINGS)(random, content)
    if random.random() < 0.05:
        content = _bytes(random, content)
    return _name(random, path), content


def _name(random: Random, path: Path) -> str:
    if random.random() < 0.7:
        return path.name
    if random.random() < 0.5:
        return path.stem + random.choice(SUFFIXES)
    return random.choice(TEXTS)[:300] + random.choice(SUFFIXES)


def _bytes(random: Random, content: bytes) -> bytes:
    """Single bytes changed, put in, taken out, doubled; the end cut off."""
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 5, 50))):
        place = random.randrange(len(data) + 1)
        match random.randrange(6):
            case 0:
                data[place : place + 1] = bytes([random.randrange(256)])
            case 1:
                data[place:place] = random.choice(MARKS) * random.choice((1, 1, 2, 100))
            case 2:
                del data[place : place + random.choice((1, 2, 10, 1000))]
            case 3:
                data[place:place] = data[place : place + random.choice((1, 20, 3000))]
            case 4:
                data[place:place] = random.randbytes(random.choice((1, 4, 200)))
            case _:
                if random.random() < 0.2:
                    del data[place:]
    return bytes(data)


def _lines(random: Random, content: bytes) -> bytes:
    """Lines left out, doubled, shuffled, put together, ended otherwise."""
    lines = content.splitlines(keepends=True) or [b""]
    place = random.randrange(len(lines))
    match random.randrange(9):
        case 0:
            del lines[place]
        case 1:
            lines[place:place] = [lines[place]] * random.choice((1, 3, 2000))
        case 2:
            random.shuffle(lines)
        case 3:
            lines = [line.rstrip(b"\r\n") + random.choice((b"\n", b"\r\n", b"\r", b"")) for line in lines]
        case 4:
            lines[place] = lines[place].rstrip(b"\r\n") * random.choice((2, 50)) + b"\n"
        case 5:
            lines[place:place] = [b"\n"] * random.choice((1, 40, 5000))
        case 6:
            lines.insert(place, random.choice(CELLS).encode("utf-8", "replace") + b"\n")
        case 7:
            lines = lines[:1]
        case _:
            lines = [lines[0], *lines[1:] * random.choice((2, 200))]
    return b"".join(lines)


def _cells(random: Random, content: bytes) -> bytes:
    """Values of all kinds in some cells, among them the names of columns."""
    table, write = _table(random, content)
    for _ in range(random.choice((1, 3, 30))):
        row = random.choice(table[: random.choice((1, len(table)))])
        if row:
            row[random.randrange(len(row))] = random.choice(CELLS)
    return write(table)


def _columns(random: Random, content: bytes) -> bytes:
    """Columns taken out, doubled, moved, swapped, without a name, filled with one value, far too many."""
    table, write = _table(random, content)
    width = max((len(row) for row in table), default=1) or 1
    place, other = random.randrange(width), random.randrange(width)
    match random.randrange(7):
        case 0:
            table = [row[:place] + row[place + 1 :] for row in table]
        case 1:
            table = [row[:place] + row[place : place + 1] * random.choice((2, 20)) + row[place:] for row in table]
        case 2:
            table = [row[place:] + row[:place] for row in table]
        case 3:
            for row in table[1:]:
                if max(place, other) < len(row):
                    row[place], row[other] = row[other], row[place]
        case 4:
            table[0] = [random.choice(("", name, random.choice(CELLS))) for name in table[0]]
        case 5:
            value = random.choice(CELLS)
            table = [table[0], *([*row[:place], value, *row[place + 1 :]] for row in table[1:])]
        case _:
            table = [row + ["x"] * random.choice((1, 300, 5000)) for row in table[:50]]
    return write(table)


def _rewritten(random: Random, content: bytes) -> bytes:
    """The same table with another delimiter, quoting, line end or encoding."""
    table, _write = _table(random, content)
    return _written(random, table)


def _joined(random: Random, content: bytes, other: bytes) -> bytes:
    return content + other if random.random() < 0.5 else content[: len(content) // 2] + other[len(other) // 2 :]


def _table(random: Random, content: bytes) -> tuple[Table, Callable[[Table], bytes]]:
    """The content cut into fields as well as it goes, and how to write them back in the same way."""
    encoding = next((code for code in ("utf-8-sig", "gb18030") if _decodes(content, code)), "cp1252")
    text = content.decode(encoding, "replace")
    delimiter = max((",", ";", "\t", "|"), key=text[:2000].count)
    try:
        table = list(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)) or [[""]]
    except csv.Error:
        table = [line.split(delimiter) for line in text[:200_000].split("\n")]

    def write(rows: Table) -> bytes:
        return _csv(rows, delimiter, random.choice(("\n", "\r\n"))).encode(encoding, "replace")

    return table, write


def _written(random: Random, table: Table) -> bytes:
    text = _csv(table, ",", random.choice(("\n", "\r\n", "\r")), random.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))
    if random.random() < 0.7:
        delimiter = random.choice(DELIMITERS)
        text = "\n".join(delimiter.join(row) for row in table)
    return text.encode(random.choice(ENCODINGS), "replace")


def _csv(table: Table, delimiter: str, line_end: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(table)
    return out.getvalue()


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _gzipped(random: Random, content: bytes) -> bytes:
    packed = gzip.compress(content, random.choice((1, 9)), mtime=0)
    return packed * 2 if random.random() < 0.1 else packed


def _zipped(random: Random, content: bytes) -> bytes:
    """A ZIP with the content, sometimes with others, odd names or another archive inside."""
    file = io.BytesIO()
    names = ["orders.csv", random.choice(CELLS)[:200] + ".csv", "../../up.csv", "a.xlsx", "a.csv.gz", "inner.zip", "x"]
    with zipfile.ZipFile(file, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as book:
        for name in random.sample(names, random.choice((1, 1, 2, 4))):
            inner = gzip.compress(content, mtime=0) if name.endswith(".gz") else content
            book.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode()), inner)
    return file.getvalue()


def _as_xlsx(random: Random, content: bytes) -> bytes:
    """A workbook with the cells, numbers as numbers where they look so, under a sheet name of some kind."""
    file = io.BytesIO()
    options = {"strings_to_urls": False, "nan_inf_to_errors": True, "strings_to_numbers": random.random() < 0.5}
    with xlsxwriter.Workbook(file, options | {"strings_to_formulas": random.random() < 0.1}) as book:
        sheet = book.add_worksheet(random.choice(("Orders", "Sheet=1", "<b>x<b>", "订单 2024", "=1+1")))
        for place, row in enumerate(_table(random, content)[0][:500]):
            for across, value in enumerate(row[:200]):
                sheet.write(place, across, value.replace("\0", "")[:32767])
    return file.getvalue()


def _as_ods(random: Random, content: bytes) -> bytes:
    """An OpenDocument sheet, written by hand; some cells of kinds that their values are not."""
    kinds = ("string", "float", "date", "percentage", "boolean", "nonsense")
    rows = []
    for row in _table(random, content)[0][:200]:
        cells = (_ods_cell(random.choice(kinds) if random.random() < 0.1 else "string", value) for value in row[:60])
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    space = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    spaces = " ".join(space.format(name) for name in ("office", "table", "text"))
    text = f'<table:table table:name="Orders">{"".join(rows)}</table:table>'
    for tag in ("spreadsheet", "body"):
        text = f"<office:{tag}>{text}</office:{tag}>"
    text = f"<office:document-content {spaces}>{text}</office:document-content>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", text.encode("utf-8", "replace"))
    return file.getvalue()


def _ods_cell(kind: str, value: str) -> str:
    told = "".join(letter for letter in value if letter.isprintable()).replace("&", "&amp;").replace("<", "&lt;")
    told = told.replace('"', "&quot;")
    held = "date-value" if kind == "date" else "value"
    cell = f'<table:table-cell office:value-type="{kind}" office:{held}="{told}">'
    return f"{cell}<text:p>{told}</text:p></table:table-cell>"


CHANGES: tuple[Callable[[Random, bytes], bytes], ...] = (_bytes, _lines, _cells, _cells, _columns, _rewritten)
PACKINGS: tuple[Callable[[Random, bytes], bytes], ...] = (_gzipped, _zipped, _as_xlsx, _as_ods)
