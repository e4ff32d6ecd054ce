"""The web pages of bookmarks."""
