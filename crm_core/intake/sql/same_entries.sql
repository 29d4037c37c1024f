-- Which kept rows of two imports tell of the same thing; loading, undoing and the list of changed values must agree.

-- Two refunds of one number: the same if they have moment and amount in common; where one names another order, its
-- number is its own, and the two are enough. A credit note can be of several orders; a file that does not say of which
-- means the one that the other file says.
create or replace temp macro is_same_refund(
    order_id, refund_of, moment, amount, other_of, other_moment, other_amount
) as
coalesce(refund_of, other_of) is not distinct from coalesce(other_of, refund_of)
and (
    coalesce(refund_of, other_of) <> order_id
    or (moment = other_moment and amount = other_amount)
);

-- Which facts of a customer a row of an order file tells, a bit for each.
create or replace temp macro facts_told(name, email, phone, account, postcode, region, owner) as
if(name is null, 0, 1)
| if(email is null, 0, 2)
| if(phone is null, 0, 4)
| if(account is null, 0, 8)
| if(postcode is null, 0, 16)
| if(region is null, 0, 32)
| if(owner is null, 0, 64);

-- Whether all facts of the one are among those of the other.
create or replace temp macro are_among(told, others) as
(told & others) = told;
