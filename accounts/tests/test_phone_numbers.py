"""A phone number however people write it, and those that can never receive a code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.phone_numbers import parse
from accounts.services.account import save_address
from accounts.services.identity import Identifier
from accounts.tests.factories import PASSWORD, UserFactory

REGISTER = {"username": "second", "password": "plum velvet tractor 19", "role": "client"}
MUMBAI = "+919820012345"
WRITTEN = {
    MUMBAI: [
        *("+91 098200 12345", "+91 (0)98200 12345", "(+91) 98200-12345", "0091 98200 12345"),
        *("+0091 98200 12345", "+91.98200.12345", "+91\u00a098200\u201112345", "+91/98200/12345"),
        *("\u202a+91 98200 12345\u202c", "\u200e+919820012345\u200f", "\ufeff+91\u200b98200 12345"),
        *("\uff0b\uff19\uff11 98200 12345", "+\u096f\u0967 98200 12345"),
        "+\u0669\u0661 \u0669\u0668\u0662\u0660\u0660 \u0661\u0662\u0663\u0664\u0665",
    ],
    "+447400123456": ["+44 (0)7400 123456", "0044 7400 123456", "+44 07400 123456"],
    "+393471234567": ["+39 347 1234567", "+39 (0)347 1234567"],
    "+12025550123": ["+1 (202) 555-0123", "001 202 555 0123"],
}
FORMS = [(number, text) for number, texts in WRITTEN.items() for text in texts]
AT_HOME = [
    (MUMBAI, "098200 12345", "IN"),
    (MUMBAI, "98200 12345", "IN"),
    (MUMBAI, "9820012345", "IN"),
    (MUMBAI, "98200 12345", " in "),
    ("+4915112345678", "0151 12345678", "DE"),
    ("+12025550123", "(202) 555-0123", "US"),
    ("+447400123456", "011 44 7400 123456", "US"),
    ("+447400123456", "0011 44 7400 123456", "AU"),
    (MUMBAI, "+91 98200 12345", "DE"),
]
# Why no code can reach them.
UNREACHABLE = {
    "+1 800 555 0199": "not a mobile number",  # toll-free
    "+49 30 901820": "not a mobile number",  # a landline
    "+44 909 879 0000": "not a mobile number",  # premium rate
    "+44 7797 712345": "Jersey",
    "+44 7624 312345": "Isle of Man",
    "+7 912 345 67 89": "Russia",
    "+800 1234 5678": "not a mobile number",  # of no country
}


def errors(answer) -> dict[str, tuple[str, str]]:
    return {error["attr"]: (error["code"], error["detail"]) for error in answer.json()["errors"]}


@pytest.mark.parametrize(("number", "text"), FORMS)
def test_a_number_is_read_as_it_is_written(number, text):
    assert parse(text) == number


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "text"), FORMS[:12:3])
def test_every_door_takes_the_same_forms(api, api_as, client, freelancer, number, text):
    body = {"phone_number": text}
    assert api_as(freelancer).patch("me", body | {"current_password": PASSWORD}).status_code == 200
    freelancer.refresh_from_db()
    assert freelancer.phone_number == number
    assert api.post("auth/login", body | {"password": PASSWORD}).status_code == 200
    assert Identifier.parse(text).find() == freelancer
    assert client.post("/login/phone", body).status_code == 302
    assert client.session["otp_login"] == number
    taken = client.post("/register", REGISTER | body)
    assert b'id="id_phone_number_error"' in taken.content


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "text", "country"), AT_HOME)
def test_a_number_without_its_code_is_of_the_country_beside_it(api, number, text, country):
    body = REGISTER | {"phone_number": text, "phone_country": country}
    answer = api.post("auth/register", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["user"]["phone_number"] == number


@pytest.mark.django_db
def test_pages_and_api_ask_for_the_country_alike(api, client):
    UserFactory(phone_number=MUMBAI)
    body = {"phone_number": "098200 12345", "phone_country": "IN"}
    assert client.post("/login/phone", body).status_code == 302
    assert client.session["otp_login"] == MUMBAI
    login = api.post("auth/login", body | {"password": PASSWORD})
    assert login.json()["user"]["phone_number"] == MUMBAI


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["098200 12345", "9820012345"])
def test_without_a_country_it_could_be_anybodys(api, text):
    answer = api.post("auth/register", REGISTER | {"phone_number": text})
    assert errors(answer)["phone_number"][0] == "invalid_phone_number"


@pytest.mark.django_db
def test_there_is_no_such_country(api):
    body = REGISTER | {"phone_number": MUMBAI, "phone_country": "XX"}
    assert errors(api.post("auth/register", body))["phone_country"][0] == "unknown_country"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("languages", "country"),
    [
        ("en-IN,en;q=0.9", "IN"),
        ("hi,en-in;q=0.8", "IN"),
        ("de-Latn-AT", "AT"),
        ("en-US,en;q=0.9", None),  # browsers come with it everywhere
        ("ru-RU", None),  # not served
        ("\0-\xff, ,-,en-", None),
    ],
)
def test_a_page_guesses_the_country_by_the_browsers_language(client, languages, country):
    page = client.get("/register", headers={"Accept-Language": languages}).content.decode()
    options = page[page.index('name="phone_country"') :].partition("</select>")[0]
    assert options.count("selected") == 1
    assert f'value="{country or ""}" selected' in options


@pytest.mark.django_db
def test_whoever_lives_somewhere_is_asked_for_a_number_of_there(client, freelancer):
    save_address(user=freelancer, city="Pune", country="IN")
    client.force_login(freelancer)
    page = client.get("/account", headers={"Accept-Language": "de-DE"}).content.decode()
    assert 'value="IN" selected' in page


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["098200 12345", "9820012345", "0091 98200 12345"])
def test_the_log_in_page_knows_a_number_as_it_is_dialled_at_home(client, text):
    UserFactory(phone_number=MUMBAI)
    body = {"identifier": text, "password": PASSWORD}
    answer = client.post("/login", body, headers={"Accept-Language": "en-IN"})
    assert answer.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["9820012345", "0091-98200-12345", "1234567"])
def test_a_username_is_no_number_to_dial(api, username):
    body = REGISTER | {"username": username, "email": "a@example.com"}
    assert errors(api.post("auth/register", body))["username"][0] == "reserved"


@pytest.mark.django_db
@pytest.mark.parametrize("text", UNREACHABLE)
def test_a_phone_that_can_never_be_verified_is_refused_with_the_reason(
    api, api_as, freelancer, client, text
):
    """Wherever an account would get it, and in the same words."""
    body = {"phone_number": text}
    answers = [
        api.post("auth/register", REGISTER | body),
        api_as(freelancer).patch("me", body | {"current_password": PASSWORD}),
        api.post("auth/request-otp", body | {"purpose": "registration"}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        code, detail = errors(answer)["phone_number"]
        assert code == "number_refused"
        assert UNREACHABLE[text] in detail
    page = client.post("/register", REGISTER | body)
    assert UNREACHABLE[text] in page.content.decode()
    assert not User.objects.filter(username="second").exists()


@pytest.mark.django_db
def test_what_the_account_has_already_may_stay(api_as, settings):
    """A country that is served no more locks nobody out of changing their name."""
    user = UserFactory(username="asha", phone_number=MUMBAI)
    settings.OTP_COUNTRIES = ["DE"]
    body = {"username": "asha", "first_name": "Asha", "last_name": "Rao", "phone_number": MUMBAI}
    assert api_as(user).put("me", body).status_code == 200
    login = {"phone_number": MUMBAI, "password": PASSWORD}
    assert api_as(user).post("auth/login", login).status_code == 200


@given(st.text(max_size=50) | st.text(st.sampled_from("+0(91)82 -./\u0969\u202a"), max_size=50))
def test_what_is_parsed_is_a_number_and_its_own_form(text):
    for country in (None, "IN", "US"):
        number = parse(text, country)
        assert number is None or parse(number) == number
