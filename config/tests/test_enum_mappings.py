"""Whoever adds a value to an enum is told of every mapping that has to know it."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Choices

from config.templatetags.shown import CHOICES, MOVES
from config.tests.enum_mappings import Gap, gaps, own_enums, own_modules
from profiles.models import Evidence
from projects.transitions import NOT_BY_ITSELF, PROJECT_RULES, PROPOSAL_RULES

if TYPE_CHECKING:
    from types import ModuleType

    from django.db.models import Field, Model

TEMPLATES = Path(settings.BASE_DIR, "templates")
ANY = frozenset({"..."})
NOBODY_ELSES = (
    "PROPOSAL PRIVATE_NOTE INVITATION PORTFOLIO_ITEM QUESTION ANSWER PROJECT_FILE "
    "APPOINTMENT ABSENCE CHANGE_REQUEST ENDING",
    "these are not taken out of sight, or concern nobody else",
)
# What leaves members out on purpose: which, or any that may come, and why.
PARTIAL = {
    "accounts.services.mail_reports._trouble": ("SOFT_BOUNCED DELIVERED", "what remains"),
    "accounts.services.mail_reports.take": ("BOUNCED SOFT_BOUNCED", "what remains"),
    "accounts.services.status.ENDS_SESSIONS": ("PENDING ACTIVE", "who is that may be logged in"),
    "accounts.services.status._events_of": ("PENDING ACTIVE", "nobody is told of these"),
    "bookmarks.models.saved_search.PERIODS": ("OFF", "such a search is not looked at"),
    "cv_reader.introduction.find": (ANY, "looks into two sections"),
    "cv_reader.lexicon._HEADINGS": ("HEAD HEADING", "these have no heading"),
    "cv_reader.reading.READERS": ("JSON_RESUME", "is no document: profiles.resume reads it"),
    "cv_reader.reading._findings": (ANY, "sections with entries of a form"),
    "cv_reader.sections.split": (ANY, "sections that are recognised by more than a heading"),
    "cv_reader.skills._confidence": (ANY, "sections that say more or less of a skill"),
    "moderation.admin.case_page._changes": (ANY, "reviews have a time before their reveal"),
    "moderation.admin.words.links_of": (ANY, "of most kinds the row itself is all there is"),
    "moderation.concerned.others_concerned": (ANY, "of most kinds the parties alone"),
    "moderation.private_objects.PRIVATE_KINDS": (
        "PROFILE PROJECT REVIEW REPLY PORTFOLIO_ITEM QUESTION ANSWER PROJECT_FILE",
        "these are in public: moderation.objects has them",
    ),
    "moderation.handling.NAMED_BY": (ANY, "of most kinds the event names the row itself"),
    "moderation.handling.TEXT_OF": (
        "PORTFOLIO_ITEM PRIVATE_NOTE PROJECT_FILE APPOINTMENT ABSENCE CHANGE_REQUEST ENDING",
        "these are not compared: they are short, have one reader, or hold no words",
    ),
    "moderation.models.decision.RULINGS": (
        "KEEP WARN HIDE REMOVE RESTRICT SUSPEND RESTORE",
        "these answer no question",
    ),
    "moderation.models.case.title_for_others": (ANY, "the others are called by no author"),
    "moderation.models.decision.RESTRICTS": (
        "KEEP WARN RESTORE UPHOLD DISMISS",
        "these restrict nothing",
    ),
    "moderation.seeding.make_cases": (ANY, "examples"),
    "moderation.services.deciding._check": (
        "KEEP WARN HIDE REMOVE SUSPEND UPHOLD DISMISS",
        "these have no condition of their own",
    ),
    "moderation.services.effects.STATES": (
        "KEEP WARN RESTRICT SUSPEND RESTORE UPHOLD DISMISS",
        "these leave the object as it is",
    ),
    "notifications.services.mailing.TASKS": ("IN_PRODUCT", "nothing leaves"),
    "notifications.services.timing.due": ("AT_ONCE NEVER", "these wait for no digest"),
    "notifications.telling.parties.FINDERS": NOBODY_ELSES,
    "notifications.telling.parties.TAKEN_DOWN": NOBODY_ELSES,
    "notifications.telling.parties.RESTORED": NOBODY_ELSES,
    "otp.services.one_time_code.request_code": ("VERIFICATION", "asks nothing of its own"),
    "otp.viewsets.one_time_codes.verify_otp": ("VERIFICATION", "what remains"),
    "profiles.management.commands.evaluate_cv.LISTS": (
        "SKILL PORTFOLIO PROFILE",
        "labels of the test set have these otherwise, or not",
    ),
    "profiles.accepting._valid_fields": (ANY, "of the others the value is what is added"),
    "profiles.services.cv_resume.NEEDED": ("PROFILE", "is read field by field"),
    "profiles.services.cv_resume._stated": ("PROFILE", "is read field by field"),
    "projects.services.changing.REQUIRES": ("END DID_NOT_HAPPEN", "work can always be ended"),
    "projects.services.changing.ENDED": ("WAITING ACCEPTED LAPSED", "has its own way"),
    "projects.services.undoing.EFFECTS": ("TERMS", "makes a version: projects.services.terms"),
    "projects.services.openings.free_opening": (
        "DRAFT IN_PROGRESS COMPLETED ENDED_EARLY CANCELLED EXPIRED",
        "a posting that looks for nobody any more stays so, and is no work",
    ),
    "projects.services.undoing._restore": ("DECLINED WITHDRAWN", "these stay as they are"),
    "projects.transitions._leave": (
        "DRAFT COMPLETED CANCELLED ENDED_EARLY EXPIRED FILLED",
        "nothing ends with these",
    ),
    "projects.services.accounts._let_go": (
        "COMPLETED CANCELLED ENDED_EARLY EXPIRED FILLED",
        "these are over, and stay",
    ),
    "reviews.pages.dashboard.get_context_data": ("ADMIN", "has no page"),
}


def left_out(name: str) -> frozenset[str]:
    members = PARTIAL[name][0] if name in PARTIAL else frozenset()
    return frozenset(members.split()) if isinstance(members, str) else members


@pytest.fixture(scope="module")
def found() -> list[Gap]:
    return gaps(own_modules())


def test_every_mapping_over_an_enum_is_complete_or_says_why_not(found):
    allowed = {gap.name: left_out(gap.name) for gap in found}
    unknown = [gap for gap in found if allowed[gap.name] not in (gap.missing, ANY)]
    assert unknown == []


def test_nothing_is_excused_that_is_complete(found):
    assert sorted(PARTIAL.keys() - {gap.name for gap in found}) == []


def test_all_of_our_enums_are_looked_for():
    assert len(own_enums(own_modules())) >= 40


EXAMPLE = """
    from enum import Enum
    from django.db.models import TextChoices

    class Fruit(TextChoices):
        APPLE = "apple", "Apple"
        PEAR = "pear", "Pear"
        PLUM = "plum", "Plum"
        {added}

    COMPLETE = {{Fruit.APPLE: 1, Fruit.PEAR: 2, Fruit.PLUM: 3}}
    BY_VALUE = {{"apple": 1, "pear": 2, "plum": 3}}
    COMPUTED = {{fruit: fruit.label for fruit in list(Fruit)[:3]}}
    BY_PAIR = {{(Fruit.APPLE, 1): 1, (Fruit.PEAR, 1): 2, (Fruit.PLUM, 2): 3}}
    NESTED = {{"prices": [{{Fruit.APPLE: 1, Fruit.PEAR: 2, Fruit.PLUM: 3}}]}}
    DERIVED = {{fruit: fruit.label for fruit in Fruit}}
    OTHERS = {{"apple": 1, "stone": 2}}

    class Shop:
        prices: dict[str, int] = {{Fruit.APPLE: 1, Fruit.PEAR: 2, Fruit.PLUM: 3}}

        def price(self, fruit):
            return {{Fruit.APPLE: 1, Fruit.PEAR: 2, Fruit.PLUM: 3}}[fruit]

    def matched(fruit):
        match fruit:
            case Fruit.APPLE | Fruit.PEAR:
                return 1
            case Fruit.PLUM:
                return 2

    def compared(fruit):
        if fruit == Fruit.APPLE:
            return 1
        if fruit == Fruit.PEAR:
            return 2
        return 3 if fruit == Fruit.PLUM else 4

    def asks_of_one(fruit):
        return fruit == Fruit.PLUM
"""
MAPPINGS = {
    *("COMPLETE", "BY_VALUE", "COMPUTED", "BY_PAIR", "NESTED[prices][0]", "Shop.prices"),
    *("price", "matched", "compared"),
}


@pytest.mark.parametrize(
    ("added", "named"), [("", set()), ('FIG = "fig", "Fig"', MAPPINGS)], ids=["complete", "added"]
)
def test_one_more_value_names_every_mapping_that_lacks_it(tmp_path, monkeypatch, added, named):
    module = made(tmp_path, monkeypatch, dedent(EXAMPLE).format(added=added))
    told = gaps([module])
    assert {gap.name.removeprefix("fruit_shop.") for gap in told} == named
    assert {gap.missing for gap in told} <= {frozenset({"FIG"})}


def made(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> ModuleType:
    (folder / "fruit_shop.py").write_text(source)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "fruit_shop", raising=False)
    return importlib.import_module("fruit_shop")


def test_every_move_has_a_word_and_those_of_people_a_button():
    assert PROJECT_RULES.keys() | PROPOSAL_RULES.keys() <= MOVES.keys()
    page = TEMPLATES.joinpath("projects", "project.html").read_text()
    buttons = set(re.findall(r'action == "(\w+)"', page))
    # Others come of accepting, opening or asking for something, and time acts by itself.
    assert buttons == PROJECT_RULES.keys() - {*NOT_BY_ITSELF, "lapse", "expire"}


def test_every_kind_of_evidence_has_its_style():
    """What is only claimed looks as every chip does."""
    styles = Path(settings.BASE_DIR, "static", "guildhall.css").read_text()
    styled = set(re.findall(r"\.chip\.(\w+)", styles)) & set(Evidence.values)
    assert styled == set(Evidence.values) - {Evidence.CLAIMED}


def test_what_templates_compare_with_are_values_that_exist():
    """`project.status == "open"` says nothing when the value is called otherwise."""
    known = {
        "project.status": CHOICES["project"],
        "one.status": CHOICES["proposal"],
        "invitation.status": CHOICES["invitation"],
        "appointment.status": CHOICES["appointment"],
        "user.role": CHOICES["role"],
        "user.status": CHOICES["account"],
        "skill.evidence": CHOICES["evidence"],
        "suggestion.state": CHOICES["suggestion_state"],
        "one.action": CHOICES["decision"],
    }
    pages = "".join(page.read_text() for page in TEMPLATES.rglob("*.html"))
    for name, choices in known.items():
        compared = set(re.findall(rf'\b{re.escape(name)} [!=]= "(\w+)"', pages))
        assert compared, name
        assert compared <= set(choices.values), name


@pytest.mark.django_db
def test_the_database_knows_the_values_of_every_choice():
    """Each field of choices has a CHECK with exactly its values."""
    odd = {}
    for enum, model, field in stored_choices():
        allowed = values_allowed(model._meta.db_table, field.column)
        if allowed - {""} != set(enum.values):
            odd[f"{model._meta.label}.{field.name}"] = allowed
    assert odd == {}


def stored_choices() -> list[tuple[type[Choices], type[Model], Field[Any, Any]]]:
    """Every column that holds one of our choices; history keeps what rows said, whatever it was."""
    by_choices = {
        tuple(enum.choices): enum for enum in own_enums(own_modules()) if issubclass(enum, Choices)
    }
    return [
        (by_choices[tuple(field.choices)], model, field)
        for model in apps.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if field.choices and tuple(field.choices) in by_choices
    ]


ONE_OF = r"\(?{column}\)?(?:::text)? = (?:ANY \(+ARRAY\[(?P<many>[^\]]*)\]|(?P<one>'[^']*'))"


def values_allowed(table: str, column: str) -> set[str]:
    """The texts that the table's CHECKs compare this column with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid = %s::regclass",
            [table],
        )
        checks = " ".join(definition for (definition,) in cursor.fetchall())
    compared = re.finditer(ONE_OF.format(column=column), checks)
    return {
        value
        for match in compared
        for value in re.findall(r"'([^']*)'", match["many"] or match["one"])
    }
