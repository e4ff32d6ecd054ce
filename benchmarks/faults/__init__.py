"""Faults put on the running product for real: what must hold, and what was found."""
