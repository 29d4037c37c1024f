"""Why a customer carries its labels, and the shortest way to the next better ones (definitions, section 13).

The rule that fired with its inputs and lines is one text, the way is another; both in the reader's language, each from
one template. `tiers`, `quadrants` and `stages` hold the rules, `texts` puts them together for many customers.
"""
