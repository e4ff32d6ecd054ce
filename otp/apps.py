"""One-time codes by SMS: the phone as a way in, and as a proof."""

from __future__ import annotations

from django.apps import AppConfig


class OtpConfig(AppConfig):
    name = "otp"
    verbose_name = "One-time codes"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data, text_messages, ways_in
        from otp.services import notices, records

        personal_data.register("otp", export=records.export, erase=records.erase)
        ways_in.register("one-time codes", records.end_codes)
        text_messages.register(notices.notify_later)
