"""What people do with passkeys by the API, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import Passkey
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD

if TYPE_CHECKING:
    from accounts.tests.authenticator import Json
    from conftest import Client


def creation_options(client: Client, password: str | None = PASSWORD) -> Json:
    body = {"current_password": password} if password else {}
    answer = client.post("me/passkeys/options", body)
    assert answer.status_code == 200, answer.content
    options: Json = answer.json()
    return options


def register(client: Client, credential: Json, name: str = "Phone") -> Any:
    return client.post("me/passkeys", {"name": name, "credential": credential})


def add_passkey(
    client: Client, authenticator: Authenticator | None = None, name: str = "Phone"
) -> tuple[Authenticator, Passkey]:
    """A new passkey of whoever the client acts as, and what holds it."""
    authenticator = authenticator or Authenticator()
    answer = register(client, authenticator.create(creation_options(client)), name)
    assert answer.status_code == 201, answer.content
    return authenticator, Passkey.objects.get(pk=answer.json()["id"])


def request_options(client: Client) -> Json:
    options: Json = client.post("auth/passkey-options").json()
    return options


def log_in(client: Client, credential: Json, **fields: Any) -> Any:
    return client.post("auth/passkey-login", {"credential": credential, **fields})
