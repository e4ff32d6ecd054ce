"""The web pages of conversations."""
