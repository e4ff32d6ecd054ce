"""Reads from a streaming replica, when `DATABASE_REPLICA_URL` names one. Without it nothing of this
is installed.

- `routing`: which reads may go there. Django's router, and a middleware that knows who is asking.
- `freshness`: how old the replica's state is at most, and whether it is there at all.
- `recent_writes`: when somebody last wrote, so that they read it back.
- `base`: the Django backend, which asks the primary what the replica does not answer.

docs/scaling.md says what is promised, and docs/decisions.md why it is done like this.
"""
