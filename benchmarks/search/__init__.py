"""Search, matching and the figures of the admin at two sizes of data: `make bench-search`."""
