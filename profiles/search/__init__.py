"""Search over freelancers: what is mirrored, how it is asked, and what comes back.

`tags` says how filters become integers, `mirror` writes the entries, `ladder` asks them from the
best downwards, `query` reads what a client asks for, `pages` makes pages of it, and `vocabulary`
forgives typos.
"""
