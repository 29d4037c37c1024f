"""The work of labelling months in the background, and what becomes of it when its database is closed under it."""

import threading

import duckdb
import pytest

from pages.parts import shops
from tests.pages.one_page import wait_for


@pytest.fixture
def work(monkeypatch):
    """work(what): begin the background's work on a database where `what` is to be done; returns what it died of."""
    died = []
    monkeypatch.setattr(threading, "excepthook", lambda told: died.append(told.exc_type))
    monkeypatch.setattr(shops, "pending", lambda connection: ["something"])

    def begin(what):
        connection = duckdb.connect()
        monkeypatch.setattr(shops, "fill_history", lambda own: what(connection, own))
        shops.fill_history_in_background(connection)
        wait_for("history")
        return died

    return begin


def test_a_database_that_is_closed_under_the_work_ends_it_quietly(work):
    def close(connection, own):
        connection.close()
        raise duckdb.InvalidInputException("No open result set")  # as a question ends that is asked at that moment

    assert work(close) == []


def test_a_question_that_fails_is_told(work):
    def fail(connection, own):
        own.execute("select nothing")

    assert work(fail) == [duckdb.BinderException]
