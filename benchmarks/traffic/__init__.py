"""Mixed traffic of many clients on a large market, and how long each kind of request waits."""
