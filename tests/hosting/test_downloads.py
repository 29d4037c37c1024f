"""The route for tickets: streams, names the file, is used up, says so in three languages."""

from datetime import datetime
from urllib.parse import unquote

import pytest

from hosting import downloads, tickets
from pages.parts.file_buttons import USED_UP

NOON = datetime(2026, 11, 23, 12)


@pytest.fixture
def client(client_of):
    return client_of(downloads.route(lambda: NOON, USED_UP))


def ticket(*pieces, name="f.csv", closed=None):
    def make():
        try:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            if closed is not None:
                closed.append(True)

    return tickets.issue(make, name, "text/csv", NOON)


def test_all_pieces_come_also_after_an_empty_one(client):
    closed = []
    answer = client.get(ticket(b"a,b\r\n", b"", b"1,2\r\n", closed=closed))
    assert (answer.status_code, answer.content) == (200, b"a,b\r\n1,2\r\n")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-length" not in answer.headers  # nobody knows it before the end
    assert closed == [True]


def test_a_file_of_nothing_is_empty(client):
    assert client.get(ticket()).content == b""


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("customers-2026.csv", "customers-2026.csv"),
        ("重点 客户.csv", "__ __.csv"),
        ('a"b\\c/d%e\r\nf.csv', "a_b_c_d_e__f.csv"),
    ],
)
def test_the_file_is_named_whatever_its_name(client, name, plain):
    told = client.get(ticket(b"x", name=name)).headers["content-disposition"]
    ascii_part, full = told.removeprefix('attachment; filename="').split("\"; filename*=UTF-8''")
    assert ascii_part == plain
    assert unquote(full) == name
    assert not set(full) & set('"/\\ \r\n;')


def test_a_ticket_works_twice_and_then_says_so_in_the_readers_language(client):
    path = ticket(b"x")
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 410]
    english, simplified, traditional = (
        client.get(path, headers={"accept-language": language}).text for language in ("en-GB", "zh-CN,zh", "zh-TW")
    )
    assert english.startswith("This download link")
    assert "下载" in simplified
    assert "下載" in traditional
    client.cookies.set("crm_language", "zh_TW")
    assert client.get(path).text == traditional


def test_to_ask_about_a_file_does_not_use_its_ticket_up(client):
    path = ticket(b"x")
    assert [client.head(path).status_code for _ in range(3)] == [405] * 3
    assert client.get(path).status_code == 200


def test_what_fails_at_once_is_no_file(client):
    closed = []
    assert client.get(ticket(ValueError(), closed=closed)).status_code == 500
    assert closed == [True]


def test_what_fails_in_the_middle_breaks_off(client_of):
    closed = []
    client = client_of(downloads.route(lambda: NOON, USED_UP))
    client._transport.raise_server_exceptions = True
    with pytest.raises(ValueError, match="in the middle"):
        client.get(ticket(b"a", ValueError("in the middle"), closed=closed))
    assert closed == [True]


class Pieces:
    """A file whose end nobody but the route can bring about: it is not forgotten, as a generator would be."""

    def __init__(self, *pieces):
        self.pieces, self.closed = list(pieces), False

    def __next__(self):
        if not self.pieces:
            raise StopIteration
        if self.pieces[0] is None:
            raise ValueError
        return self.pieces.pop(0)

    def close(self):
        self.closed = True


@pytest.mark.parametrize("pieces", [(b"a", b"b"), (None,)])
def test_what_made_the_file_is_let_go_of(client, pieces):
    held = Pieces(*pieces)
    client.get(tickets.issue(lambda: held, "f.csv", "text/csv", NOON))
    assert held.closed
