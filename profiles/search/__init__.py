"""Search over freelancers: what is mirrored, how it is asked, and what comes back.

`tags` says how filters become integers, `mirror` writes the entries, `source` feeds them to the
index, `query` reads what a client asks for, `by_words` and `in_order` list it, `without_index` does
so while there is no index, `pages` makes pages of it, and `vocabulary` forgives typos.
"""
