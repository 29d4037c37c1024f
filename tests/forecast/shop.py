"""A shop with enough customers for a forecast, and the forecast made."""

from datetime import date, timedelta

from crm_core import database
from crm_core import settings as stored_settings
from crm_core.database import SQL
from crm_core.forecast import scoring
from crm_core.settings import Settings
from tests.shop import Shop

NEWEST = date(2024, 6, 30)
YEAR_BEFORE = date(2023, 6, 30)
CUSTOMERS = 90
SETTINGS = Settings(history_months=13)  # the newest month and the year before it, and nothing older


def purchases_of(number):
    """(day, amount) of customer `number`: 0 to 5 repeats in a rhythm of its own, every third one still buying."""
    first = date(2022, 1, 3) + timedelta(days=6 * number)
    gap, repeats = 10 + 5 * (number % 9), number % 6
    days = [first + timedelta(days=gap * k) for k in range(repeats + 1)]
    if number % 3 == 0:
        days += [date(2023, 8, 1) + timedelta(days=number // 3 + 40 * k) for k in range(number % 4 + 1)]
    return [(day, 10 + (7 * number + 13 * k) % 40) for k, day in enumerate(days)]


def refunds_of(number):
    """(day, amount): customer 7 gives back more than all it spent after its first day."""
    return [(date(2022, 12, 24), 500)] if number == 7 else []


def shop(path=":memory:", customers=CUSTOMERS):
    """Built, but not yet forecast; somebody without a name buys on the last day."""
    made = Shop(path)
    for number in range(customers):
        for day, amount in purchases_of(number):
            made.order(f"c{number:02}", day.isoformat(), amount)
        for day, amount in refunds_of(number):
            made.order(f"c{number:02}", day.isoformat(), -amount)
    made.order(None, NEWEST.isoformat(), 5)
    return made


def forecast(connection, settings=None):
    """What follows the labels: both fits, then the sums that pages ask for."""
    settings = settings or stored_settings.load(connection)
    with database.transaction(connection):
        connection.execute((SQL / "forecast.sql").read_text("utf-8"))
        for as_of in (YEAR_BEFORE, NEWEST):
            scoring.fit_and_score(connection, as_of, settings)
        scoring.sum_up(connection)
    return connection
