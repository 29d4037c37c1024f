"""All pages: in which section of the navigation each stands, and what it is called."""

from typing import NamedTuple

from crm_core.locale import _


class Listed(NamedTuple):
    """One page. name: of its file, and in its address; section and title are still to be translated."""

    section: str
    name: str
    title: str
    icon: str


# The first one is the home page.
PAGES = (
    Listed(_("Portfolio"), "overview", _("Overview"), ":material/space_dashboard:"),
    Listed(_("Portfolio"), "this_week", _("This week"), ":material/call:"),
    Listed(_("Portfolio"), "customers", _("Customers"), ":material/groups:"),
    Listed(_("Portfolio"), "compare", _("Compare"), ":material/compare:"),
    Listed(_("Labels"), "tiers", _("Tiers"), ":material/leaderboard:"),
    Listed(_("Labels"), "loyalty", _("Loyalty"), ":material/favorite:"),
    Listed(_("Labels"), "lifecycle", _("Lifecycle"), ":material/timeline:"),
    Listed(_("Changes"), "movement", _("Movement"), ":material/swap_vert:"),
    Listed(_("Changes"), "flow", _("Flow"), ":material/water_drop:"),
    Listed(_("Changes"), "cohorts", _("Cohorts"), ":material/grid_on:"),
    Listed(_("Outlook"), "forecast", _("Forecast"), ":material/trending_up:"),
    Listed(_("Outlook"), "concentration", _("Concentration"), ":material/donut_large:"),
    Listed(_("Outlook"), "trust", _("Trust"), ":material/verified:"),
    Listed(_("Shop"), "data", _("Data"), ":material/database:"),
    Listed(_("Shop"), "quality", _("Data quality"), ":material/fact_check:"),
    Listed(_("Shop"), "who_is_who", _("Who is who"), ":material/person_search:"),
    Listed(_("Shop"), "sharing", _("Sharing"), ":material/share:"),
    Listed(_("Shop"), "settings", _("Settings"), ":material/settings:"),
)

HOME = PAGES[0].name
TITLES = {page.name: page.title for page in PAGES}
