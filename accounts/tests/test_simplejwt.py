"""What is used of SimpleJWT, and what it would do by itself that must not happen here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import jwt
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework_simplejwt import tokens as simplejwt_tokens
from rest_framework_simplejwt.authentication import JWTAuthentication

from accounts import token_keys, tokens
from accounts.authentication import TokenAuthentication
from accounts.errors import SessionEnded
from accounts.models import RevokedReason, Session, User
from accounts.services.sessions import end_session, open_session
from accounts.tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from conftest import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(freelancer: User) -> Session:
    return open_session(user=freelancer, user_agent="", address="203.0.113.7")


def written(token: str) -> dict[str, Any]:
    """What a token says on the wire."""
    return jwt.decode(token, options={"verify_signature": False})


def code_of_me(api: Client, token: str) -> str:
    api.use_token(token)
    answer = api.get("me")
    assert answer.status_code == 401
    return answer.json()["errors"][0]["code"]


def code_of_refresh(api: Client, token: str) -> str:
    answer = api.post("auth/refresh-token", {"refresh_token": token})
    assert answer.status_code == 401
    return answer.json()["errors"][0]["code"]


def test_an_access_token_says_who_in_which_session_and_role(
    freelancer: User, session: Session
) -> None:
    token = tokens.access_token(freelancer, session)
    says = written(token)
    made_at, number = says.pop("iat"), UUID(says.pop("jti"))
    kid = token_keys.RING.signing_key(at=made_at).kid
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT", "kid": kid}
    assert number.version == 7
    assert abs(made_at - timezone.now().timestamp()) < 60
    assert says == {
        "typ": "access",
        "sub": str(freelancer.pk),
        "role": "freelancer",
        "sid": str(session.pk),
        "exp": made_at + 30 * 60,
        "iss": "guildhall",
        "aud": "guildhall",
    }


def test_a_refresh_token_is_derived_from_its_session_alone(session: Session) -> None:
    token = tokens.refresh_token(session)
    assert token == tokens.refresh_token(Session.objects.get())
    assert written(token) == {
        "typ": "refresh",
        "sub": str(session.user_id),
        "sid": str(session.pk),
        "ctr": 0,
        "iat": int(session.rotated_at.timestamp()),
        "exp": int(session.expires_at.timestamp()),
        "jti": uuid5(session.pk, "0").hex,
        "iss": "guildhall",
        "aud": "guildhall",
    }


@pytest.mark.parametrize(
    "token_class",
    [
        simplejwt_tokens.AccessToken,
        simplejwt_tokens.RefreshToken,
        simplejwt_tokens.SlidingToken,
        tokens.AccessToken,
        tokens.RefreshToken,
    ],
)
def test_a_token_without_a_session_is_refused(
    api: Client, freelancer: User, token_class: type[simplejwt_tokens.Token]
) -> None:
    token = str(token_class.for_user(freelancer))
    assert code_of_refresh(api, token) == "token_invalid"
    assert code_of_me(api, token) == "token_invalid"


@pytest.mark.parametrize("token_type", ["sliding", "untyped", "refresh", "Access", ""])
def test_an_access_token_of_another_type_gives_no_access(
    api: Client, freelancer: User, session: Session, token_type: str
) -> None:
    token = tokens.AccessToken.for_session(freelancer, session)
    token["typ"] = token_type
    assert code_of_me(api, str(token)) == "token_invalid"


def test_an_access_token_is_not_exchanged_and_ends_nothing(
    api: Client, freelancer: User, session: Session
) -> None:
    token = tokens.AccessToken.for_session(freelancer, session)
    assert code_of_refresh(api, str(token)) == "token_invalid"
    token["ctr"] = session.refresh_counter
    assert code_of_refresh(api, str(token)) == "token_invalid"
    assert Session.objects.live().count() == 1


def test_a_refresh_token_without_its_counter_is_refused(api: Client, session: Session) -> None:
    token = tokens.RefreshToken.for_session(session)
    del token["ctr"]
    assert code_of_refresh(api, str(token)) == "token_invalid"


def test_an_access_token_derived_from_a_refresh_token_dies_with_the_session(
    api: Client, session: Session
) -> None:
    token = str(tokens.RefreshToken.for_session(session).access_token)
    end_session(session_id=session.pk, reason=RevokedReason.ENDED)
    assert code_of_me(api, token) == "session_ended"


def test_the_user_of_a_token_is_the_one_of_its_live_session(
    freelancer: User, session: Session
) -> None:
    authentication = TokenAuthentication()
    token = authentication.get_validated_token(tokens.access_token(freelancer, session))
    assert isinstance(authentication, JWTAuthentication)
    assert authentication.get_user(token) == freelancer
    end_session(session_id=session.pk, reason=RevokedReason.ENDED)
    with pytest.raises(SessionEnded):
        authentication.get_user(token)


def test_lifetimes_are_those_of_the_settings(
    api: Client, freelancer: User, settings: SettingsWrapper
) -> None:
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {
        "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
        "REFRESH_TOKEN_LIFETIME": timedelta(days=2),
    }
    pair = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    assert pair["expires_in"] == 5 * 60
    access, refresh = written(pair["access_token"]), written(pair["refresh_token"])
    assert access["exp"] - access["iat"] == 5 * 60
    assert refresh["exp"] - refresh["iat"] == 2 * 24 * 60 * 60
    renewed = api.post("auth/refresh-token", {"refresh_token": pair["refresh_token"]}).json()
    refresh = written(renewed["refresh_token"])
    assert refresh["exp"] - refresh["iat"] == 2 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("setting", "claim"), [("ISSUER", "iss"), ("AUDIENCE", "aud"), ("SIGNING_KEY", None)]
)
def test_issuer_audience_and_key_are_those_of_the_settings(
    api: Client,
    freelancer: User,
    session: Session,
    settings: SettingsWrapper,
    setting: str,
    claim: str | None,
) -> None:
    before = tokens.access_token(freelancer, session)
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {
        setting: "another, which is 32 bytes long at least"
    }
    now = tokens.access_token(freelancer, session)
    assert claim is None or written(now)[claim] == settings.SIMPLE_JWT[setting]
    assert code_of_me(api, before) == "token_invalid"
    api.use_token(now)
    assert api.get("me").status_code == 200


def test_no_keys_are_fetched_even_if_a_setting_names_an_address(
    api: Client, freelancer: User, session: Session, settings: SettingsWrapper
) -> None:
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {"JWK_URL": "http://127.0.0.1:9/keys"}
    api.use_token(tokens.access_token(freelancer, session))
    assert api.get("me").status_code == 200
    assert tokens.AccessToken.backend().jwks_client is None


def test_a_public_key_as_secret_is_an_error_at_start_up(
    settings: SettingsWrapper,
) -> None:
    pem = (
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----"
    )
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {"SIGNING_KEY": pem}
    with pytest.raises(ImproperlyConfigured, match="HS256 keys are unfit"):
        tokens.AccessToken.backend()


def modules_of_views(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from modules_of_views(pattern.url_patterns)
        else:
            view = pattern.callback
            yield getattr(view, "cls", getattr(view, "view_class", view)).__module__


def test_the_views_and_tables_of_simplejwt_are_nowhere() -> None:
    modules = set(modules_of_views(get_resolver().url_patterns))
    assert "accounts.viewsets.auth" in modules
    assert not any(module.startswith("rest_framework_simplejwt") for module in modules)
    assert not any(
        name.startswith("rest_framework_simplejwt") for name in django_settings.INSTALLED_APPS
    )
