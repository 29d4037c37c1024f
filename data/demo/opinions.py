"""What some customers of the demo shop answered when they were asked."""

import random
from dataclasses import dataclass

from invention import COMMENTS
from lives import LAST_DAY
from people import Customer
from trade import Order

ASKED_SHARE = 0.34
COMMENT_SHARE = 0.17
# Many who buy seldom are fond of the shop, many who have to buy often are not.
FOND_ROLES = ("gift", "casual", "passer_by")
CAPTIVE_ROLES = ("regular", "cafe", "office", "institution")


@dataclass(frozen=True)
class Answer:
    customer_id: str
    day: int
    score: int
    kind: str
    comment: str


def invent_answers(customers: list[Customer], orders: list[Order], seed: int) -> list[Answer]:
    days: dict[str, list[int]] = {}
    for order in orders:
        if order.customer_id and order.status == "completed":
            days.setdefault(order.customer_id, []).append(order.day)
    rng = random.Random(seed)
    answers: list[Answer] = []
    for customer in customers:
        if customer.customer_id in days and customer.role.kind != "internal" and rng.random() < ASKED_SHARE:
            answers += _answers_of(customer, days[customer.customer_id], rng)
    return sorted(answers, key=lambda answer: (answer.day, answer.customer_id))


def _answers_of(customer: Customer, days: list[int], rng: random.Random) -> list[Answer]:
    """People are asked some days after an order; a few answer again in later years."""
    attitude = _attitude(customer, rng)
    times = rng.choices((1, 2, 3, 4), (60, 25, 11, 4))[0]
    answers = []
    for day in sorted({_answer_day(days, rng) for _ in range(times)}):
        feeling = attitude + _hint_of_future(customer, day) + rng.triangular(-2.2, 2.2)
        comment = _comment(customer, feeling, rng) if rng.random() < COMMENT_SHARE else ""
        if rng.random() < 0.86:
            answers.append(Answer(customer.customer_id, day, _clamp(feeling, 0, 10), "nps", comment))
        else:
            answers.append(Answer(customer.customer_id, day, _clamp(feeling / 2, 1, 5), "csat", comment))
    return answers


def _attitude(customer: Customer, rng: random.Random) -> float:
    """Feeling on a scale of 0 to 10, before any hint of what comes next."""
    if customer.role.label in FOND_ROLES and rng.random() < 0.4:
        return 9.8
    if customer.role.label in CAPTIVE_ROLES and rng.random() < 0.33:
        return 4.2
    return rng.triangular(6.5, 11, 9.4)


def _hint_of_future(customer: Customer, day: int) -> float:
    """Who is about to leave tends to say so; who is growing praises."""
    if customer.life.leaves_within(day, 300):
        return -3.4
    return {"rising": 0.9, "fading": -0.9, "back_now": 0.4}.get(customer.life.pattern, 0.0)


def _answer_day(days: list[int], rng: random.Random) -> int:
    """Up to three weeks after one of the later orders."""
    later = max(rng.randrange(len(days)), rng.randrange(len(days)))
    asked_on = min(LAST_DAY, days[later] + 1)
    return rng.randint(asked_on, min(LAST_DAY, asked_on + 20))


def _comment(customer: Customer, feeling: float, rng: random.Random) -> str:
    remarks = COMMENTS["happy" if feeling > 8 else "lukewarm" if feeling > 5.5 else "cross"]
    if customer.is_chinese and rng.random() < 0.75:
        return rng.choice(remarks.chinese)
    return rng.choice(remarks.firm if customer.role.is_firm else remarks.private)


def _clamp(feeling: float, low: int, high: int) -> int:
    return max(low, min(high, int(feeling + 0.5)))
