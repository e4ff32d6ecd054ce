"""Learning from use, where `LEARN_FROM_SEARCHES` says so: what five people asked for, staff see.

`noting` takes what was asked, after the answer; `texts` says what is never kept; `periods` has the
key by which askers are told apart, and for how long; `counting` counts them, and keeps a text that
the fifth asked for; `names` leaves out who is looked for by name.
"""
