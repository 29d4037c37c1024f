"""A shop whose second customer is nasty throughout, and the Customers page on it."""

import json
from datetime import date, timedelta

from tests.pages.one_page import NASTY, build_once, finish, run
from tests.shop import ALL_MONTHS, Shop

LAST = date(2025, 3, 31)


@build_once
def build(folder, days=900, lines=True):
    """ann weekly for 10; bob, nasty throughout, every 28 days for 20 and silent for 63; eve a prospect; a guest."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("ann", name="Ann", region="North", source="online", email="ann@example.com")
    nasty = {"name": NASTY, "phone": NASTY, "tags": json.dumps({NASTY: NASTY}), "referred_by": "ann"}
    shop.customer("bob", region="South", source="a *fair*", owner=NASTY, **nasty)
    shop.customer("eve", joined_on=LAST - timedelta(5), referred_by="bob")
    for back in range(0, days, 7):
        shop.order("ann", str(LAST - timedelta(back)), 10)
    for back in range(63, days, 28):
        order = shop.order("bob", str(LAST - timedelta(back)), 20.25, channel=NASTY)
    shop.order("bob", str(LAST - timedelta(60)), -5)
    shop.order(None, "2025-03-01", 40, email="guest@example.com")
    if lines:
        shop.line(order, product=NASTY, category="=1+1", quantity=2, line_amount=20)
    shop.answer("bob", str(LAST - timedelta(400)), 3, comment=NASTY)
    finish(shop.build(months=ALL_MONTHS))


def open_list(folder, language="en", state=None, **query):
    """The page as a link with this query opens it."""
    return run(folder, "customers", language, state, **query)


def said(app):
    """Everything that is read as Markdown, as it is: with the backslashes."""
    parts = (*app.markdown, *app.caption, *app.header, *app.title, *app.info)
    return "\n".join([*(element.value for element in parts), *(button.label for button in app.button)])


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def plain(app):
    """What is shown as plain text, which nothing interprets."""
    return [element.value for element in app.text]


def names(app):
    return app.dataframe[0].value["customer"].tolist()


def param(app, name):
    """A parameter of the address as a list; AppTest keeps single ones bare."""
    value = app.query_params.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def button(app, label):
    return next(b for b in app.button if b.label.replace("\\", "") == label)


def multiselect(app, label):
    return next(m for m in app.multiselect if m.label == label)


def selectbox(app, label):
    return next(s for s in app.selectbox if s.label == label)
