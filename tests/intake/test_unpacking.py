"""ZIPs and workbooks become plain tables, or a sentence; nothing is left behind where there is one."""

import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter

from crm_core.errors import UserError
from crm_core.intake import unpacking
from crm_core.intake.unpacking import unpacked
from crm_core.intake.workbook import rows_of, text_of

ORDERS = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-02,5\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "unpacked"
    path.mkdir()
    return path


@pytest.fixture
def pack(tmp_path):
    """A ZIP of these members: name → text."""

    def _pack(members, name="a.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return tmp_path / name

    return _pack


@pytest.fixture
def workbook(tmp_path):
    """A workbook of these sheets: name → rows."""

    def _workbook(sheets, hidden=(), name="a.xlsx"):
        with xlsxwriter.Workbook(tmp_path / name, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
            for sheet_name, rows in sheets.items():
                sheet = book.add_worksheet(sheet_name)
                for place, row in enumerate(rows):
                    sheet.write_row(place, 0, row)
                if sheet_name in hidden:
                    sheet.hide()
        return tmp_path / name

    return _workbook


def tables(path, folder):
    return [(each.file_name, each.path.read_text("utf-8")) for each in unpacked(path, path.name, folder)]


def test_a_plain_file_gives_itself(tmp_path, folder):
    path = tmp_path / "a.csv"
    path.write_text(ORDERS, "utf-8")
    assert [(each.path, each.file_name) for each in unpacked(path, "b.csv", folder)] == [(path, "b.csv")]
    assert list(folder.iterdir()) == []


def test_a_zip_gives_its_tables_and_nothing_else(pack, folder):
    path = pack(
        {
            "2024/march.csv": ORDERS, "__MACOSX/2024/._march.csv": "x", ".hidden.csv": "x", "empty.csv": "",
            "read me.pdf": "x", "../../up.TXT": "a\tb\n", "folder/": "",
        }
    )  # fmt: skip
    assert tables(path, folder) == [("a.zip › 2024/march.csv", ORDERS), ("a.zip › ../../up.TXT", "a\tb\n")]
    assert {each.parent for each in folder.rglob("*")} == {folder}


def test_names_in_gbk_are_readable(tmp_path, folder):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xxxx.csv", ORDERS)
    path.write_bytes(path.read_bytes().replace(b"xxxx.csv", "订单.csv".encode("gbk")))
    assert [name for name, _text in tables(path, folder)] == ["a.zip › 订单.csv"]


def test_a_workbook_in_a_zip_gives_its_sheets(pack, workbook, folder):
    book = workbook({"Orders": [["a", "b"], [1, 2]]})
    path = pack({"shop.xlsx": book.read_bytes()})
    assert tables(path, folder) == [("a.zip › shop.xlsx › Orders", "a,b\n1,2\n")]
    assert len(list(folder.iterdir())) == 1


def test_a_workbook_gives_each_sheet_with_a_table(workbook, folder):
    orders = [["Report"], [], ["order_id", "day"], ["007", datetime(2024, 1, 2)], [], [8, "two\nlines"], [None, None]]
    path = workbook({"Orders": orders, "Notes": [["only one column"], ["x"]], "Old": [["a", "b"], [1, 2]]}, ["Old"])
    assert tables(path, folder) == [
        ("a.xlsx › Orders", 'Report,\n\norder_id,day\n007,2024-01-02\n\n8,two lines\n')
    ]  # fmt: skip


def test_a_workbook_without_a_table_says_its_sheets(workbook, folder):
    path = workbook({"Cover": [], "Data": [["a", "b"], [1, 2]]}, ["Data"])
    with pytest.raises(UserError, match=r"a.xlsx has no sheet with a table, only Cover"):
        unpacked(path, path.name, folder)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"), (7.0, "7"), (-0.0, "0"), (1234567.891, "1234567.891"), (1e-7, "0.0000001"),
        (20240312123456789.0, "20240312123456800"), (True, "TRUE"), (False, "FALSE"), ("007", "007"), ("", ""),
        ("a\r\nb", "a  b"), (date(2024, 1, 2), "2024-01-02"), (datetime(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 3, 4, 4, 999_999), "2024-01-02 03:04:05"), (time(13, 30), "13:30:00"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
    ],
)  # fmt: skip
def test_cells_are_written_as_excel_shows_them_in_full(cell, text):
    assert text_of(cell) == text


def test_blank_rows_keep_their_lines_except_at_the_end():
    assert list(rows_of([["", ""], ["a", "b"], ["", ""], [1.0, ""], ["", ""]])) == [[], ["a", "b"], [], ["1", ""]]


def _nothing_left(folder):
    return list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"a.pdf": "x", "b.png": "y"}, "a.zip holds no table, only a.pdf, b.png"),
        ({"empty.csv": ""}, "a.zip holds no table, only –"),
        ({"orders.csv": ORDERS, "more.zip": "x"}, "a.zip › more.zip is an archive inside an archive"),
        ({"orders.csv": ORDERS, "zeros.csv": "0" * (unpacking.SMALL + 1)}, "unpacks to far more than a table would"),
        ({f"{n}.csv": "x" for n in range(1001)}, "holds 1001 files; 1000 are the most"),
    ],
)
def test_zips_that_are_refused(pack, folder, members, sentence):
    path = pack(members)
    with pytest.raises(UserError, match=sentence):
        unpacked(path, path.name, folder)
    assert _nothing_left(folder)


def test_a_zip_called_csv_in_a_zip_is_refused(pack, folder):
    inner = pack({"a.csv": ORDERS}, "inner.zip").read_bytes()
    path = pack({"ok.csv": ORDERS, "not.csv": inner})
    with pytest.raises(UserError, match=r"a.zip › not.csv is an archive inside an archive"):
        unpacked(path, path.name, folder)
    assert _nothing_left(folder)


def test_a_zip_cut_short_is_damaged(pack, folder):
    path = pack({"a.csv": ORDERS})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UserError, match=r"a.zip is damaged"):
        unpacked(path, path.name, folder)


def test_a_directory_that_points_before_the_beginning_is_damaged(pack, folder):
    path = pack({"orders.csv": ORDERS})
    content = bytearray(path.read_bytes())
    place = len(content) - 6  # where the end of a ZIP says at which byte its directory begins
    content[place : place + 4] = (int.from_bytes(content[place : place + 4], "little") + 10).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"a.zip is damaged"):
        list(unpacked(path, "a.zip", folder))


def test_a_member_with_wrong_bytes_is_damaged(tmp_path, folder):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", ORDERS)
    path.write_bytes(path.read_bytes().replace(b"ann", b"bob"))
    with pytest.raises(UserError, match=r"a.zip is damaged"):
        unpacked(path, path.name, folder)
    assert _nothing_left(folder)


def test_passwords(pack, tmp_path, folder):
    path = pack({"a.csv": ORDERS})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(UserError, match=r"a.zip › a.csv is protected by a password"):
        unpacked(path, path.name, folder)
    office = tmp_path / "a.xlsx"
    office.write_bytes(unpacking.OLD_OFFICE_MARK + b"\0" * 2000 + unpacking.ENCRYPTED + b"\0" * 2000)
    with pytest.raises(UserError, match=r"a.xlsx is protected by a password"):
        unpacked(office, "a.xlsx", folder)
    assert _nothing_left(folder)


def test_broken_and_hostile_workbooks(tmp_path, workbook, folder):
    old = tmp_path / "old.xls"
    old.write_bytes(unpacking.OLD_OFFICE_MARK + b"\1" * 3000)
    with pytest.raises(UserError, match=r"old.xls is damaged"):
        unpacked(old, "old.xls", folder)
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1048575, 16383, "b")  # a reader that lays out the whole sheet needs 17 billion cells
    with pytest.raises(UserError, match=r"corner.xlsx unpacks to far more than a table would"):
        unpacked(path, "corner.xlsx", folder)
    assert _nothing_left(folder)


def test_a_full_disk_is_a_sentence(pack, folder, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    path = pack({"a.csv": ORDERS})
    monkeypatch.setattr(unpacking, "_member", full)
    with pytest.raises(UserError, match=r"to unpack a\.zip"):
        unpacked(path, path.name, folder)
    assert _nothing_left(folder)
