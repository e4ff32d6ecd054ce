"""The business events of accounts, a module for each journey."""
