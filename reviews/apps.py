"""Reviews: did they do it well."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from foundation import deadlines
        from foundation.idempotency import people
        from reviews import personal_data as own_data
        from reviews import signing
        from reviews.services import revealing

        signing.configured()  # a key that cannot sign is an error at start-up, not at an export
        deadlines.register("reviews", deadlines.Deadlines(revealing.next_end, revealing.reveal_due))
        people.register("reviews", own_data.having_part)
        personal_data.register("reviews", export=own_data.export, erase=own_data.erase)
