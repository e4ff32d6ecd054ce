"""The whole story against a running server, as a client of the API tells it.

A client registers by e-mail, a freelancer by a code on the phone; a CV becomes skills; a project is
posted, found, agreed and completed; both review each other blind, and the reveal shows both.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PASSWORD = "plum velvet tractor 19"  # noqa: S105 - of accounts made for the tour
POLL_SECONDS, MOST_POLLS = 0.2, 100
NEED = ["python", "django"]


class Astray(Exception):
    """The server answered otherwise than the story goes."""


@dataclass
class Caller:
    """Somebody with a token, calling one server."""

    address: str
    http: urllib3.PoolManager
    token: str = ""

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The JSON of the answer. Raises Astray for an error."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
            options["body"] = orjson.dumps(body)
        answer = self.http.request(
            method, f"{self.address}/api/v1/{path}", headers=headers, **options
        )
        if answer.status >= 400:
            raise Astray(f"{method} {path}: {answer.status} {answer.data.decode()[:300]}")
        return orjson.loads(answer.data) if answer.data else None

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, {} if body is None else body)


@dataclass
class Tour:
    """The story. `say` tells what happens, `read_code` asks for the code of a text message."""

    address: str
    cv: Path
    say: Callable[[str], object]
    read_code: Callable[[str], str]

    def __post_init__(self) -> None:
        self.http = urllib3.PoolManager()
        self.tag = secrets.token_hex(4)
        self.stranger = Caller(self.address, self.http)

    def walk(self) -> None:
        """Tell the whole story. Raises Astray where it goes otherwise."""
        client, freelancer = self.register_client(), self.register_freelancer()
        self.fill_profile(freelancer)
        project = self.agree(client, freelancer)
        self.complete(client, project)
        self.review(client, freelancer, project)
        self.show(freelancer)

    def expect(self, is_so: object, what: str) -> None:
        """Say what is so, or raise Astray."""
        if not is_so:
            raise Astray(f"Not so: {what}")
        self.say(f"  {what}")

    def register_client(self) -> Caller:
        """A client, by e-mail address and password."""
        self.say("A client registers by e-mail.")
        answer = self.stranger.post(
            "auth/register",
            {
                "username": f"client-{self.tag}",
                "email": f"client-{self.tag}@example.com",
                "password": PASSWORD,
                "role": "client",
                "first_name": "Lakeside",
                "last_name": "Flats",
            },
        )
        self.expect(answer["user"]["role"] == "client", f"client-{self.tag} is logged in")
        return Caller(self.address, self.http, answer["access_token"])

    def register_freelancer(self) -> Caller:
        """A freelancer, by a code on the phone."""
        self.say("A freelancer registers by a code on the phone.")
        phone = f"+9198{secrets.randbelow(10**8):08}"
        about = {"phone_number": phone, "purpose": "registration"}
        self.stranger.post("auth/request-otp", about)
        answer = self.stranger.post(
            "auth/verify-otp",
            about
            | {
                "code": self.read_code(phone),
                "username": f"mira-{self.tag}",
                "role": "freelancer",
                "first_name": "Mira",
                "last_name": "Sen",
            },
        )
        self.expect(answer["user"]["is_verified"], f"mira-{self.tag} is logged in, phone proved")
        return Caller(self.address, self.http, answer["access_token"])

    def fill_profile(self, freelancer: Caller) -> None:
        """Upload a CV and accept the skills that it suggests."""
        self.say("The freelancer uploads a CV and accepts its skills.")
        file = {"file": (self.cv.name, self.cv.read_bytes(), "application/pdf")}
        freelancer.call("PUT", "me/cv", fields=file)
        for _poll in range(MOST_POLLS):
            if (state := freelancer.get("me/cv")["state"]) != "processing":
                break
            time.sleep(POLL_SECONDS)
        self.expect(state == "ready", "the CV was read")
        accepted = freelancer.post("me/cv/suggestions/accept", {"kind": "skill"})["accepted"]
        held = {one["slug"] for one in freelancer.get("me/skills?page_size=100")["results"]}
        self.expect(held >= set(NEED), f"{accepted} skills are in the profile, as confirmed")
        offer = {"hourly_rate": "30", "currency": "EUR", "availability": "available"}
        freelancer.call("PATCH", "me/profile", offer)

    def agree(self, client: Caller, freelancer: Caller) -> str:
        """Post a project, find the freelancer, accept the proposal; the project's address."""
        self.say("The client posts a project and finds the freelancer.")
        project = client.post(
            "projects",
            {
                "title": f"A booking service {self.tag}",
                "description": "Rooms, times, and a page for each.",
                "skills": NEED,
                "budget_max": "40",
                "budget_is_hourly": True,
                "currency": "EUR",
                "names_client": True,
                "status": "open",
            },
        )
        path = f"projects/{project['id']}"
        name = f"mira-{self.tag}"
        found = self.stranger.get("profiles?q=django&skill=python&ordering=-joined&page_size=100")
        self.expect(_has(found["results"], name), "by searching")
        matches = [one["profile"] for one in client.get(f"{path}/matches")["results"]]
        if _has(matches, name):
            self.say("  by matching as well")
        client.post(f"{path}/invite", {"username": name, "message": "Would you?"})
        fitting = freelancer.get("me/recommendations")["projects"]
        is_shown = any(one["project"]["id"] == project["id"] for one in fitting)
        self.expect(is_shown, "the freelancer is recommended the project")
        note = {"cover_note": "I have done three of these.", "rate": "30", "currency": "EUR"}
        proposal = freelancer.post(f"{path}/proposals", note)
        client.post(f"proposals/{proposal['id']}/accept")
        state = freelancer.get(path)["status"]
        self.expect(state == "in_progress", "the proposal is accepted, and work begins")
        return path

    def complete(self, client: Caller, path: str) -> None:
        """Complete the project."""
        self.say("The work is done.")
        self.expect(client.post(f"{path}/complete")["status"] == "completed", "completed")

    def review(self, client: Caller, freelancer: Caller, path: str) -> None:
        """Both review, blind until both have."""
        self.say("Both review each other, blind.")
        client.post(
            f"{path}/reviews",
            {"rating": 5, "text": "On time, and every room is where it should be."},
        )
        blind = freelancer.get(f"{path}/reviews")
        self.expect(blind["other"] == {"submitted": True, "review": None}, "hers is in, unseen")
        public = self.stranger.get(f"profiles/mira-{self.tag}/reviews")
        self.expect(public["results"] == [], "nor does anybody else see it")
        freelancer.post(
            f"{path}/reviews",
            {"rating": 4, "text": "Clear about what they wanted, and paid at once."},
        )
        seen = freelancer.get(f"{path}/reviews")["other"]["review"]
        self.expect(seen and seen["rating"] == 5, "both are in: both are revealed")

    def show(self, freelancer: Caller) -> None:
        """What everybody sees now."""
        self.say("The public profile shows it.")
        page = self.stranger.get(f"profiles/mira-{self.tag}")
        self.expect(page["reputation"]["count"] == 1, "a reputation of one review")
        evidence = {one["slug"]: one["evidence"] for one in page["skills"]}
        self.expect({evidence[one] for one in NEED} == {"confirmed"}, "with confirmed skills")
        (work,) = self.stranger.get(f"profiles/mira-{self.tag}/projects")["results"]
        self.expect(work["review"]["rating"] == 5, "and the project with its review")
        signed = freelancer.get("me/reputation")
        self.expect(signed["jws"].count(".") == 2, "which the freelancer takes along, signed")


def _has(cards: list[dict[str, Any]], username: str) -> bool:
    return any(card["username"] == username for card in cards)
