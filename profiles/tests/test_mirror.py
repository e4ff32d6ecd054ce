"""The search entries are what their sources say, whatever happens to these."""

from __future__ import annotations

import random
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Status, User
from accounts.services.account import update_account
from accounts.services.status import restore
from accounts.tests.factories import suspended
from profiles.models import (
    Evidence,
    Experience,
    PortfolioItem,
    Profile,
    SearchCard,
    SearchEntry,
    Skill,
)
from profiles.ratings import shrunk_mean
from profiles.search import tags
from profiles.search.mirror import differing
from profiles.search.source import ProfileSource
from profiles.search.tags import Kind
from profiles.services.history import add_item, change_item, remove_item
from profiles.services.profile import update_profile
from profiles.services.skills import add_skill, remove_skill
from profiles.services.standing import raise_evidence, set_record, set_reputation
from profiles.services.vocabulary import add_alias, merge_skill, save_skill
from profiles.tests.factories import make_freelancer, make_skill, seed_people

pytestmark = pytest.mark.django_db

CHANGES = 1_000


def change_something(draw: random.Random, users: list[User], invented: list[int]) -> None:
    """One event, of any kind that the search mirrors, for somebody."""
    user = draw.choice(users)
    skills = list(Skill.objects.accepted())
    kind = draw.randrange(13)
    if kind == 0:
        update_profile(user=user, changes={"headline": f"Headline {draw.random()}"})
    elif kind == 1:
        rate = draw.choice([None, Decimal(draw.randrange(1, 900_000)) / 100])
        update_profile(
            user=user, changes={"hourly_rate": rate, "currency": draw.choice(("INR", "EUR"))}
        )
    elif kind == 2:
        visibility = draw.choice(("public", "public", "members", "hidden"))
        update_profile(
            user=user, changes={"visibility": visibility, "city": draw.choice(("", "Köln"))}
        )
    elif kind == 3:
        level = draw.choice(("", "expert", "beginner"))
        add_skill(user=user, name=draw.choice(skills).name, level=level)
    elif kind == 4:
        remove_skill(user=user, slug=draw.choice(skills).slug)
    elif kind == 5:
        add_item(
            user=user,
            model=draw.choice((Experience, PortfolioItem)),
            fields={"title": f"Job {draw.random()}"},
        )
    elif kind == 6:
        item = Experience.objects.filter(profile=user.pk).order_by("?").first()
        if item:
            change_item(user=user, item=item, changes={"title": f"Other {draw.random()}"})
    elif kind == 7:
        item = PortfolioItem.objects.filter(profile=user.pk).first()
        if item:
            remove_item(user=user, item=item)
    elif kind == 8:
        set_reputation(user=user, histogram=[draw.randrange(4) for _ in range(5)])
    elif kind == 9:
        set_record(
            user=user,
            completed=draw.randrange(9),
            ended_early=draw.randrange(3),
            invited=5,
            answered=draw.randrange(6),
        )
    elif kind == 10:
        raise_evidence(
            user=user,
            skill_ids=[one.pk for one in draw.sample(skills, 3)],
            to=draw.choice((Evidence.USED, Evidence.CONFIRMED)),
        )
    elif kind == 11:
        user.refresh_from_db()
        restore(
            user=user
        ) if user.status == Status.SUSPENDED else draw.random() < 0.3 and suspended(user)
    else:
        changes = {"first_name": draw.choice(("Asha", "Usha", ""))}
        update_account(
            user=user,
            session_id=None,
            address="203.0.113.7",
            changes=changes,
            current_password=None,
        )
    if draw.random() < 0.01:
        invented.append(len(invented))
        skill = make_skill(f"Invented {len(invented)}")
        add_skill(user=user, name=skill.name)
        add_alias(skill=draw.choice(skills), name=f"Alias {len(invented)}")
        skill.parent = draw.choice(skills)
        save_skill(skill=skill)
        if draw.random() < 0.5:
            merge_skill(skill=skill, into=draw.choice(skills))


def test_after_a_thousand_changes_no_entry_differs():
    make_skill("Root")
    for number in range(12):
        make_skill(f"Skill {number}", f"s{number}", parent=Skill.objects.order_by("?").first())
    users = [make_freelancer(f"user-{number}").user for number in range(12)]
    draw, invented = random.Random(7), []
    for number in range(CHANGES):
        change_something(draw, users, invented)
        if number % 500 == 0:
            assert differing() == []
    assert differing() == []
    assert 0 < SearchEntry.objects.count() <= len(users)
    assert SearchEntry.objects.count() == SearchCard.objects.count()


def test_what_differs_is_found():
    ids = [make_freelancer(f"user-{number}").pk for number in range(4)]
    SearchEntry.objects.filter(pk=ids[0]).update(quality=1)
    SearchCard.objects.filter(pk=ids[1]).update(card={})
    SearchEntry.objects.filter(pk=ids[2]).delete()
    Profile.objects.filter(pk=ids[3]).update(visibility="hidden")
    assert differing() == sorted(ids)
    assert differing(after=ids[1], upto=ids[2]) == [ids[2]]


def test_the_command_finds_and_mends():
    seed_people(30)
    some = list(SearchEntry.objects.values_list("pk", flat=True)[:2])
    SearchEntry.objects.filter(pk=some[0]).update(rate=-1)
    SearchEntry.objects.filter(pk=some[1]).delete()
    errors = StringIO()
    with pytest.raises(CommandError, match="2 search entries differ"):
        call_command("rebuild_search", check=True, verbosity=0, stderr=errors)
    assert all(str(pk) in errors.getvalue() for pk in some)
    out = StringIO()
    call_command("rebuild_search", verbosity=0, stdout=out)
    assert "30 search entries are up to date" in out.getvalue()
    call_command("rebuild_search", check=True, verbosity=0, stdout=out)
    assert "is what its sources say" in out.getvalue()


def test_a_rebuild_goes_on_where_it_was_stopped():
    ids = sorted(make_freelancer(f"user-{number}").pk for number in range(3))
    SearchEntry.objects.all().update(quality=1)
    call_command("rebuild_search", after=ids[0], verbosity=0, stdout=StringIO())
    assert differing() == ids[:1]


@pytest.mark.parametrize(
    "rate", ["0.01", "0.09", "1", "7.77", "449.99", "450", "999999999999999.99"]
)
def test_tags_in_sql_are_those_in_python(rate):
    skill = make_skill("Welding", parent=make_skill("Metal"))
    profile = make_freelancer(
        skills=("welding",),
        ratings=(5, 4, 4),
        country="BR",
        city="São Paulo",
        hourly_rate=Decimal(rate),
        currency="EUR",
        experience_level="mid",
        availability="full_time",
        workplace="on_site",
        travel_radius_km=30,
    )
    raise_evidence(user=profile.user, skill_ids=[skill.pk], to=Evidence.USED)
    entry = SearchEntry.objects.get(pk=profile.pk)
    expected = {
        skill.pk,
        skill.parent.pk,
        tags.country_tag("BR"),
        tags.currency_tag("EUR"),
        tags.geonames_tag(profile.geonames_id),
        tags.level_tag("mid"),
        tags.availability_tag("full_time"),
        tags.workplace_tag("on_site"),
        tags.travels_tag(30),
        Kind.PROVED_SKILL.tag(skill.pk),
    }
    assert set(entry.tags) == expected
    assert (entry.rate, entry.mean_rating) == (int(Decimal(rate) * 1000), 433)
    assert entry.cell == profile.point.cell
    (fed,) = ProfileSource().entries([profile.pk])
    assert fed.numbers["cell"] == entry.cell
    assert set(fed.tags) == expected | {tags.city_tag("sao paulo")}


def test_quality_is_the_formula():
    profile = make_freelancer(ratings=(5, 5), country="IN")
    set_record(user=profile.user, completed=3, ended_early=1, invited=4, answered=1)
    score = shrunk_mean([0, 0, 0, 0, 2])
    completeness = (10 + 5) / 100  # a name and a country
    expected = (
        0.45 * (score - 1) / 4
        + 0.20 * (3 + 4) / (3 + 1 + 5)
        + 0.15
        + 0.10 * completeness
        + 0.10 * (1 + 4) / (4 + 5)
    )
    assert SearchEntry.objects.get().quality == pytest.approx(expected * 1_000_000, abs=1)


def test_recency_halves_in_ninety_days():
    profile = make_freelancer()
    fresh = SearchEntry.objects.get().quality
    with connection.cursor() as cursor:
        cursor.execute("UPDATE profiles_profile SET updated_at = now() - interval '90 days'")
    call_command("rebuild_search", verbosity=0, stdout=StringIO())
    assert fresh - SearchEntry.objects.get(pk=profile.pk).quality == pytest.approx(75_000, abs=900)
