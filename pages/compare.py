"""How do two differ: two segments, or two customers, side by side."""

from pages.parts.compare_customers import compare_customers
from pages.parts.compare_groups import compare_groups
from pages.parts.compare_sides import choose_kind, kept, write_address
from pages.parts.filters import header
from pages.parts.words import t


def page() -> None:
    """One run of the page."""
    scope = header(t("Compare"))
    now = kept()
    choose_kind(now)
    if now.kind == "groups":
        compare_groups(now, scope)
    else:
        compare_customers(now, scope)
    write_address(now)


page()
