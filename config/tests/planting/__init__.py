"""Two people who wrote something into every text that a person can write, each text with a word of
its own in it: for what must find all of it, or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import Role
from accounts.tests.factories import UserFactory
from config.tests.planting.accounts import plant_account, plant_profile
from config.tests.planting.people import Person, Story
from config.tests.planting.work import plant_work
from moderation.tests.factories import make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

__all__ = ["Person", "Story", "plant"]


def plant(api_as: Callable[[User], Any]) -> Story:
    """Make it all."""
    people = Person(UserFactory(role=Role.CLIENT)), Person(UserFactory(role=Role.FREELANCER))
    story = Story(*people, make_staff())
    for person in people:
        plant_account(person, story.staff, api_as)
        plant_profile(person)
    plant_work(story, api_as)
    return story
