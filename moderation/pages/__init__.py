"""The pages: reporting, reading decisions, appealing."""
