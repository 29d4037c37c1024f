"""What a look at a file finds, and what only reading it through can tell."""

import gzip
import hashlib

import pytest

from crm_core.errors import UserError
from crm_core.intake import inspect, recognise, replaced
from crm_core.intake.excerpts import PIECE_BYTES, PLACES, newline_of
from crm_core.intake.fingerprints import fingerprinted
from crm_core.intake.lines import physical_lines
from crm_core.intake.readable import readable

HEADER = "order_id,customer_id,ordered_at,amount\n"
BIG = 30_000  # rows: more than the sample and the excerpts together


def _rows(number, name="ann", day="01/02/2024"):
    return "".join(f"{n:06},{name},{day},{n}.50\n" for n in range(number))


@pytest.fixture
def write(tmp_path):
    def _write(content, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_rows_from_all_over_a_big_file_follow_the_first(write, encoding):
    text = HEADER.replace("customer_id", "客户编号") + _rows(BIG, "陈")
    shape = inspect(write(text.encode(encoding)))
    places = [int(row[0]) for row in shape.rows]
    assert places[:200] == list(range(200))
    assert places[200:] == sorted(places[200:])
    assert BIG - 2 * PIECE_BYTES < places[-1] < BIG
    assert len(places) == 200 + PLACES * 25
    assert all(len(row) == 4 and row[1] == "陈" for row in shape.rows)


def test_lines_inside_quotes_are_no_rows(write):
    shape = inspect(write(HEADER + "".join(f'{n},"a\nb,2024-01-02,\nc",2024-01-02,5\n' for n in range(BIG))))
    assert {row[1] for row in shape.rows} == {"a\nb,2024-01-02,\nc"}


def test_a_small_file_has_its_first_rows_only(write):
    assert len(inspect(write(HEADER + _rows(300))).rows) == 200


def test_newlines_in_utf_16():
    assert [newline_of(text) for text in (b"a\n", "a\n".encode("utf-16"), "a\n".encode("utf-16-be"))] == [
        b"\n", b"\n\0", b"\0\n",
    ]  # fmt: skip


def test_the_content_key_tells_files_apart_and_the_same_file_again(write):
    one, two = inspect(write(HEADER + _rows(9))), inspect(write(HEADER + _rows(9), "b.csv"))
    other = inspect(write(HEADER + _rows(9, "bob"), "c.csv"))
    assert one.content_key == two.content_key != other.content_key
    packed = [inspect(write(gzip.compress((HEADER + _rows(BIG) + end).encode()), "d.gz")) for end in ("1", "2")]
    assert packed[0].content_key != packed[1].content_key


def test_the_fingerprint_is_the_sha_256_of_the_whole_file(write):
    path = write(HEADER + _rows(9))
    shape = inspect(path)
    assert shape.fingerprint == ""
    assert fingerprinted(shape).fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("name", "written"),
    [("陈伟明", "gb18030"), ("Müller", "cp1252"), ("陈", "utf-8")],
)
def test_letters_far_behind_a_plain_start_tell_the_encoding(write, pack, name, written):
    line = f"9,{name},2024-01-02,5\n" * 20
    shape = inspect(write(pack((HEADER + _rows(BIG)).encode() + line.encode(written) + _rows(BIG).encode())))
    read = fingerprinted(shape)
    assert read.encoding == written
    with readable(read) as (_escaped, path, _compression):
        assert path.read_text("utf-8").count(name) == 20


def test_a_stray_byte_in_a_utf_8_file_changes_nothing(write):
    text = (HEADER + _rows(9, "陈") + _rows(BIG)).encode() + b"9,\xff,2024-01-02,5\n"
    assert fingerprinted(inspect(write(text))).encoding == "utf-8"


def test_a_copy_lies_beside_the_file_and_goes(write, tmp_path):
    shape = inspect(write((HEADER + _rows(9, "陈")).encode("gb18030")))
    with readable(shape) as (_escaped, path, _compression):
        assert path.parent.parent == tmp_path
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1," + b"x" * 300_000 + b"\n", "The lines of a.csv are too long for a table"),
        (b"x" * 300_000, "The lines of a.csv are too long for a table"),
        (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1,2\n", "The lines of a.csv are too long"),
        (",".join(f"c{n}" for n in range(5000)).encode() + b"\n1,2\n", "a.csv has 5000 columns; 4000 are the most"),
        (b"<html><TABLE><tr><td>order_id</td></tr></table></html>", "a.csv is a web page that only looks like a table"),
        (b"PK\x03\x04" + b"x" * 50, "a.csv is an Excel or another packed file"),
    ],
)
def test_files_that_are_no_tables(write, content, sentence):
    with pytest.raises(UserError, match=sentence):
        inspect(write(content))


def test_a_gzip_that_ends_too_early_is_damaged(write):
    packed = gzip.compress((HEADER + _rows(BIG)).encode())
    with pytest.raises(UserError, match=r"a.csv is damaged"):
        inspect(write(packed[:500]))
    with pytest.raises(UserError, match=r"a.csv is damaged"):
        fingerprinted(inspect(write(packed[:-9])))


def test_a_line_too_long_for_the_reader_is_found_anywhere(write):
    shape = inspect(write(HEADER + _rows(BIG) + "9," + "x" * 2_100_000 + ",2024-01-02,5\n" + _rows(BIG)))
    with pytest.raises(UserError, match=r"The lines of a.csv are too long for a table"):
        fingerprinted(shape)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb\n", 2),
        ("a\nb", 2),
        ("a\nb\n\n\r\n", 2),
        ("a\n\nb\n", 3),
        ("a\r\nb\r\n", 2),
        ("a\n" * 50_000 + "b", 50_001),
    ],
)
def test_lines_are_counted_without_blank_ones_at_the_end(write, text, lines):
    assert physical_lines(write(text)) == lines


def test_the_encoding_can_be_chosen(write, tmp_path):
    path = write("order_id,customer_id,ordered_at,amount\n1,陈,2024-01-02,5\n".encode("gb18030"))
    plan = replaced(recognise(inspect(path, "a.csv", "cp1252")), encoding="gb18030")
    assert (plan.shape.encoding, plan.shape.values("customer_id"), plan.shape.file_name) == ("gb18030", ["陈"], "a.csv")
    assert fingerprinted(plan.shape).encoding == "gb18030"
    plain = write(b"order_id,customer_id,ordered_at,amount\n1,x,2024-01-02,5\n")
    plain = replaced(recognise(inspect(plain)), encoding="big5")
    assert fingerprinted(plain.shape).encoding == "big5"
