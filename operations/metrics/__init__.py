"""What Prometheus reads at `/metrics`: docs/operations.md lists it.

Each process counts for itself, in files of a folder that the processes of one server share
(`folders`); whichever worker is asked adds them up (`scraping`). Nothing of it is loaded, and no
file written, unless METRICS_TOKEN is set.
"""
