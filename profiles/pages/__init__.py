"""The web pages of profiles, a module for each journey."""
