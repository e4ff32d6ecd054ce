"""What is learnt from searches, and what never is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import UserFactory
from profiles.models import PopularSearch, SearchMark, SearchPeriod
from profiles.popular_searches import counting, noting, periods
from profiles.popular_searches.texts import shared_form
from profiles.tests.asking import ask, ask_as_accounts, ask_from_networks, count
from profiles.tests.factories import make_freelancer, make_occupation, make_skill

pytestmark = pytest.mark.django_db
TEXT = "lantern lighter"


@pytest.fixture(autouse=True)
def learning(settings, monkeypatch):
    """It is on, and counted when a test says so."""
    settings.LEARN_FROM_SEARCHES = True
    monkeypatch.setattr(noting, "collector", noting.Collector(start=lambda work: None))


def kept() -> list[str]:
    count()
    return list(PopularSearch.objects.order_by("text").values_list("text", flat=True))


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT one::text FROM {connection.ops.quote_name(table)} one")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


class TestWhatIsKept:
    def test_off_by_default_leaves_no_row(self, settings):
        settings.LEARN_FROM_SEARCHES = False
        ask_from_networks(TEXT)
        assert kept() == []
        assert not SearchPeriod.objects.exists()
        assert not SearchMark.objects.exists()

    def test_what_four_asked_for_is_written_down_nowhere(self):
        ask_from_networks(TEXT, 1, 2, 3, 4)
        assert kept() == []
        assert SearchMark.objects.count() == 4
        stored = everything_stored()
        assert "lantern" not in stored
        assert "10.0." not in stored

    def test_the_fifth_network_has_it_kept(self):
        ask_from_networks(TEXT, 1, 2, 3, 4)
        count()
        ask_from_networks(TEXT, 5)
        assert kept() == [TEXT]
        search = PopularSearch.objects.get()
        assert (search.asked, search.askers, search.matches, search.state) == (5, 5, 0, "open")
        assert "10.0." not in everything_stored()

    def test_five_accounts_at_one_address_are_five(self):
        ask_as_accounts(TEXT)
        assert kept() == [TEXT]

    def test_one_account_is_one_however_often_and_wherever_it_asks(self):
        user = UserFactory()
        for number in range(9):
            ask(TEXT, user=user, address=f"10.0.{number}.9")
            count()
        assert kept() == []
        assert SearchMark.objects.count() == 1

    @pytest.mark.parametrize(
        "addresses",
        [
            [f"192.0.2.{number}" for number in range(1, 8)],
            [f"2001:db8:7:{number:x}::1" for number in range(8)],
            ["nonsense"] * 6,
        ],
        ids=["behind one /24", "behind one /48", "unknown"],
    )
    def test_those_who_share_a_network_are_one(self, addresses):
        for address in addresses:
            ask(TEXT, address=address)
        assert kept() == []
        assert SearchMark.objects.count() == 1

    def test_five_ipv6_sites_are_five(self):
        for number in range(5):
            ask(TEXT, address=f"2001:db8:{number}::1")
        assert kept() == [TEXT]

    def test_accounts_and_networks_count_together(self):
        ask_as_accounts(TEXT, 3)
        ask_from_networks(TEXT, 1, 2)
        assert kept() == [TEXT]

    def test_what_is_the_same_but_for_signs_and_words_around_it_is_one(self):
        texts = ["Lantern Lighter", "lantern-lighter!", "looking for a lantern lighter", TEXT]
        for number, text in enumerate([*texts, '"Lantern" lighter -old']):
            ask(text, address=f"10.0.{number}.9")
        assert kept() == [TEXT]

    def test_it_goes_on_counting(self):
        ask_from_networks(TEXT)
        count()
        ask_from_networks(TEXT, 1, 1, 7)
        count()
        search = PopularSearch.objects.get()
        assert (search.asked, search.askers) == (8, 6)

    def test_the_page_and_posted_texts_count_as_well(self, client, api, admin_user):
        ask_from_networks(TEXT, 1, 2)
        api.post("profiles/search", {"q": TEXT}, REMOTE_ADDR="10.0.3.1")
        assert client.get(reverse("search"), {"q": TEXT}, REMOTE_ADDR="10.0.4.1").status_code == 200
        client.force_login(admin_user)  # whose account counts, not the network again
        page = client.get(reverse("search"), {"q": TEXT}, REMOTE_ADDR="10.0.4.1")
        assert page.wsgi_request.user == admin_user
        assert kept() == [TEXT]

    def test_later_pages_and_searches_without_a_text_count_for_nothing(self, api):
        for number in range(4):
            make_freelancer(headline=f"Lantern lighter {number}")
        link = ask(TEXT, page_size=2)["next"]
        ask("", address="10.0.1.1")
        assert len(noting.collector._waiting) == 1
        assert api.get(link.removeprefix("http://testserver")).status_code == 200
        assert len(noting.collector._waiting) == 1

    def test_refused_searches_count_for_nothing(self, api):
        for number in range(6):
            wrong = {"q": TEXT, "skill": "no such skill"}
            address = f"10.0.{number}.9"
            assert api.get("profiles", wrong, REMOTE_ADDR=address).status_code == 422
            assert api.get("profiles", {"q": TEXT, "x": 1}, REMOTE_ADDR=address).status_code == 422
        assert noting.collector._waiting == []

    def test_matches_are_those_without_filters(self):
        make_freelancer(headline="Lantern lighter", country="DE")
        ask_from_networks(TEXT, country="IN")
        count()
        assert PopularSearch.objects.get().matches is None
        ask(TEXT, ordering="quality")
        count()
        ask(TEXT, country="IN", address="10.0.8.1")
        count()
        assert PopularSearch.objects.get().matches == 1


class TestWhatIsNeverKept:
    @pytest.mark.parametrize(
        "text",
        [
            "ada@example.org plumber",
            "plumber ＠ada",  # noqa: RUF001
            "plumber +49 151 23456789",
            "plumber ٠١٢٣٤٥٦٧",
            "0151 2345678",
            "see https://example.org/ada",
            "www.example.org",
            "plumber example.org",
            "plumber ada．example．org",  # noqa: RUF001
            "x" * 81,
            "plumber " * 11,
            "looking for a",
            "the",
            "-plumber",
            "12345",
            "?!",
            " ",
        ],
    )
    def test_what_leads_to_somebody_is_long_or_says_nothing(self, text):
        assert shared_form(text) == ""
        ask_from_networks(text)
        assert kept() == []
        assert not SearchMark.objects.exists()

    @pytest.mark.parametrize(
        ("text", "form"),
        [
            ("Node.js developer", "node js developer"),
            ("C++", "c++"),
            ("ISO 27001 auditor", "iso 27001 auditor"),
            ("plumber 560001", "plumber 560001"),
            ("Sanitärinstallateur", "sanitärinstallateur"),
            ("बढ़ई", "बढ़ई"),
        ],
    )
    def test_but_trades_and_tools_are(self, text, form):
        make_skill("Node.js")
        assert shared_form(text) == form

    @pytest.mark.parametrize(
        "text",
        ["Ruby Hall", "hall ruby", "electrician Ruby Hall pune", "Kovalenko", "JOSE kovalenko"],
    )
    def test_a_freelancer_is_no_vocabulary(self, text):
        make_occupation("Electricians", "electrician")
        make_freelancer(user=UserFactory(first_name="Ruby", last_name="Hall"), skills=("Ruby",))
        make_freelancer(user=UserFactory(first_name="José", last_name="Kovalenko"))
        make_skill("Hall booking")
        ask_from_networks(text)
        assert kept() == []

    @pytest.mark.parametrize("text", ["Petra Nowak", "nowak", "petra-n", "nowak, petra", "petra n"])
    def test_nor_is_a_client_whom_no_search_finds(self, text):
        UserFactory(first_name="Petra", last_name="Nowak", username="petra-n", role=Role.CLIENT)
        ask_from_networks(text)
        assert kept() == []

    def test_a_trade_that_is_a_surname_is_kept(self):
        make_occupation("Bakers", "baker")
        make_freelancer(user=UserFactory(first_name="Tom", last_name="Baker"))
        ask_from_networks("baker")
        ask_from_networks("tom baker")
        assert kept() == ["baker"]

    def test_who_is_called_so_later_has_it_deleted_in_the_night(self):
        ask_from_networks(TEXT)
        assert kept() == [TEXT]
        UserFactory(first_name="Lantern", last_name="Lighter")
        call_command("prune", verbosity=0)
        assert kept() == []
        assert "lantern lighter" not in everything_stored()

    def test_without_an_index_nothing_is_kept_until_there_is_one(self, settings, tmp_path):
        ask_from_networks(TEXT)
        settings.SEARCH_INDEXER, settings.SEARCH_FOLDER = "command", str(tmp_path)
        assert kept() == []
        settings.SEARCH_INDEXER = "at_once"
        ask_from_networks(TEXT, 1)
        assert kept() == [TEXT]


class TestMarks:
    def test_the_marks_of_one_asker_have_nothing_in_common(self, freelancer):
        ask(TEXT, user=freelancer)
        ask("clock winder", user=freelancer)
        count()
        first, second = SearchMark.objects.all()
        assert first.mark != second.mark
        assert str(freelancer.pk) not in json.dumps([str(first.mark), str(second.mark)])

    def test_a_period_ends_with_its_key_and_its_marks(self):
        ask_from_networks(TEXT, 1, 2, 3, 4)
        count()
        before = SearchPeriod.objects.get()
        SearchPeriod.objects.update(ends_at=F("ends_at") - periods.PERIOD)
        ask_from_networks(TEXT, 5)
        assert kept() == []
        assert SearchMark.objects.count() == 1
        assert bytes(SearchPeriod.objects.get().encrypted_key) != bytes(before.encrypted_key)

    def test_it_ends_in_the_night_though_nobody_searches(self):
        ask_from_networks(TEXT, 1, 2)
        count()
        call_command("prune", verbosity=0)
        assert SearchMark.objects.count() == 2
        SearchPeriod.objects.update(ends_at=F("ends_at") - periods.PERIOD)
        call_command("prune", verbosity=0)
        assert not SearchMark.objects.exists()
        assert not SearchPeriod.objects.exists()

    def test_it_ends_when_learning_is_switched_off(self, settings):
        ask_from_networks(TEXT, 1, 2)
        count()
        settings.LEARN_FROM_SEARCHES = False
        call_command("prune", verbosity=0)
        assert not SearchPeriod.objects.exists()

    def test_it_ends_when_it_is_full(self, monkeypatch):
        monkeypatch.setattr(periods, "MAX_MARKS", 3)
        ask_from_networks(TEXT, 1, 2, 3, 4)
        count()
        ask_from_networks(TEXT, 5, 6)
        count()
        assert SearchMark.objects.count() == 2

    def test_it_ends_when_no_secret_key_opens_its_own(self, settings):
        ask_from_networks(TEXT, 1, 2, 3, 4)
        count()
        settings.SECRET_KEY = "another key " * 5
        ask_from_networks(TEXT, 5)
        count()
        assert SearchMark.objects.count() == 1

    def test_it_outlives_a_new_secret_key(self, settings):
        ask_from_networks(TEXT, 1, 2, 3, 4)
        count()
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key " * 5
        ask_from_networks(TEXT, 5)
        assert kept() == [TEXT]

    def test_an_erased_account_leaves_none(self, api_as, freelancer, password):
        ask(TEXT, user=freelancer)
        ask("clock winder", user=freelancer)
        ask_from_networks(TEXT, 1)
        count()
        answer = api_as(freelancer).delete("me", {"current_password": password})
        assert answer.status_code == 204
        assert SearchMark.objects.count() == 1

    def test_nor_by_what_is_counted_after_it(self, api_as, freelancer, password):
        ask(TEXT, user=freelancer)
        api_as(freelancer).delete("me", {"current_password": password})
        count()
        assert not SearchMark.objects.exists()

    def test_nothing_of_it_is_in_an_export(self, api_as, freelancer):
        ask_from_networks(TEXT, 1, 2, 3, 4)
        ask(TEXT, user=freelancer)
        assert kept() == [TEXT]
        assert "antern" not in api_as(freelancer).get("me/export").content.decode()


class TestLimits:
    def test_who_asks_too_much_teaches_no_more_that_day(self, monkeypatch, freelancer):
        few = counting.SEARCHES.__class__("search:learnt", 3, timedelta(days=1))
        monkeypatch.setattr(counting, "SEARCHES", few)
        for number in range(6):
            ask(f"{TEXT} {number}", user=freelancer)
        ask(f"{TEXT} 1")
        count()
        assert SearchMark.objects.count() == 4

    def test_what_comes_too_fast_is_let_go(self, monkeypatch):
        monkeypatch.setattr(noting, "MAX_WAITING", 3)
        ask_from_networks(TEXT, 1, 2, 3, 4, 5)
        count()
        assert SearchMark.objects.count() == 3

    def test_no_more_texts_than_staff_can_read(self, monkeypatch):
        monkeypatch.setattr(counting, "MAX_KEPT", 1)
        ask_from_networks(TEXT)
        ask_from_networks("clock winder")
        assert len(kept()) == 1
        ask_from_networks("clock winder")
        ask_from_networks(TEXT)
        count()
        assert PopularSearch.objects.get().asked == 10  # what is kept is counted on

    def test_what_nobody_asks_for_any_more_goes_with_its_history(self):
        ask_from_networks(TEXT)
        ask_from_networks("clock winder")
        count()
        PopularSearch.objects.filter(text=TEXT).update(
            last_asked_on=F("last_asked_on") - timedelta(days=181), state="dismissed"
        )
        call_command("prune", verbosity=0)
        assert kept() == ["clock winder"]
        assert TEXT not in everything_stored()

    def test_a_database_that_is_away_costs_a_lesson_and_no_search(self):
        ask(TEXT)
        with connection.execute_wrapper(_away):
            count()
        ask(TEXT)
        count()
        assert SearchMark.objects.count() == 1


def _away(execute, sql, params, many, context):
    sql = sql.replace("profiles_searchperiod", "no_such_table")
    return execute(sql, params, many, context)


class TestQueries:
    @pytest.mark.parametrize("is_on", [True, False])
    def test_a_search_costs_no_query_more(self, settings, is_on, django_assert_num_queries):
        settings.LEARN_FROM_SEARCHES = is_on
        make_freelancer(headline="Lantern lighter")
        ask(TEXT)
        # What the text may name, and the cards; six of indexes that tests keep up to date.
        with django_assert_num_queries(8):
            ask(TEXT)

    @pytest.mark.parametrize("number", [2, 8])
    def test_many_are_counted_by_as_many_queries_as_few(
        self, number, django_assert_max_num_queries
    ):
        for text in range(number):
            ask_from_networks(f"{TEXT} {'abcdefghij'[text]}", 1)
        # For each search its limit; once for all: period, marks, their number, what is kept.
        with django_assert_max_num_queries(number + 12):
            count()
