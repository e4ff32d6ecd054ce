"""Reading CVs: a document in, its text and what it seems to say out.

Nothing in this package imports Django, has a database connection or writes anything: it runs in a
process of its own with limits (`worker`), started by `sandbox`. What it finds are suggestions.
"""
