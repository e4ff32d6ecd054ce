"""A project from two registrations to two reviews, by the generated client: `story.py ADDRESS`.

All that is sent and answered has a type, which mypy checks; run, it shows that the types are true.
"""

from __future__ import annotations

import secrets
import sys
import time
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs, urlsplit

from guildhall_client import AuthenticatedClient, Client
from guildhall_client.api.auth import auth_login, auth_refresh_token, auth_register
from guildhall_client.api.me import (
    me_cv_update,
    me_destroy,
    me_profile_partial_update,
    me_profile_retrieve,
    me_retrieve,
    me_skills_create,
)
from guildhall_client.api.profiles import profiles_list, profiles_reviews_list
from guildhall_client.api.projects import (
    projects_complete,
    projects_create,
    projects_proposals_create,
    projects_reviews_create,
)
from guildhall_client.api.proposals import proposals_accept
from guildhall_client.api.reports import reports_create
from guildhall_client.models import (
    AddSkillRequest,
    Cv,
    CvUploadRequest,
    EraseAccountRequest,
    Error,
    FileReportRequest,
    LoggedIn,
    LoginRequest,
    NewProjectRequest,
    OwnProfile,
    PartyReview,
    PatchedEditProfileRequest,
    ProfileSkill,
    Project,
    Proposal,
    ProposalInputRequest,
    PublicReviewPage,
    RefreshTokenRequest,
    RegisterRequest,
    Report,
    SearchPage,
    Tokens,
    User,
    WriteReviewRequest,
)
from guildhall_client.types import UNSET, File, Unset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from guildhall_client.models import FoundCard, SelfServiceRoleEnum

PATIENCE_SECONDS = 10
PASSWORD = "plum velvet tractor 19"  # noqa: S105 - of accounts made for the story
TAG = secrets.token_hex(4)
Wanted = TypeVar("Wanted")


def must_be(wanted: type[Wanted], answer: object) -> Wanted:
    """The answer, if it is what is wanted: the types know that it may be an error instead."""
    if isinstance(answer, wanted):
        return answer
    raise SystemExit(f"Wanted {wanted.__name__}, and got {answer}")


@dataclass
class Person:
    """Somebody who is logged in."""

    username: str
    client: AuthenticatedClient


def register(stranger: Client, name: str, role: SelfServiceRoleEnum) -> Person:
    """A new account, logged in once more and refreshed, as another device would."""
    username = f"{name}-{TAG}"
    new = RegisterRequest(
        username=username, email=f"{username}@example.com", password=PASSWORD, role=role
    )
    registered = must_be(LoggedIn, auth_register.sync(client=stranger, body=new))
    assert registered.user.role == role
    login = LoginRequest(username=username, password=PASSWORD)
    tokens: Tokens | LoggedIn = must_be(LoggedIn, auth_login.sync(client=stranger, body=login))
    refresh = RefreshTokenRequest(refresh_token=tokens.refresh_token)
    tokens = must_be(Tokens, auth_refresh_token.sync(client=stranger, body=refresh))
    address = str(stranger.get_httpx_client().base_url)
    client = AuthenticatedClient(base_url=address, token=tokens.access_token)
    assert must_be(User, me_retrieve.sync(client=client)).username == username
    return Person(username, client)


def fill_profile(freelancer: Person) -> None:
    """What is not named stays as it is; a CV is a file."""
    client = freelancer.client
    for change in (
        PatchedEditProfileRequest(headline="Terraces that stay dry", city="Kochi", country="IN"),
        PatchedEditProfileRequest(hourly_rate="900", currency="INR", availability="available"),
    ):
        must_be(OwnProfile, me_profile_partial_update.sync(client=client, body=change))
    skill = AddSkillRequest(name="waterproofing", level="expert", years=6)
    assert must_be(ProfileSkill, me_skills_create.sync(client=client, body=skill)).level == "expert"
    text = BytesIO(b"Mira Sen\nSite engineer, Lakeside Builders, 2019 to today\n")
    upload = CvUploadRequest(file=File(payload=text, file_name="cv.txt", mime_type="text/plain"))
    assert must_be(Cv, me_cv_update.sync(client=client, body=upload)).file_name == "cv.txt"
    profile = must_be(OwnProfile, me_profile_retrieve.sync(client=client))
    assert (profile.headline, profile.city) == ("Terraces that stay dry", "Kochi")
    print(f"{freelancer.username}'s profile is {profile.completeness.percent} % complete.")


def search(stranger: Client, *, most: int) -> Iterator[FoundCard]:
    """Freelancers who keep terraces dry, page by page."""
    cursor: str | Unset = UNSET
    for _page in range(most):
        page = must_be(
            SearchPage,
            profiles_list.sync(
                client=stranger,
                skill=["waterproofing"],
                country="IN",
                ordering="-joined",
                page_size=2,
                cursor=cursor,
            ),
        )
        yield from page.results
        if page.next_ is None:
            return
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]


def until_listed(stranger: Client, username: str) -> list[str]:
    """The usernames that are found, once a list has the newest: half a second after the change."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found = [card.username for card in search(stranger, most=5)]
    while found[0] != username and time.monotonic() < deadline:
        time.sleep(0.2)
        found = [card.username for card in search(stranger, most=5)]
    return found


def agree(owner: Person, freelancer: Person) -> UUID:
    """A project that is posted, proposed for, begun and completed."""
    new = NewProjectRequest(
        title=f"A terrace that leaks ({TAG})",
        description="Forty square metres, above the lift.",
        skills=["waterproofing"],
        status="open",
    )
    project = must_be(Project, projects_create.sync(client=owner.client, body=new))
    offer = ProposalInputRequest(
        cover_note="I can look at it on Monday.", rate="82000", currency="INR"
    )
    proposal = must_be(
        Proposal, projects_proposals_create.sync(project.id, client=freelancer.client, body=offer)
    )
    accepted = must_be(Proposal, proposals_accept.sync(proposal.id, client=owner.client))
    assert (accepted.status, accepted.rate) == ("accepted", "82000.00")
    done = must_be(Project, projects_complete.sync(project.id, client=owner.client))
    assert done.status == "completed"
    return done.id


def review(author: Person, project: UUID, rating: int) -> PartyReview | Error:
    words = WriteReviewRequest(rating=rating, text="Clear about the work, and done on the day.")
    answer = projects_reviews_create.sync(project, client=author.client, body=words)
    if isinstance(answer, Error):
        return answer
    return must_be(PartyReview, answer)


def main(address: str) -> None:
    stranger = Client(base_url=address)
    owner = register(stranger, "lake", "client")
    freelancer = register(stranger, "mira", "freelancer")
    fill_profile(freelancer)
    found = until_listed(stranger, freelancer.username)
    assert found[0] == freelancer.username
    assert len(found) == len(set(found)), "a page overlaps the one before"
    project = agree(owner, freelancer)

    blind = must_be(PartyReview, review(owner, project, 5))
    assert blind.revealed_at is None
    must_be(PartyReview, review(freelancer, project, 4))
    again = must_be(Error, review(owner, project, 1))
    assert again.errors[0].code == "already_reviewed"
    page = must_be(
        PublicReviewPage, profiles_reviews_list.sync(freelancer.username, client=stranger)
    )
    assert [one.rating for one in page.results] == [5]
    assert page.reputation.histogram["5"] == 1
    print(f"{freelancer.username} has a review: {page.results[0].text}")

    complaint = FileReportRequest(
        kind="review", object_=str(page.results[0].id), reason="not_genuine", text="Another lift."
    )
    must_be(Report, reports_create.sync(client=freelancer.client, body=complaint))
    for person in (owner, freelancer):
        proof = EraseAccountRequest(current_password=PASSWORD)
        assert me_destroy.sync_detailed(client=person.client, body=proof).status_code == 204
    print("The whole story, with types.")


if __name__ == "__main__":
    main(sys.argv[1])
