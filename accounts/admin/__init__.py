"""What staff see of accounts, a file for each noun."""

from __future__ import annotations

from accounts.admin.blocked_origins import BlockedDomainAdmin, BlockedNetworkAdmin
from accounts.admin.blocks import BlockAdmin
from accounts.admin.groups import StaffGroupAdmin
from accounts.admin.passkeys import PasskeyAdmin
from accounts.admin.second_factor import FactorRemovalAdmin, SecondFactorAdmin
from accounts.admin.sessions import SessionAdmin
from accounts.admin.users import AddressAdmin, UserAdmin

__all__ = [
    "AddressAdmin",
    "BlockAdmin",
    "BlockedDomainAdmin",
    "BlockedNetworkAdmin",
    "FactorRemovalAdmin",
    "PasskeyAdmin",
    "SecondFactorAdmin",
    "SessionAdmin",
    "StaffGroupAdmin",
    "UserAdmin",
]
