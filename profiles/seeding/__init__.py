"""Believable people for development and measurement: `manage.py seed`."""
