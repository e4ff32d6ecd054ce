"""Guildhall against a machine that reads its schema and tries everything: Schemathesis as each kind
of caller, with things of the caller's own to work on.
"""
