"""The business events of reviews, a module for each journey."""
