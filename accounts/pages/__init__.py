"""The web pages of accounts, a module for each journey."""
