"""What the customers of the demo shop order, pay, cancel and send back."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from invention import PRODUCTS, Product
from lives import FIRST_DAY, LAST_DAY, purchase_days, season
from people import Customer

FIRST_ORDER_ID = 10001
STRANGERS = 260  # people who only ever order as guests
GUEST_ORDERS = 370
ANONYMOUS_ORDERS = 245
FORGOTTEN_SIGN_INS = 0.035  # share of private customers' orders which name the e-mail only
COST_FROM = 2000  # cents; for smaller orders nobody writes the cost down
GUEST_WORDS = ("teacup", "rainyday", "bluekettle", "morning", "gardener", "nightowl", "paperboat", "sunday", "chaye")


@dataclass
class Line:
    product: Product
    quantity: int
    amount: int  # cents, after discount


@dataclass
class Order:
    day: int
    minute: int
    channel: str
    customer_id: str = ""
    email: str = ""
    lines: list[Line] = field(default_factory=list)
    discount: int = 0
    cost: int | None = None
    status: str = "completed"
    refunded: int = 0
    refunded_on: int | None = None
    order_id: int = 0

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)


def invent_orders(customers: list[Customer], seed: int) -> list[Order]:
    """All orders in the order of time, numbered through."""
    orders: list[Order] = []
    for number, customer in enumerate(customers):
        if not customer.is_prospect:
            # An own stream for everybody: changing one customer leaves all the others as they are.
            orders += _orders_of(customer, random.Random(seed * 10_000 + number))
    orders += _orders_of_strangers(random.Random(seed - 1))
    orders.sort(key=lambda order: (order.day, order.minute, order.customer_id, order.email))
    rng = random.Random(seed - 2)
    for order_id, order in enumerate(orders, start=FIRST_ORDER_ID):
        order.order_id = order_id
        _settle(order, rng)
    return orders


def _orders_of(customer: Customer, rng: random.Random) -> Iterator[Order]:
    firm = customer.role.is_firm
    for number, day in enumerate(purchase_days(customer.life, customer.gap, firm, rng)):
        order = Order(day, _minute(firm, rng), _channel(customer, rng), customer.customer_id)
        if not firm and number and customer.email and rng.random() < FORGOTTEN_SIGN_INS:
            order.customer_id, order.email, order.channel = "", customer.email, "online"
        target = customer.basket * 100 * customer.life.basket_factor(day) * rng.triangular(0.5, 1.6, 0.9)
        _fill(order, customer.favourites, target * (0.5 + 0.5 * season(day, firm)), rng)
        _price_down(order, customer.role.kind, rng)
        yield order


def _orders_of_strangers(rng: random.Random) -> Iterator[Order]:
    """Guests with an e-mail nobody knows, and people who pay at the counter without a word."""
    mailboxes = [f"{rng.choice(GUEST_WORDS)}{rng.randrange(100, 1000)}@example.com" for _ in range(STRANGERS)]
    for number in range(GUEST_ORDERS + ANONYMOUS_ORDERS):
        is_guest = number < GUEST_ORDERS
        day = _lively_day(rng)
        order = Order(day, _minute(False, rng), "online" if is_guest else "store")
        order.email = rng.choice(mailboxes) if is_guest else ""
        _fill(order, rng.sample(PRODUCTS, 5), rng.triangular(800, 5500, 1800), rng)
        _price_down(order, "consumer", rng)
        yield order


def _lively_day(rng: random.Random) -> int:
    candidates = [rng.randint(FIRST_DAY, LAST_DAY) for _ in range(3)]
    return rng.choices(candidates, [season(day, False) for day in candidates])[0]


def _minute(firm: bool, rng: random.Random) -> int:
    """Minute of the day; firms order in office hours, mostly in the morning."""
    return int(rng.triangular(7.5 * 60, 18 * 60, 10 * 60) if firm else rng.triangular(8 * 60, 22 * 60, 18 * 60))


def _channel(customer: Customer, rng: random.Random) -> str:
    if customer.region == "Overseas":
        return "online" if rng.random() < 0.93 else "phone"
    shares = (62, 6, 32) if customer.role.is_firm else (58, 38, 4)
    return rng.choices(("online", "store", "phone"), shares)[0]


def _fill(order: Order, favourites: list[Product], target: float, rng: random.Random) -> None:
    """Choose products until the basket is worth about the target (in cents)."""
    wanted = rng.choices((1, 2, 3, 4), (70, 22, 6, 2))[0]
    if date.fromordinal(order.day).month > 10 and rng.random() < 0.5:
        favourites = sorted(favourites, key=lambda product: product.category != "Gifts")
    affordable = [product for product in favourites if product.price <= target * 1.3]
    affordable = affordable or [min(favourites, key=lambda product: product.price)]
    for _ in range(min(wanted, len(affordable))):
        # The minimum of two draws leans to the front, where the best-liked products stand.
        product = affordable.pop(min(rng.randrange(len(affordable)), rng.randrange(len(affordable))))
        price = _price(product, order.day)
        quantity = max(1, int(target / wanted / price + 0.5))
        order.lines.append(Line(product, quantity, quantity * price))


def _price(product: Product, day: int) -> int:
    """Prices rise by 3 % every January, rounded to 10 cents."""
    years = date.fromordinal(day).year - date.fromordinal(FIRST_DAY).year
    return product.price * (100 + 3 * years) // 1000 * 10


def _price_down(order: Order, kind: str, rng: random.Random) -> None:
    """Take an order discount off the lines, so that the lines add up to what was paid; then work out the cost."""
    percent = 0
    if rng.random() < {"reseller": 0.6, "business": 0.12, "internal": 1.0}.get(kind, 0.09):
        percent = rng.choice((5, 10, 10, 15))
    for line in order.lines:
        off = line.amount * percent // 100
        line.amount -= off
        order.discount += off
    if order.amount >= COST_FROM:
        order.cost = order.amount * rng.randint(*((52, 65) if kind == "reseller" else (45, 60))) // 100


def _settle(order: Order, rng: random.Random) -> None:
    """How the order ended: completed, cancelled, still pending, or (partly) paid back."""
    if order.day > LAST_DAY - 5 and rng.random() < 0.4:
        order.status = "pending"
    elif rng.random() < 0.025:
        order.status = "cancelled"
    elif rng.random() < 0.021:
        paid_back_on = order.day + rng.randint(2, 24)
        if paid_back_on <= LAST_DAY:
            order.refunded_on = paid_back_on
            order.refunded = order.amount * (100 if rng.random() < 0.3 else rng.randint(15, 70)) // 100
