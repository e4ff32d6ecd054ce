"""Every limit counts whatever becomes of the request, and none can be counted in a transaction."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import busy_networks
from accounts.errors import CodeRefused, IdentifierTaken
from accounts.models import Passkey, Role, User
from accounts.services.second_factor import confirm
from accounts.tests import passkeys
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.second_factor import challenge_of, code_of, second_step, with_app
from conversations.tests.factories import make_message
from foundation import limits
from foundation.models import LimitCounter
from otp.models import Purpose
from otp.tests.factories import CODE, OneTimeCodeFactory
from profiles.models import CvSuggestion, SuggestionState
from profiles.popular_searches import noting
from profiles.services.profile import make_profile
from profiles.tests.factories import make_suggestion
from projects.services.proposals import decline_proposal
from projects.tests.agreed import make_agreed
from projects.tests.factories import make_project, make_proposal

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects.models import Project

PHONE = "+919820012345"
TAKEN = "ravi@example.com"
NEW = {"username": "new", "role": "client", "password": PASSWORD}


# --- In a transaction -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("change", [limits.hit, limits.take_back, limits.reset])
def test_a_counter_cannot_be_changed_in_a_transaction(change):
    limit = limits.Limit("test", 1, timedelta(minutes=1))
    change((limit, "x"))
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        change((limit, "x"))


@pytest.mark.django_db(transaction=True)
def test_nor_in_one_that_no_test_wraps():
    limit = limits.Limit("test", 1, timedelta(minutes=1))
    limits.hit((limit, "x"))
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        limits.hit((limit, "x"))
    assert limits.count(limit, "x") == 1


@pytest.mark.django_db
def test_asking_that_costs_a_hit_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        limits.hit((limits.Limit("test", 1, timedelta(minutes=1)), "x"))


# --- Each limit, by a request that is refused afterwards --------------------------------------


def log_in(api, _api_as) -> Any:
    return api.post("auth/login", {"username": "asha", "password": "wrong"})


def register(api, _api_as) -> Any:
    return api.post("auth/register", NEW | {"email": TAKEN})


def refresh(api, _api_as) -> Any:
    return api.post("auth/refresh-token", {"refresh_token": "x"})


def give_a_wrong_password(_api, api_as) -> Any:
    body = {"email": "new@example.com", "current_password": "wrong"}
    return api_as(asha()).patch("me", body)


def take_an_address(_api, api_as) -> Any:
    return api_as(asha()).patch("me", {"email": TAKEN, "current_password": PASSWORD})


def take_an_address_by_put(_api, api_as) -> Any:
    names = {"username": "asha", "first_name": "", "last_name": ""}
    return api_as(asha()).put("me", names | {"email": TAKEN, "current_password": PASSWORD})


def take_a_username(_api, api_as) -> Any:
    return api_as(asha()).patch("me", {"username": "ravi", "current_password": PASSWORD})


def ask_for_a_link(api, _api_as) -> Any:
    return api.post("auth/forgot-password", {"email": TAKEN})


def ask_for_own_data(api, _api_as) -> Any:
    return api.post("auth/data-link", {"email": TAKEN})


def use_a_wrong_link(api, _api_as) -> Any:
    return api.post("auth/reset-password", {"token": "x", "new_password": PASSWORD})


def ask_for_verification(_api, api_as) -> Any:
    browser = Client()
    browser.post("/login", {"identifier": "asha", "password": PASSWORD})
    return browser.post("/account/send-verification")


def give_a_wrong_second_factor(_api, _api_as) -> Any:
    with pytest.raises(CodeRefused):
        confirm(user=asha(), code="000000")


def log_in_halfway(api, _api_as) -> Any:
    with_app(asha())
    challenge = challenge_of(api, asha())
    return second_step(api, challenge, code_of(TOTPDevice.objects.get()))


def make_recovery_codes(_api, api_as) -> Any:
    return api_as(asha()).post("me/second-factor/recovery-codes", {"current_password": "wrong"})


def use_a_passkey(api, _api_as) -> Any:
    credential = Authenticator().get(passkeys.request_options(api))
    return passkeys.log_in(api, credential)


def confirm_by_a_passkey(_api, api_as) -> Any:
    client = api_as(asha())
    key, _passkey = passkeys.add_passkey(client)
    options = client.post("auth/passkey-proof-options").json()
    return client.post("auth/passkey-proof", {"credential": key.get(options)})


def use_a_copied_passkey(_api, api_as) -> Any:
    client = api_as(asha())
    key, _passkey = passkeys.add_passkey(client)
    Passkey.objects.update(sign_count=10**6)
    options = client.post("auth/passkey-proof-options").json()
    return client.post("auth/passkey-proof", {"credential": key.get(options)})


def upload_a_cv(_api, api_as) -> Any:
    return api_as(asha()).put("me/cv", {"text": "Asha Rao\nCarpenter\n"})


def verify_a_link(_api, api_as) -> Any:
    client = api_as(asha())
    link = client.post("me/links", {"url": "https://example.com"}).json()
    return client.post(f"me/links/{link['id']}/verify")


def accept_a_skill_that_was_rejected(_api, api_as) -> Any:
    suggestion = make_suggestion(asha(), kind="skill", value={"name": "Straw thatching"})
    CvSuggestion.objects.update(state=SuggestionState.REJECTED, decided_at="2026-01-01T00:00Z")
    return api_as(asha()).post(f"me/cv/suggestions/{suggestion.pk}/accept", {})


def search_as_operators_may_learn_from(api, _api_as) -> Any:
    with override_settings(LEARN_FROM_SEARCHES=True):
        answer = api.get("profiles", {"q": "roof repair"})
    noting.collector.count()
    return answer


def block_nobody(_api, api_as) -> Any:
    return api_as(asha()).post("me/blocks", {"username": "nobody"})


def post_a_project(_api, api_as) -> Any:
    body = {"title": "Paint the stairwell", "description": "Three floors, two coats."}
    return api_as(UserFactory(role=Role.CLIENT)).post("projects", body)


def invite_nobody(_api, api_as) -> Any:
    project = make_project(client=UserFactory(role=Role.CLIENT))
    return api_as(project.client).post(f"projects/{project.pk}/invite", {"username": "nobody"})


def propose_again(_api, api_as) -> Any:
    make_profile(freelancer := UserFactory(role=Role.FREELANCER))
    make_profile(owner := UserFactory(role=Role.CLIENT))
    path = f"projects/{make_project(client=owner).pk}/proposals"
    client = api_as(freelancer)
    first = client.post(path, {"cover_note": "Two coats in May, and no mess."}).json()
    client.post(f"proposals/{first['id']}/withdraw")
    return client.post(path, {"cover_note": "Two coats in June, and no mess."})


def bring_a_key(_api, api_as) -> Any:
    return api_as(asha()).post("me/education", {}, HTTP_IDEMPOTENCY_KEY="a-key")


def write_a_message(_api, api_as) -> Any:
    """To a conversation that a decline has closed."""
    message = make_message(offer := make_proposal(_open_project(), UserFactory()))
    decline_proposal(client=offer.project.client, proposal=offer)
    path = f"conversations/{message.conversation_id}/messages"
    return api_as(offer.freelancer).post(path, {"body": "Why?"})


def send_two_files(_api, api_as) -> Any:
    """One more than a day has, and larger."""
    message = make_message(make_proposal(_open_project(), UserFactory()))
    files = [SimpleUploadedFile("a.txt", b"word " * 2) for _ in range(2)]
    path = f"conversations/{message.conversation_id}/messages"
    return api_as(message.author).post(path, {"attachments": files}, format="multipart")


def change_a_message(_api, api_as) -> Any:
    message = make_message(make_proposal(_open_project(), UserFactory()))
    return api_as(message.author).patch(f"messages/{message.pk}", {"body": "On Monday."})


def _open_project() -> Project:
    make_profile(owner := UserFactory(role=Role.CLIENT))
    return make_project(client=owner)


def share_contact_data(_api, api_as) -> Any:
    """Before work is agreed."""
    project = _open_project()
    return api_as(project.client).put(f"projects/{project.pk}/contact", {"name": "Rao"})


def ask_for_nothing_else(_api, api_as) -> Any:
    """Terms that hold already."""
    agreement = make_agreed(UserFactory(role=Role.CLIENT), UserFactory())
    body = {"kind": "terms", "terms": {"price": "300.00"}}
    return api_as(agreement.client).post(f"agreements/{agreement.pk}/change-requests", body)


def report_nothing(api, _api_as) -> Any:
    body = {"kind": "profile", "object": "nobody", "reason": "abuse", "text": "x"}
    return api.post("reports", body | {"email": "stranger@example.net"})


def report_nothing_as_a_member(_api, api_as) -> Any:
    body = {"kind": "profile", "object": "nobody", "reason": "abuse", "text": "x"}
    return api_as(asha()).post("reports", body)


def log_in_somewhere_new(api, _api_as) -> Any:
    """As somebody who has been in before, and is told on a phone."""
    seen = {"last_login": timezone.now(), "phone_verified_at": timezone.now()}
    User.objects.filter(username="asha").update(email=None, phone_number=PHONE, **seen)
    return api.post("auth/login", {"username": "asha", "password": PASSWORD})


def invite_whoever_is_texted(_api, api_as) -> Any:
    client = UserFactory(role=Role.CLIENT)
    make_profile(client)
    phone = {"phone_number": PHONE, "phone_verified_at": timezone.now()}
    User.objects.filter(username="asha").update(email=None, **phone)
    path = f"projects/{make_project(client=client).pk}/invite"
    return api_as(client).post(path, {"username": "asha"})


def ask_for_a_code(api, _api_as) -> Any:
    return api.post("auth/request-otp", {"phone_number": PHONE, "purpose": "login"})


def give_a_wrong_code(api, _api_as) -> Any:
    OneTimeCodeFactory(user=asha())
    body = {"phone_number": PHONE, "purpose": "login", "code": "000000"}
    return api.post("auth/verify-otp", body)


def give_a_wrong_code_on_a_known_device(api, _api_as) -> Any:
    User.objects.filter(username="asha").update(
        phone_number=PHONE, phone_verified_at="2026-01-01T00:00Z"
    )
    login = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    OneTimeCodeFactory(user=asha(), was_verified=True)
    body = {"phone_number": PHONE, "purpose": "login", "code": "000000"}
    return api.post("auth/verify-otp", body | {"device_token": login["device_token"]})


def asha() -> User:
    return User.objects.get(username="asha")


def _come(number: int) -> None:
    for _ in range(number):
        busy_networks.arrive("127.0.0.1")


def ask_for_admission(api, _api_as) -> Any:
    _come(django_settings.BUSY_NETWORK_ACCOUNTS)
    return api.post("auth/admission-code", {"act": "register", "email": "new@example.com"})


def give_a_wrong_admission_code(api, api_as) -> Any:
    token = ask_for_admission(api, api_as).json()["token"]
    headers = {"admission": f"code 000000 {token}"}
    return api.post("auth/register", NEW | {"email": "new@example.com"}, headers=headers)


# What spends each limit, and is refused or has its effect: the counter stays either way.
SPENT: dict[str, Callable[[Any, Any], Any]] = {
    "login:address": log_in,
    "login:identifier": log_in,
    "login:account+address": log_in,
    "login:account": log_in,
    "login:identifier-day": log_in,
    "register:address": register,
    "busy:network": register,
    "busy:site": register,
    "busy:account": post_a_project,
    "admission:recipient": ask_for_admission,
    "admission:network": ask_for_admission,
    "admission:tries": give_a_wrong_admission_code,
    "refresh:address": refresh,
    "proof:user": give_a_wrong_password,
    "contacts:user": take_an_address,
    "username:user": take_a_username,
    "reset:account": ask_for_a_link,
    "reset:account-hour": ask_for_a_link,
    "reset:account-day": ask_for_a_link,
    "reset:address": use_a_wrong_link,
    "own-data:network": ask_for_own_data,
    "own-data:recipient": ask_for_own_data,
    "own-data:recipient-day": ask_for_own_data,
    "verification:user": ask_for_verification,
    "mail:unverified-hour": ask_for_verification,
    "mail:unverified-day": ask_for_verification,
    "verification:hint": register,
    "second-factor:account+address": give_a_wrong_second_factor,
    "second-factor:changes": make_recovery_codes,
    "challenge": log_in_halfway,
    "passkey:address": use_a_passkey,
    "passkey:user": confirm_by_a_passkey,
    "passkey:changes": confirm_by_a_passkey,
    "passkey:warning": use_a_copied_passkey,
    "second-factor:row": give_a_wrong_second_factor,
    "cv:uploads": upload_a_cv,
    "links:checks": verify_a_link,
    "skills:proposals": accept_a_skill_that_was_rejected,
    "search:learnt": search_as_operators_may_learn_from,
    "idempotency:account": bring_a_key,
    "blocks:user": block_nobody,
    "projects:posted": post_a_project,
    "projects:invited": invite_nobody,
    "projects:proposed": propose_again,
    "projects:proposed-again": propose_again,
    "projects:change-requests": ask_for_nothing_else,
    "contacts:shared": share_contact_data,
    "messages:burst": write_a_message,
    "messages:day": write_a_message,
    "messages:edits": change_a_message,
    "attachments:day": send_two_files,
    "attachments:size": send_two_files,
    "report:member": report_nothing_as_a_member,
    "report:address": report_nothing,
    "report:email": report_nothing,
    "log-in-notice:user": log_in_somewhere_new,
    "log-in-notice:text": log_in_somewhere_new,
    "notification-text:user": invite_whoever_is_texted,
    "otp:phone-hour": ask_for_a_code,
    "otp:phone-day": ask_for_a_code,
    "otp:cooldown": ask_for_a_code,
    "otp:address": ask_for_a_code,
    "otp:range": ask_for_a_code,
    "otp:failures": give_a_wrong_code,
    "otp:tries": give_a_wrong_code,
    "otp:device-tries": give_a_wrong_code_on_a_known_device,
}


@pytest.fixture
def people(db):
    make_profile(UserFactory(username="asha"))
    UserFactory(username="ravi", email=TAKEN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SPENT)
def test_what_a_request_spent_is_spent_whatever_becomes_of_it(api, api_as, people, name):
    SPENT[name](api, api_as)
    assert LimitCounter.objects.filter(key__startswith=f"{name}:", count__gte=1).exists()


def names_of_limits() -> set[str]:
    """The first argument of each `Limit(...)` of the product."""
    found = set()
    for app in (
        *("accounts", "conversations", "foundation", "moderation", "notifications"),
        *("operations", "otp"),
        *("profiles", "projects", "reviews"),
    ):
        for file in Path(django_settings.BASE_DIR, app).rglob("*.py"):
            if "tests" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Limit"):
                    found.add(ast.literal_eval(node.args[0]))
    return found


def test_every_limit_is_tried():
    assert names_of_limits() == set(SPENT)


# --- Who has an identifier --------------------------------------------------------------------


def register_by_a_code(api, _api_as) -> Any:
    body = {"phone_number": PHONE, "purpose": "registration", "code": CODE, "email": TAKEN}
    return api.post("auth/verify-otp", body | NEW)


# Every action that tells whether an identifier is taken, and how often it does in a row.
TELLING: dict[tuple[str, str], tuple[Callable[[Any, Any], Any], int]] = {
    ("AuthViewSet", "register"): (register, 20),
    ("MeViewSet", "update"): (take_an_address_by_put, 5),
    ("MeViewSet", "partial_update"): (take_an_address, 5),
    ("OneTimeCodeViewSet", "verify_otp"): (register_by_a_code, 20),
}


# These tell it only of what their token was mailed or texted to, and to whoever has the token.
BY_TOKEN = {("CredentialsViewSet", "verify_email"), ("CredentialsViewSet", "undo_change")}


def telling_actions() -> set[tuple[str, str]]:
    """The actions of the API whose errors say that an identifier is taken."""
    viewsets = {
        getattr(pattern.callback, "cls", None) for pattern in _patterns(get_resolver().url_patterns)
    }
    return {
        (viewset.__name__, action)
        for viewset in viewsets
        if viewset is not None
        for action, errors in getattr(viewset, "domain_errors", {}).items()
        if IdentifierTaken in errors
    }


def _patterns(entries: Any) -> Any:
    for entry in entries:
        if hasattr(entry, "url_patterns"):
            yield from _patterns(entry.url_patterns)
        else:
            yield entry


def test_every_action_that_tells_is_known():
    assert telling_actions() == set(TELLING) | BY_TOKEN


@pytest.mark.django_db
@pytest.mark.parametrize("action", TELLING)
def test_asking_who_has_an_identifier_ends_in_a_429(api, api_as, people, action):
    OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    ask, passing = TELLING[action]
    answers = [ask(api, api_as).status_code for _ in range(passing + 1)]
    assert answers == [400] * passing + [429]
