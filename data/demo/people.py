"""Who the customers of the demo shop are: role, name, address, source and account manager."""

import random
from dataclasses import dataclass
from typing import NamedTuple

import invention
from lives import FIRST_DAY, LAST_DAY, Life, live

WEAK_REGION = "West"  # sells visibly less in the last year
PROSPECTS = 80


class Role(NamedTuple):
    """What a sort of customer does: how many there are, usual days between orders, usual basket in EUR."""

    label: str
    kind: str
    count: int
    gap: tuple[float, float]
    basket: tuple[float, float]
    tastes: tuple[str, ...]

    @property
    def is_firm(self) -> bool:
        return self.kind != "consumer"


_TEAS = ("Black tea", "Green tea", "Oolong", "Herbal")
ROLES = (
    Role("gift", "consumer", 370, (140, 210), (34, 95), ("Gifts", "Pots", "Cups", "Green tea")),
    Role("casual", "consumer", 682, (55, 120), (14, 55), (*_TEAS, "Coffee", "Cups", "Gifts")),
    Role("regular", "consumer", 350, (22, 50), (16, 60), (*_TEAS, "Coffee")),
    Role("passer_by", "consumer", 105, (60, 120), (9, 48), ("Herbal", "Cups", "Gifts", "Coffee")),
    Role("cafe", "business", 95, (7, 15), (70, 210), ("Coffee", "Black tea", "Herbal", "Cups")),
    Role("office", "business", 130, (24, 42), (90, 270), ("Coffee", "Herbal", "Black tea", "Green tea")),
    Role("hotel", "business", 55, (24, 45), (180, 700), ("Coffee", *_TEAS, "Cups", "Pots")),
    Role("institution", "institution", 60, (45, 90), (140, 480), ("Coffee", "Herbal", "Cups")),
    Role("reseller", "reseller", 53, (20, 42), (200, 700), (*_TEAS, "Coffee", "Pots", "Gifts")),
    Role("internal", "internal", 5, (35, 60), (20, 60), ("Coffee", "Herbal", "Green tea")),
)
KEY_ROLE = Role("key", "reseller", 12, (18, 24), (700, 1150), (*_TEAS, "Coffee", "Pots", "Gifts"))
# Three of the largest hesitate at the end, so that the manager has somebody to ring up.
KEY_PATTERNS = ("faithful", "hesitating", "rising", "fading") * 3


@dataclass
class Customer:
    role: Role
    life: Life
    gap: float
    basket: float
    favourites: list[invention.Product]
    region: str
    source: str
    owner: str
    city: str
    is_chinese: bool
    name: str = ""
    email: str = ""
    phone: str = ""
    joined_on: int | None = None
    customer_id: str = ""
    is_prospect: bool = False


def invent_customers(seed: int) -> list[Customer]:
    """Buyers and prospects together, numbered in the order in which they came."""
    rng = random.Random(seed)
    customers = [_invent(KEY_ROLE, pattern, rng) for pattern in KEY_PATTERNS]
    for role in ROLES:
        customers += [_invent(role, "", rng) for _ in range(role.count)]
    customers += _invent_prospects(rng)
    customers.sort(key=lambda customer: customer.life.start)
    _name_all(customers, rng)
    for number, customer in enumerate(customers, start=1):
        customer.customer_id = f"C{number:04d}"
        customer.joined_on = _joined_on(customer, rng)
    return customers


def _invent(role: Role, pattern: str, rng: random.Random) -> Customer:
    gap = rng.uniform(*role.gap)
    # The product of two draws leans to small baskets, with a few large ones.
    low, high = role.basket
    basket = low + (high - low) * rng.random() * (0.4 + 0.6 * rng.random())
    region = rng.choices(tuple(invention.TOWNS), (24, 21, 18, 21, 16))[0]
    life = live(role.label, pattern, gap, region == WEAK_REGION, rng)
    if region == WEAK_REGION and life.start > LAST_DAY - 365 and rng.random() < 0.5:
        region, life.in_slump = "South", False  # the weak region wins fewer newcomers, too
    source = _source(role, life.start, rng)
    life.in_slump |= source == "trade_show"  # nobody looks after the old trade-show contacts any more
    is_chinese = rng.random() < (0.85 if region == "Overseas" else 0.2 if not role.is_firm else 0)
    return Customer(
        role=role,
        life=life,
        gap=gap,
        basket=basket,
        favourites=_favourites(role, rng),
        region=region,
        source=source,
        owner=_owner(role, region, basket, rng),
        city="",
        is_chinese=is_chinese,
    )


def _invent_prospects(rng: random.Random) -> list[Customer]:
    """Contacts who never bought: they only have a day on which they joined."""
    prospects = []
    for role in rng.choices(ROLES, (4, 4, 2, 4, 2, 3, 1, 1, 2, 0), k=PROSPECTS):
        prospect = _invent(role, "faithful", rng)
        prospect.life = Life("faithful", rng.randint(FIRST_DAY + 30, LAST_DAY - 3))
        prospect.is_prospect = True
        prospects.append(prospect)
    return prospects


def _favourites(role: Role, rng: random.Random) -> list[invention.Product]:
    """People come back for the same few things; the first ones are bought most."""
    liked = [product for product in invention.PRODUCTS if product.category in role.tastes]
    return rng.sample(liked, min(len(liked), 7 if role.is_firm else 5))


def _source(role: Role, start: int, rng: random.Random) -> str:
    """Trade shows brought many firms once; hardly anybody comes from there any more."""
    if role.kind == "internal":
        return "walk_in"
    since_last_day = LAST_DAY - start
    trade_show = 18 if since_last_day > 730 else 9 if since_last_day > 365 else 1
    if role is KEY_ROLE:
        trade_show = 0
    names = ("advertising", "trade_show", "mail_or_phone", "referral", "walk_in", "online")
    if role.is_firm:
        return rng.choices(names, (12, 2 * trade_show, 24, 26, 6, 18))[0]
    return rng.choices(names, (20, trade_show / 2, 6, 18, 22, 36))[0]


def _owner(role: Role, region: str, basket: float, rng: random.Random) -> str:
    if not role.is_firm and (basket < 25 or rng.random() < 0.45):
        return ""  # small private customers look after themselves
    if role.kind == "internal":
        return ""
    first, second = invention.OWNERS[region]
    return first if rng.random() < 0.72 else second


def _joined_on(customer: Customer, rng: random.Random) -> int | None:
    if rng.random() < 0.1:
        return None
    ahead = 0 if customer.is_prospect or rng.random() < 0.55 else rng.randint(1, 12)
    return customer.life.start - ahead


def _name_all(customers: list[Customer], rng: random.Random) -> None:
    """Give everybody a name nobody else has, then the addresses which follow from it."""
    taken: set[str] = set()
    internal_names = iter(invention.INTERNAL_NAMES)
    phone_numbers = rng.sample(range(10_000), len(customers))
    for customer, phone_number in zip(customers, phone_numbers, strict=True):
        towns = invention.TOWNS[customer.region]
        town = rng.choice(towns)
        if customer.role.kind == "internal":
            name, mailbox = next(internal_names)
        else:
            name, mailbox, town = _free_name(customer, town, taken, rng)
        taken.add(name)
        taken.add(mailbox)
        customer.name, customer.city = name, town.name
        customer.email = f"{mailbox}@example.{rng.choice(('com', 'org', 'net'))}" if rng.random() < 0.95 else ""
        with_phone = customer.role.is_firm or rng.random() < 0.5
        customer.phone = f"+{town.dialling_code} 5550 {phone_number:04d}" if with_phone else ""


def _free_name(
    customer: Customer, town: invention.Town, taken: set[str], rng: random.Random
) -> tuple[str, str, invention.Town]:
    while True:
        if customer.role.is_firm:
            name, mailbox, found_town = _firm_name(customer, town, rng)
        else:
            name, mailbox = _person_name(customer, rng)
            found_town = town
        if name not in taken:
            break
    number = 2
    unique = mailbox
    while unique in taken:
        unique, number = f"{mailbox}{number}", number + 1
    return name, unique, found_town


def _person_name(customer: Customer, rng: random.Random) -> tuple[str, str]:
    if customer.is_chinese:
        surname, given = rng.choice(invention.CHINESE_SURNAMES), rng.choice(invention.CHINESE_GIVEN_NAMES)
        return surname.text + given.text, f"{given.latin}.{surname.latin}"
    first, last = rng.choice(invention.WESTERN_FIRST_NAMES), rng.choice(invention.WESTERN_SURNAMES)
    return f"{first} {last}", f"{first}.{last}".lower()


def _firm_name(customer: Customer, town: invention.Town, rng: random.Random) -> tuple[str, str, invention.Town]:
    label = "reseller" if customer.role is KEY_ROLE else customer.role.label
    if customer.is_chinese:
        home, name = rng.choice(invention.CHINESE_TOWNS), rng.choice(invention.CHINESE_FIRM_NAMES)
        full = home.text + name.text + rng.choice(invention.CHINESE_FIRM_ENDINGS[label])
        return full, f"{name.latin}.{home.latin}", invention.Town(home.latin.title(), "86")
    name = rng.choice(invention.WESTERN_FIRM_NAMES)
    full = rng.choice(invention.WESTERN_FIRM_FORMS[label]).format(name)
    return full, full.lower().replace("é", "e").replace(" ", "."), town
