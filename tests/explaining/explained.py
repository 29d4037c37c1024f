"""The explanations of a small shop's newest snapshot, by customer_id."""

from datetime import date

from crm_core.explaining.facts import Lines
from crm_core.explaining.texts import Reasons, explain_one, place_of
from crm_core.explaining.writer import Writer
from crm_core.queries import explaining
from crm_core.settings import Settings
from tests.shop import Shop, worked_example


def newest(shop: Shop) -> date:
    """The as-of date of the newest snapshot."""
    return shop.connection.execute("select max(as_of) from snapshot_rows").fetchone()[0]


def lines_of(shop: Shop) -> Lines:
    return explaining.lines(shop.connection, newest(shop))


def reasons(shop: Shop, settings: Settings | None = None, language: str = "en") -> dict[str, Reasons]:
    """Why and way of every label; the shop is built with the settings first, its history only where tiers are kept."""
    settings = settings or Settings()
    shop.build(settings, history=settings.tier_memory > 1)
    return said(shop, settings, language)


def said(shop: Shop, settings: Settings, language: str = "en") -> dict[str, Reasons]:
    """Those of a shop that is built."""
    connection, lines = shop.connection, lines_of(shop)
    keys = connection.execute(
        "select customer_id, customer_key from customers inner join snapshot_rows using (customer_key) where as_of = ?",
        [lines.as_of],
    ).fetchall()
    facts = explaining.facts(connection, lines, [key for _name, key in keys])
    places = place_of(facts, settings, explaining.values(connection, lines.as_of))
    writer = Writer(language, "GBP")
    return {
        name: explain_one(row, place, lines, settings, writer)
        for (name, _key), row, place in zip(keys, facts, places, strict=True)
    }


def one(shop: Shop, name: str, settings: Settings | None = None, language: str = "en") -> Reasons:
    """Those of one customer."""
    return reasons(shop, settings, language)[name]


def four() -> Shop:
    """The worked example as of 30 April 2024, by an order of somebody else."""
    shop = worked_example()
    shop.order("tick", "2024-04-30", 10)
    return shop
