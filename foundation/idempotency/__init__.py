"""`Idempotency-Key`: a request that is sent again does nothing again, and gets the same answer.

A key (`keys`) belongs to an account and a route. The first request with it *claims* it (`claims`);
its answer is kept for a day, encrypted (`answers`), and given to whoever comes with the same key
and the same body (`fingerprints`). `handling` puts this around an action of a viewset.

A worker may be killed at any moment. So the first change of each transaction of the request takes
along a note in the claim's row (`marking`), which is committed with the change or not at all:

- not noted: nothing happened. Whoever comes next, after `claims.LEASE`, takes over. Should the one
  before be alive after all, its note finds the claim gone, and its transaction is rolled back.
- noted, but without an answer: it happened, and nobody knows any more what was answered. Whoever
  comes next is told so, with the id of what was made, and nothing happens twice.

No lock is held across statements: each claim is one statement in a transaction of its own. The
package knows no account: `people` is where higher apps say whose text an answer may hold.
"""
