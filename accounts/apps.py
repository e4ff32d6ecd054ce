"""Accounts: who somebody is, and the sessions through which they act."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import browser, personal_data, tokens, ways_in
        from accounts.services import account, blocks, export, locking, passkey_records
        from accounts.services.second_factor import removal
        from foundation import deadlines
        from foundation.idempotency import people

        # A key that cannot protect tokens is an error at start-up, not at log-in.
        tokens.AccessToken.backend()
        user_logged_in.connect(browser.open_browser_session, dispatch_uid="open_browser_session")
        user_logged_out.connect(browser.close_browser_session, dispatch_uid="close_browser_session")
        personal_data.register(
            "accounts", export=export.export_accounts_part, erase=account.erase_accounts_part
        )
        ways_in.register("second factor", account.end_second_factor)
        ways_in.register("removals", removal.end_removals)
        ways_in.register("passkeys", passkey_records.end_passkeys)
        people.register("accounts", blocks.named_in)
        people.register_holder("accounts", locking.hold_unless_erased)
        deadlines.register(
            "second-factor-removals",
            deadlines.Deadlines(earliest=removal.next_due, settle=removal.remove_due),
        )
