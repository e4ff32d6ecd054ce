"""Exchange rates, if an operator loads any: read from a file, kept as of one day, and used to
compare amounts of different currencies. Nothing is ever paid by them.
"""
