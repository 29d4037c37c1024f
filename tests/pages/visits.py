"""An own shop full of secrets and a demo shop beside it, and visitors of all kinds who come to see them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from crm_core import segments, shares
from crm_core.access import Visitor
from crm_core.database import open_database
from crm_core.passwords import Throttle
from crm_core.segments import Conditions
from crm_core.shares import Wish
from pages.parts import shops, visitors
from pages.parts.page_list import HOME
from tests.pages.one_page import ROOT, build_once, finish
from tests.shop import Shop

NOW = datetime.now()
PINNED = date(2024, 4, 30)
OWN = ("Bobsecret", "Annasecret")  # names of the own shop
PASSWORD = "open sesame"


@build_once
def build(folder: Path) -> None:
    """bob (South, key 1) and anna (North, key 2) buy in every month of January to June 2024."""
    shop = Shop(str(folder / "shop.duckdb"))
    for name, region in (("Bob", "South"), ("Anna", "North")):
        shop.customer(name, name=f"{name}secret", email=f"{name}@secret.example", region=region, owner="Secretowner")
        for month in range(1, 7):
            shop.order(name, f"2024-0{month}-15", 100 * month + shop.keys["customer_id", name])
    connection = shop.build()
    segments.save(connection, "north", "In the North", Conditions(regions=("North",)), NOW, "boss@secret.example")
    finish(connection)


@partial(build_once, file_name="shop-demo.duckdb")
def build_demo(folder: Path) -> None:
    shop = Shop(str(folder / "shop-demo.duckdb"))
    shop.customer("dee", name="Demo Dee")
    shop.order("dee", "2024-06-01", 10)
    connection = shop.build()
    finish(connection)
    with open_database(folder / "shop-demo.duckdb") as again:
        again.execute("update meta set value = 'yes' where key = 'demo'")


def two_shops(tmp_path: Path, monkeypatch) -> Iterator[Path]:
    """An own shop and a demo shop beside it; the guesses of other tests are forgotten."""
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    monkeypatch.setattr("crm_core.starting.bring_up_to_date", lambda connection: None)
    monkeypatch.setenv("CRM_DB", str(tmp_path / "shop.duckdb"))
    monkeypatch.setattr(visitors, "_GUESSES", Throttle(5, timedelta(minutes=15)))
    monkeypatch.setattr(visitors, "_ALL_GUESSES", Throttle(50, timedelta(hours=1)))
    build(tmp_path)
    build_demo(tmp_path)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path
    st.cache_resource.clear()
    st.cache_data.clear()


def share(wish: Wish, made: datetime = NOW) -> str:
    """The token of a new link."""
    with shops.cursor("own") as own:
        return shares.make(own, wish, "boss", made)


def revoke() -> None:
    with shops.cursor("own") as own:
        for found in shares.all_of_them(own):
            shares.revoke(own, found.share_id, NOW)


def come(page: str = "overview", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app if page == HOME else again(app, page, **query)


def again(app: AppTest, page: str, **query: str) -> AppTest:
    """Open a page by its address, whoever may."""
    try:
        app.switch_page(f"pages/{page}.py")
    except ValueError:  # not one of this visitor's: then as a message made by hand would ask for it
        app._page_hash = calc_hash(page)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def everything(app: AppTest) -> str:
    """All that was sent to the browser."""
    return "\n".join(_parts(app._tree))


def _parts(node) -> Iterator[str]:
    if hasattr(node, "children"):
        for child in node.children.values():
            yield from _parts(child)
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield str(proto)
    if getattr(node, "type", "") == "arrow_data_frame":
        yield node.value.to_csv()


def title(app: AppTest) -> str:
    return app.title[0].value if app.title else ""


def keys(app: AppTest) -> set[str]:
    """The keys of everything that can be clicked or filled in."""
    kinds = ("button", "download_button", "file_uploader", "checkbox", "toggle", "text_input", "number_input",
             "selectbox", "multiselect", "link_button")  # fmt: skip
    found = [(kind, element) for kind in kinds for element in app.get(kind)]
    return {f"{kind}:{getattr(element, 'key', None) or element.proto.id}" for kind, element in found}


def names_in(app: AppTest) -> list[str]:
    return [name for name in (*OWN, "Secretowner", "@secret.example") if name in everything(app)]


def as_role(monkeypatch, role: str, who: str = "someone@x.org") -> None:
    """From now on the visitor has this role by sign-in."""
    visitor = Visitor(role, who)
    monkeypatch.setattr(visitors, "_signed_in", lambda: visitor)
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {}, "auth": {}})


def address_of(monkeypatch, role: str) -> dict[str, str]:
    """From now on a viewer, a reader or somebody from elsewhere comes; what the address must hold for that."""
    if role == "reader":
        return {"share": share(Wish(is_masked=False))}
    if role == "viewer":
        as_role(monkeypatch, role)
    else:
        monkeypatch.setattr("crm_core.access.is_local", lambda *_: False)
    return {}


def enter(app: AppTest, password: str) -> AppTest:
    """Fill in the one password field there is, and send it."""
    app.text_input[0].set_value(password)
    next(button for button in app.button if button.label == "Open").click()
    return app.run()
