"""Files of exchange rates: what is loaded, and that what is wrong changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from foundation.exchange.files import MalformedRates
from foundation.exchange.importing import OlderRates, import_rates
from foundation.exchange.table import loaded_table
from foundation.models import ExchangeRate

pytestmark = pytest.mark.django_db
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="2026-03-02"><Cube currency="USD" rate="1.25"/><Cube currency="JPY" rate="160"/>
<Cube currency="HRK" rate="7.5345"/></Cube></Cube></gesmes:Envelope>"""
CSV = b"Date, USD, JPY, HRK, \n02 March 2026, 1.25, 160, N/A, \n"
PLAIN = b"currency,rate\nEUR,1\nUSD,1.25\nJPY,160\n"


@pytest.mark.parametrize("content", [XML, CSV, b"\xef\xbb\xbf" + PLAIN])
def test_the_rates_of_a_file_replace_those_before(content):
    import_rates(b"USD,1\nINR,80", as_of=date(2026, 1, 1))
    import_rates(content, as_of=date(2026, 3, 2) if b"EUR,1" in content else None)
    table = loaded_table()
    assert table is not None
    assert table.as_of == date(2026, 3, 2)
    assert {code: str(rate.normalize()) for code, rate in table.rates.items()} == {
        "EUR": "1",
        "USD": "1.25",
        "JPY": "1.6E+2",
    }
    assert table.convert(Decimal(10), "USD", "JPY") == 1280
    assert table.convert(Decimal(10), "USD", "INR") is None
    assert table.convert(Decimal(10), "INR", "INR") == 10


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"<Envelope><Cube>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        XML.replace(b"1.25", b"-1.25"),
        XML.replace(b'time="2026-03-02"', b'time="yesterday"'),
        XML.replace(b'rate="160"', b""),
        CSV.replace(b"1.25", b"1,25"),
        CSV + b"03 March 2026, 1.25, 160, N/A, \n",
        b"currency,rate\n",
        PLAIN + b"USD,1.3\n",
        PLAIN + b"DEM,1.95583\n",
        PLAIN + b"INR,NaN\n",
        PLAIN + b"INR,1e99\n",
        PLAIN + b"INR\n",
        PLAIN + b"INR,0\n",
        b"USD,1.25\nJPY,160\n",  # of which base?
        b"USD,1\nEUR,1\nJPY,160\n",
        b"x" * 1_000_001,
        b'<?xml version="1.0" encoding="foo"?><a/>',
        b"EUR," + b"1" * 200_000,
    ],
)
def test_a_file_with_a_mistake_changes_nothing(content):
    import_rates(PLAIN, as_of=date(2026, 1, 1))
    with pytest.raises(MalformedRates):
        import_rates(content)
    assert ExchangeRate.objects.count() == 3


def test_rates_of_an_earlier_or_a_coming_day_are_refused():
    import_rates(PLAIN, as_of=date(2026, 3, 2))
    with pytest.raises(OlderRates):
        import_rates(b"EUR,1\nUSD,1.5", as_of=date(2026, 3, 1))
    with pytest.raises(MalformedRates):
        import_rates(PLAIN, as_of=timezone.now().date() + timedelta(days=2))
    with pytest.raises(MalformedRates):
        import_rates(XML, base="USD")
    import_rates(b"USD,1.5", base="EUR", as_of=date(2026, 3, 1), takes_older=True)
    table = loaded_table()
    assert table is not None
    assert set(table.rates) == {"EUR", "USD"}
