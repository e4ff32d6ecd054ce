"""The web pages of projects and proposals."""
