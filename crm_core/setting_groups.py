"""How the settings are laid out on the page: sections, and what stands together in them."""

from crm_core.locale import _

# Section → the settings that steer it as a whole, then side by side those that belong together.
GROUPS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    _("Time"): ((), (("history_months", "time_zone"), ("window_months",), ("warming_up_days",))),
    _("Value tiers"): (
        ("tier_value", "tier_method"),
        (
            ("tier_share_a", "tier_share_b"),
            ("tier_rank_a", "tier_rank_b"),
            ("tier_amount_a", "tier_amount_b"),
            ("tier_memory", "pace_purchase_days"),
            ("rising_from",),
            ("falling_to",),
        ),
    ),
    _("Loyalty quadrants"): (
        (),
        (
            ("repeat_method", "repeat_at_most", "repeat_fixed"),
            ("survey_months", "attitude_high"),
            ("estimate_attitude", "estimate_high"),
            ("diamond_share", "emotional_from"),
            ("impulsive_share", "impulsive_orders"),
            ("behavioural_purchases", "behavioural_variation"),
        ),
    ),
    _("Lifecycle stages"): (
        (),
        (
            ("wavering_overdue", "wavering_days"),
            ("lost_overdue", "lost_days"),
            ("solid_purchase_days", "solid_tenure_days"),
        ),
    ),
    _("Forecast"): ((), (("forecast_months",), ("discount_rate",), ("margin_rate",))),
    _("Trust"): ((), (("outcome_months",), ("returned_at_most",), ("returned_worth_saying",))),
}
