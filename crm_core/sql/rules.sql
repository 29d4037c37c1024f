-- The rules that make labels of facts (definitions, sections 4 to 7). Snapshots apply them to the cut-offs of their own
-- day, movement applies them to those of an earlier one.

create or replace macro tier_of(purchase_days, value, lowest_a, lowest_b) as
case
    when purchase_days = 0 then null
    when value <= 0 then cast('C' as tier)
    when value >= lowest_a then cast('A' as tier)
    when value >= lowest_b then cast('B' as tier)
    when value < lowest_b then cast('C' as tier)
    else error('no tier for value ' || value)
end;

create or replace macro usual_gap_of(rhythm_days, first_purchase, last_purchase, total_purchase_days) as
(2 * rhythm_days + date_diff('day', first_purchase, last_purchase)) / (2 + (total_purchase_days - 1));

create or replace macro is_overdue(total_purchase_days, overdue, recency_days, times, days) as
total_purchase_days > 0 and overdue > times and recency_days > days;

create or replace macro keeps_rhythm(total_purchase_days, overdue) as
case when total_purchase_days >= 2 then case when overdue <= 1 then 1.0 else 0.0 end end;

create or replace macro is_broad(breadth, breadth_line) as
case when breadth is not null then case when breadth >= breadth_line then 1.0 else 0.0 end end;

create or replace macro estimate_of(rhythm_sign, breadth_sign) as
100 * (coalesce(rhythm_sign, 0) + coalesce(breadth_sign, 0))
/ nullif(cast(rhythm_sign is not null as integer) + cast(breadth_sign is not null as integer), 0);

create or replace macro quadrant_of(tier, attitude_is_high, repeat_is_high) as
case
    when tier is null then null
    when attitude_is_high and repeat_is_high then cast('loyal' as quadrant)
    when attitude_is_high and not repeat_is_high then cast('latent' as quadrant)
    when not attitude_is_high and repeat_is_high then cast('spurious' as quadrant)
    when not attitude_is_high and not repeat_is_high then cast('no_loyalty' as quadrant)
    when attitude_is_high is null and repeat_is_high then cast('unmeasured_repeat' as quadrant)
    when attitude_is_high is null and not repeat_is_high then cast('unmeasured_occasional' as quadrant)
    else error('no quadrant')
end;

-- Only of customers who bought: the others are prospects, or had nothing but a refund.
create or replace macro stage_of(
    is_lost, is_wavering, was_lost, total_purchase_days, tenure_days, solid_purchase_days, solid_tenure_days
) as
case
    when is_lost then cast('lost' as stage)
    when is_wavering then cast('wavering' as stage)
    when was_lost then cast('won_back' as stage)
    when total_purchase_days = 1 then cast('acquainted' as stage)
    when total_purchase_days <= 3 then cast('reserved' as stage)
    when total_purchase_days >= solid_purchase_days and tenure_days >= solid_tenure_days then cast('solid' as stage)
    when total_purchase_days >= 4 then cast('steady' as stage)
    else error('no stage')
end;

-- Loyal is better than the two in the middle, these than no loyalty; the unknown is neither better nor worse.
create or replace macro quadrant_place(quadrant) as
case quadrant
    when 'loyal' then 0
    when 'latent' then 1
    when 'spurious' then 1
    when 'no_loyalty' then 2
end;

-- How fast a customer buys against its own earlier pace and that of all; null where that cannot be judged.
create or replace macro pace_class_of(pace, tier, tier_before, rising_from, falling_to) as
case
    when pace is null then null
    when tier in ('B', 'C') and pace >= rising_from then 'rising'
    when (coalesce(tier in ('A', 'B'), false) or coalesce(tier_before in ('A', 'B'), false)) and pace <= falling_to
        then 'falling'
    when pace is not null then 'neither'
end;

-- Which way a label moved: -1 is better, 1 worse, 0 neither (definitions, section 6). No tier comes after C.
create or replace macro tier_place(tier) as
case tier when 'A' then 0 when 'B' then 1 when 'C' then 2 else 3 end;

create or replace macro tier_step(tier_before, tier) as
sign(tier_place(tier) - tier_place(tier_before));

create or replace macro quadrant_step(quadrant_before, quadrant) as
coalesce(sign(quadrant_place(quadrant) - quadrant_place(quadrant_before)), 0);

create or replace macro stage_step(stage) as
case when stage in ('wavering', 'lost') then 1 else -1 end;

create or replace macro direction_of(step) as
case step
    when -1 then 'better'
    when 1 then 'worse'
    when 0 then 'neither'
    else error('no direction')
end;

-- The one cause of a move: the first that holds (definitions, section 7).
create or replace macro cause_of(is_shift, step, label_after, has_bought, has_refund, has_answer) as
case
    when is_shift then 'cut_off_shifted'
    when has_answer or (step <= 0 and has_bought) then 'customer_acted'
    when has_refund and (step >= 0 or label_after = 'refund_only') then 'customer_acted'
    else 'time_passed'
end;

-- How much service a customer deserves (definitions, section 4): the first that holds. last_tier: the one it had last.
create or replace macro value_class_of(stage, tier, last_tier, pace_class) as
case
    when stage = 'prospect' then 'opportunity'
    when stage = 'lost' and coalesce(tier, last_tier) in ('A', 'B') then 'opportunity'
    when tier = 'A' then 'key'
    when tier = 'B' then 'developing'
    when tier = 'C' and pace_class = 'rising' then 'developing'
    else 'maintained'
end;
