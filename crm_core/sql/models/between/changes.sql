-- One row per customer of the two snapshots compared whose label of any kind differs, or who came back.
select *
from pairs
where
    (tier is distinct from tier_before)
    or (quadrant is distinct from quadrant_before)
    or stage <> stage_before
    or is_returned
