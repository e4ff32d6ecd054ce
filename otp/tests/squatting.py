"""Somebody who registers with what is not theirs, and the links and codes that all sides get."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from accounts.models import User
from conftest import Client
from otp import sms

SQUATTERS = {"email": "squatter@example.com", "phone_number": "+919820011111"}
HOLDERS = {"email": "holder@example.com", "phone_number": "+919820022222"}
THIRD_PHONE = "+919820033333"
SQUATTERS_PASSWORD = "plum velvet tractor 19"
HOLDERS_PASSWORD = "a heron over the weir 7"
OTHER_PASSWORD = "eleven grey pebbles 3"
_addresses = count()


def link_in(mails: list[Any], address: str, page: str) -> str | None:
    """The token of the latest link to this page that was mailed to the address."""
    found = [
        match[1]
        for mail in mails
        if mail.to == [address] and (match := re.search(rf"/{page}\?token=(\S+)", mail.body))
    ]
    return found[-1] if found else None


def code_for(phone_number: str, purpose: str = "login", client: Client | None = None) -> str | None:
    """Ask for a code; the one that came."""
    before = len(sms.outbox)
    body = {"phone_number": phone_number, "purpose": purpose}
    assert (client or Client()).post("auth/request-otp", body).status_code == 202
    texts = [text for number, text in sms.outbox[before:] if number == phone_number]
    found = re.search(r"\b\d{6}\b", texts[-1]) if texts else None
    return found[0] if found else None


def with_code(phone_number: str, code: str | None, **body: Any) -> Any:
    given = {"phone_number": phone_number, "purpose": "login", "code": code or "000000"} | body
    return Client().post("auth/verify-otp", given)


def log_in(**body: str) -> Any:
    """From an address of its own each time: no limit is to refuse what the rule should."""
    address = f"198.51.{next(_addresses) % 250}.7"
    return Client().post("auth/login", body, REMOTE_ADDR=address)


def opens(answer: Any, account: User) -> bool:
    """Whether an answer lets somebody into the account."""
    body = answer.json() if answer.content else {}
    return "access_token" in body and body["user"]["id"] == str(account.pk)


@dataclass
class Squatter:
    """Registers with what is not theirs, keeps whatever they get, and tries all of it later."""

    mails: list[Any]
    typed_in: dict[str, str]
    kept: dict[str, Any] = field(default_factory=dict)

    def register(self) -> None:
        body = {"username": "squatted", "password": SQUATTERS_PASSWORD, "role": "freelancer"}
        answer = Client().post("auth/register", body | self.typed_in)
        assert answer.status_code == 201, answer.content
        self.kept["session"] = answer.json()
        self.client = Client()
        self.client.use_token(answer.json()["access_token"])
        self.account = User.objects.get(username="squatted")

    def prepare(self) -> None:
        """Have all mailed and texted that can be, before the holder comes."""
        own = SQUATTERS["email"]
        Client().post("auth/forgot-password", {"email": own})
        self.kept["verify"] = link_in(self.mails, own, "verify-email")
        self.kept["reset"] = link_in(self.mails, own, "reset-password")
        if self.typed_in.get("phone_number") == SQUATTERS["phone_number"]:
            self.kept["code"] = code_for(SQUATTERS["phone_number"])
        self.kept["new phone"] = code_for(THIRD_PHONE, "verification", self.client)

    def verify_own(self) -> None:
        """Verify what is the squatter's own, in the account's live session."""
        if self.typed_in.get("email") == SQUATTERS["email"]:
            token = link_in(self.mails, SQUATTERS["email"], "verify-email")
            assert self.client.post("auth/verify-email", {"token": token}).status_code == 200
        if self.typed_in.get("phone_number") == SQUATTERS["phone_number"]:
            code = code_for(SQUATTERS["phone_number"], "verification", self.client)
            body = {"phone_number": SQUATTERS["phone_number"], "purpose": "verification"}
            answer = self.client.post("auth/verify-otp", body | {"code": code})
            assert answer.status_code == 200, answer.content

    def try_everything(self) -> list[str]:
        """Each move that leads into the account, by its name."""
        moves = [name for name in dir(self) if name.startswith("by_")]
        return [name for name in moves if getattr(self, name)()]

    def by_access_token(self) -> bool:
        return bool(self.client.get("me").status_code == 200)

    def by_refresh_token(self) -> bool:
        body = {"refresh_token": self.kept["session"]["refresh_token"]}
        return bool(Client().post("auth/refresh-token", body).status_code == 200)

    def by_password(self) -> bool:
        return self._log_in(SQUATTERS_PASSWORD)

    def _log_in(self, password: str) -> bool:
        names = [{"username": "squatted"}, *({key: one} for key, one in self.typed_in.items())]
        answers = [log_in(**name, password=password) for name in names]
        return any(opens(answer, self.account) for answer in answers)

    def by_verification_link(self) -> bool:
        for more in ({}, {"password": SQUATTERS_PASSWORD}, {"new_password": OTHER_PASSWORD}):
            body = {"token": self.kept["verify"] or "x"} | more
            if self.client.post("auth/verify-email", body).status_code == 200:
                return True
            if Client().post("auth/verify-email", body).status_code == 200:
                return True
        return self._log_in(OTHER_PASSWORD)

    def by_reset_link(self) -> bool:
        Client().post("auth/forgot-password", {"email": SQUATTERS["email"]})
        late = link_in(self.mails, SQUATTERS["email"], "reset-password")
        for token in filter(None, (self.kept["reset"], late)):
            body = {"token": token, "new_password": OTHER_PASSWORD}
            Client().post("auth/reset-password", body)
        return self._log_in(OTHER_PASSWORD)

    def by_code(self) -> bool:
        phone = SQUATTERS["phone_number"]
        codes = [self.kept.get("code"), code_for(phone)]
        return any(opens(with_code(phone, code), self.account) for code in codes if code)

    def by_new_phone(self) -> bool:
        body = {"phone_number": THIRD_PHONE, "purpose": "verification"}
        body |= {"code": self.kept["new phone"], "current_password": SQUATTERS_PASSWORD}
        self.client.post("auth/verify-otp", body)
        return opens(with_code(THIRD_PHONE, code_for(THIRD_PHONE)), self.account)
