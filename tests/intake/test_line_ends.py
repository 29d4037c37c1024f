"""Line ends of several kinds in one file: read where that is certain, else refused with the line where they change."""

import duckdb
import pytest

from crm_core.errors import UserError
from crm_core.intake import reader
from crm_core.intake.line_ends import LineEnds, line_ends
from crm_core.intake.reader import reading
from crm_core.locale import LANGUAGES, translator

HEADER = "order_id,customer_id,ordered_at,amount\n"
ROWS = [f"{n},ann,2024-01-{1 + n % 28:02},1\n" for n in range(1, 5001)]  # 100 kB: more than is looked at beforehand


def among(row):
    """A file of LF lines with this one as its 4,002nd line."""
    return HEADER + "".join([*ROWS[:4000], row, *ROWS[4000:]])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\nb\n", LineEnds(None, None)),
        (b"a\r\nb\r\n", LineEnds(None, None)),
        (b"a\rb\r", LineEnds(None, None)),
        (b"a\nb\rc\nd\n", LineEnds(2, None)),
        (b'"a\rb\nc"\nb\rc\nd\n', LineEnds(3, None)),
        (b"a\rb\rc\nd\r", LineEnds(3, None)),
        (b"a\nb\r\nc\n", LineEnds(None, 2)),
        (b"a\r\nb\nc\rd\r\n", LineEnds(3, 2)),
        (b"a\nb\r", LineEnds(2, None)),
        (b"", LineEnds(None, None)),
    ],
)
def test_where_they_change(tmp_path, content, expected):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert line_ends(path) == expected


def test_a_pair_on_the_border_of_two_blocks_is_one_end(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * ((1 << 20) - 1) + b"\r\nb\r\n")
    assert line_ends(path) == LineEnds(None, None)


def mixed():
    """A file of CR LF lines, of which one ends in LF alone."""
    return (HEADER + "".join(ROWS)).replace("\n", "\r\n").replace("\r\n4501,", "\n4501,")


def test_a_single_lf_far_down_among_cr_lf_is_read_row_by_row(load, rows):
    receipt = load(mixed().replace("4500,ann", "4500,bob,"))[0]
    assert (receipt.rows_in_file, receipt.accepted, receipt.rejected) == (5000, 4999, 1)
    assert receipt.reconciles
    assert rows("select count(distinct order_id), sum(amount)::int from order_rows") == [(4999, 4999)]


def test_the_rejected_line_is_that_of_the_file(load, connection):
    load(mixed().replace("4600,ann,2", "4600,ann,x"))
    assert connection.execute("select line from rejects").fetchall() == [(4601,)]


@pytest.mark.parametrize("row", ["x,a\rnn,2024-01-02,1\n", "x,ann,2024-01-02,1\r", "x,ann,2024-01-02,1\r\r\n"])
def test_a_lone_cr_is_told_with_its_line_and_nothing_is_kept(load, rows, row):
    with pytest.raises(UserError, match=r"the first that differs is on line 4002\."):
        load(among(row))
    assert rows("select count(*) from order_rows") == [(0,)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (duckdb.InvalidInputException("Invalid Input Error: CSV Error on Line: 17\nOriginal Line: x"), "17"),
        (duckdb.InvalidInputException("Invalid Input Error: anything else"), "UTF-8"),
        (duckdb.IOException("IO Error: Could not read from file"), "a.csv"),
    ],
)
def test_nothing_that_the_reader_says_stands_in_the_sentence(tmp_path, language, error, expected):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + ROWS[0])
    with pytest.raises(UserError) as found, reading("a.csv", path):
        raise error
    said = found.value.say(translator(language))
    assert expected in said
    assert "Error" not in said
    assert (said == str(found.value)) == (language == "en")


def test_a_copy_is_made_once(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\r\nb\n")
    with pytest.raises(reader.LineEndsError), reading("a.csv", path):
        raise duckdb.InvalidInputException("…")
    with pytest.raises(UserError, match="line 2"), reading("a.csv", path, anew=True):
        raise duckdb.InvalidInputException("…")
