"""The web pages of reviews, and of what needs them."""
