"""One-time codes by SMS: the phone as a way in, and as a proof."""

from __future__ import annotations

from django.apps import AppConfig


class OtpConfig(AppConfig):
    name = "otp"
    verbose_name = "One-time codes"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from otp.services import records

        personal_data.register("otp", export=records.export, erase=records.erase)
