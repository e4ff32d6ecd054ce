"""Bookmarks: searches that somebody saves and is told of, and lists of people and projects."""

from __future__ import annotations

from django.apps import AppConfig


class BookmarksConfig(AppConfig):
    name = "bookmarks"
    verbose_name = "Bookmarks"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from bookmarks import personal_data as own_data
        from bookmarks.services import looking
        from foundation import deadlines
        from foundation.idempotency import people

        personal_data.register("bookmarks", export=own_data.export, erase=own_data.erase)
        people.register("bookmarks", own_data.having_part)
        deadlines.register(
            "saved searches", deadlines.Deadlines(looking.next_look, looking.queue_due)
        )
