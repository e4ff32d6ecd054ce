"""Amounts in their currencies: places, whole numbers for the index, and how they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from django.db import connection

from foundation import money

CURRENCIES = sorted(money.currencies_in_use())


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1250", "JPY", "1250"),
        ("12.5", "EUR", "12.50"),
        ("1.25", "KWD", "1.250"),
        ("999999999999999", "VND", "999999999999999"),
        ("999999999999999.99", "IDR", "999999999999999.99"),
        ("12.5", "JPY", "12.5"),  # should a currency lose its places: what is there is shown
        ("0", "EUR", "0.00"),
    ],
)
@pytest.mark.django_db
def test_an_amount_is_answered_with_the_places_of_its_currency(amount, currency, text):
    assert money.written(Decimal(amount), currency) == text
    column = money.written_sql(f"{amount}::numeric(19, 4)", f"'{currency}'")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}")
        assert cursor.fetchone() == (text,)


def test_every_amount_of_a_currency_in_use_is_a_whole_number_for_the_index():
    assert all(10 ** money.places_of(code) <= money.PARTS for code in CURRENCIES)
    assert money.in_parts(money.MAX_AMOUNT) < 2**63
    assert money.in_parts(Decimal("1.0001"), is_lowest=True) == 1001
    assert money.in_parts(Decimal("1.0009")) == 1000


@pytest.mark.parametrize("code", ["DEM", "HRK", "CLF", "XXX", "XAU", "ZZZ", ""])
def test_what_nobody_pays_with_today_is_no_currency_in_use(code):
    assert code not in money.currencies_in_use()


def test_people_read_a_sign_or_a_code_and_never_that_it_is_unknown():
    for language in ("en", "de"):
        locale = Locale(language)
        for code in CURRENCIES:
            for amount in (Decimal(1250), Decimal("12.5")):
                shown = money.for_people(amount, code, locale)
                assert not {"?", "¤"} & set(shown), (code, shown)
                assert any(not one.isdigit() and one not in ".,\xa0 " for one in shown)
    assert money.for_people(Decimal("1234.5"), "EUR", Locale("de")) == "1.234,50\xa0€"
    assert money.for_people(Decimal(1250), "JPY", Locale("en")) == "¥1,250"
    assert money.for_people(Decimal("1.25"), "KWD", Locale("en")) == "KWD\xa01.250"


def test_zeros_count_as_decimals_that_were_typed():
    amounts = {"least": Decimal("1.250"), "most": Decimal(1250)}
    assert money.too_precise(amounts, "JPY") == ["least"]
    assert money.too_precise(amounts, "EUR") == ["least"]
    assert money.too_precise(amounts, "KWD") == []
    with pytest.raises(money.UnknownCurrency):
        money.require_places({}, "DEM")
