"""Several servers on one machine, as a large deployment has them: a primary, a replica that
streams from it, and a transaction pooler.
"""
