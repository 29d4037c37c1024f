"""Tables of orders for property tests: what they hold, and how a shop system of some country would write them."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st


@dataclass(frozen=True)
class Order:
    """One order as it is meant."""

    order_id: str
    customer_id: str
    name: str
    ordered_at: datetime
    amount: Decimal
    status: str


@dataclass(frozen=True)
class Country:
    """The words and encodings of one country."""

    header: tuple[str, ...]
    names: tuple[str, ...]
    encodings: tuple[str, ...]
    paid: str
    cancelled: str


COUNTRIES = (
    Country(
        ("order_id", "customer_id", "customer name", "order date", "amount", "status"),
        ("Ann Lee", "O'Neil, Bob", 'Cy "Big" Dee', "Zoë Müller", "José Peña", "Åse Bø"),
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"), "paid", "Cancelled",
    ),
    Country(
        ("订单编号", "客户编号", "客户名称", "下单时间", "订单金额", "订单状态"),
        ("张伟", "王秀英，分店", "李娜", "欧阳锋", "北京测试贸易有限公司"),
        ("utf-8", "utf-8-sig", "utf-16", "gb18030"), "已完成", "已取消",
    ),
    Country(
        ("訂單編號", "客戶編號", "客戶名稱", "訂單日期", "訂單金額", "訂單狀態"),
        ("陳怡君", "林志豪", "黃淑芬、分店", "臺北測試貿易有限公司"),
        ("utf-8", "utf-8-sig", "utf-16", "big5"), "已完成", "已取消",
    ),
)  # fmt: skip
DATES = {
    "ymd": ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y.%m.%d %H:%M", "%Y%m%d", "%Y年%m月%d日"),
    "dmy": ("%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y", "%d.%m.%y"),
    "mdy": ("%m/%d/%Y %H:%M", "%m/%d/%y", "%m/%d/%Y %I:%M:%S %p"),
}
NUMBERS = {
    ".": ("{plain}", "{grouped}", "${grouped}", "{grouped} USD", "brackets", "trailing minus"),
    ",": ("{plain}", "{grouped}", "{grouped} €"),
}


@st.composite
def orders(draw, least=1, most=12):
    """A list of orders with distinct ids."""
    country = draw(st.sampled_from(COUNTRIES))
    ids = draw(st.lists(st.text("ABCxyz0123456789-#", min_size=1, max_size=8), min_size=least, max_size=most,
                        unique=True))  # fmt: skip
    ids = [f"o{each}" for each in ids]
    moments = st.datetimes(datetime(1990, 1, 2), datetime(2025, 12, 31)).map(lambda each: each.replace(microsecond=0))
    amounts = st.decimals(Decimal("-99999.99"), Decimal("9999999.99"), places=2, allow_nan=False, allow_infinity=False)
    made = [
        Order(
            each, draw(st.text("abc0123", min_size=1, max_size=4)).join("c-"), draw(st.sampled_from(country.names)),
            draw(moments), draw(amounts), draw(st.sampled_from((country.paid, country.paid, country.cancelled))),
        )
        for each in ids
    ]  # fmt: skip
    return country, made


@dataclass(frozen=True)
class Style:
    """How a table is written."""

    encoding: str
    delimiter: str
    quoting: int
    line_end: str
    date_order: str
    date_format: str
    mark: str
    number: str
    titles: int

    def written(self, country: Country, table: list[Order]) -> bytes:
        """The table as the bytes of a file."""
        out = io.StringIO()
        out.write("".join(f"Report {number}{self.line_end}" for number in range(self.titles)))
        writer = csv.writer(out, delimiter=self.delimiter, quoting=self.quoting, lineterminator=self.line_end)
        writer.writerow(country.header)
        for each in table:
            moment = each.ordered_at.strftime(self.date_format)
            writer.writerow(
                [each.order_id, each.customer_id, each.name, moment, self._number(each.amount), each.status]
            )
        return out.getvalue().encode(self.encoding)

    def kept(self, moment: datetime) -> datetime:
        """The moment as far as this style writes it."""
        return datetime.strptime(moment.strftime(self.date_format), self.date_format)

    def _number(self, amount: Decimal) -> str:
        grouped, plain = f"{abs(amount):,.2f}", f"{abs(amount):.2f}"
        if self.mark == ",":
            grouped, plain = (text.translate(str.maketrans(",.", ".,")) for text in (grouped, plain))
        sign = "-" if amount < 0 else ""
        if self.number == "brackets":
            return f"({grouped})" if sign else grouped
        if self.number == "trailing minus":
            return grouped + sign
        return sign + self.number.format(plain=plain, grouped=grouped)


@st.composite
def styles(draw, country):
    """A style that can hold the country's words."""
    order, mark = draw(st.sampled_from(list(DATES))), draw(st.sampled_from(list(NUMBERS)))
    return Style(
        encoding=draw(st.sampled_from(country.encodings)),
        delimiter=draw(st.sampled_from((",", ";", "\t", "|"))),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        line_end=draw(st.sampled_from(("\n", "\r\n"))),
        date_order=order, date_format=draw(st.sampled_from(DATES[order])),
        mark=mark, number=draw(st.sampled_from(NUMBERS[mark])),
        titles=draw(st.sampled_from((0, 0, 2))),
    )  # fmt: skip
