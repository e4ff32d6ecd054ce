"""The queries, asked of the product's own API, as a client asks them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role, Status, User
from accounts.services.sessions import open_session
from benchmarks.relevance.figures import PAGE, Answer
from benchmarks.relevance.people import username_of
from profiles.services.profile import make_profile
from projects.services.posting import create_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.relevance.corpus import Freelancer, Query

OK, UNPROCESSABLE = 200, 422


class Asker:
    """Asks as a visitor, and as a client with projects."""

    def __init__(self, people: Sequence[Freelancer]) -> None:
        self.id_of = {username_of(person.id): person.id for person in people}
        self.visitor = APIClient(SERVER_NAME="localhost")
        self.client_user = User.objects.create(
            username="client", email="client@example.com", role=Role.CLIENT, status=Status.ACTIVE
        )
        make_profile(self.client_user)

    def search(self, query: Query) -> Answer:
        """The first people that the search finds; a text that it refuses finds none."""
        parameters = {"q": query.text, "page_size": PAGE}
        return self._asked(query, self.visitor, "/api/v1/profiles", parameters)

    def match(self, query: Query) -> Answer:
        """The people that suit a project with this description, and no skill named."""
        project = create_project(
            client=self.client_user,
            skills=(),
            is_open=True,
            title="Help wanted",
            description=query.text,
        )
        member = APIClient(SERVER_NAME="localhost")
        session = open_session(user=self.client_user, user_agent="", address="203.0.113.7")
        access = tokens.access_token(self.client_user, session)
        member.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        return self._asked(query, member, f"/api/v1/projects/{project.pk}/matches", {})

    def _asked(self, query: Query, client: APIClient, path: str, data: dict[str, Any]) -> Answer:
        started = time.perf_counter()
        response = client.get(path, data)
        milliseconds = (time.perf_counter() - started) * 1000
        if response.status_code == UNPROCESSABLE:
            return Answer(query, (), milliseconds)
        found = [self._username(row) for row in response.json()["results"]]
        return Answer(
            query, [self.id_of[name] for name in found if name in self.id_of], milliseconds
        )

    @staticmethod
    def _username(row: dict[str, Any]) -> str:
        name: str = row.get("username") or row["profile"]["username"]
        return name
