"""Somebody who has all there is: what an answer tells besides what is always in it."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from uuid_utils.compat import uuid7

from accounts.models import EmailTrouble, Role, User
from accounts.services.account import save_address
from accounts.tests.factories import BlockFactory, PasskeyFactory, UserFactory
from accounts.tests.second_factor import with_app
from appointments.models import Absence
from appointments.services.arranging import propose_others
from appointments.tests.factories import make_confirmed, proposed
from bookmarks.models import SavedSearch, Shortlist
from bookmarks.tests.factories import make_search
from config.tests.arrangements import phone, picture
from conversations.services.writing import edit, send
from conversations.tests.factories import make_message, make_picture
from foundation.exchange.importing import import_rates
from foundation.grid import Point
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.tests.factories import make_decision, make_report, make_staff
from notifications.models import QuietHours
from notifications.tests.factories import make_notification
from profiles.models import (
    CurriculumVitae,
    CvState,
    Education,
    Evidence,
    Experience,
    Link,
    Occupation,
    PortfolioItem,
    Skill,
)
from profiles.search.vocabulary import vocabulary
from profiles.services.history import set_picture
from profiles.services.profile import make_profile, set_avatar, update_profile
from profiles.services.skills import add_skill
from profiles.services.standing import raise_evidence, set_record
from profiles.tests.factories import (
    add_item,
    make_freelancer,
    make_occupation,
    make_skill,
    make_suggestion,
)
from projects.models import (
    Agreement,
    AgreementStep,
    AgreementVersion,
    ChangeKind,
    Invitation,
    Project,
    ProjectStatus,
    StepStatus,
    as_agreed,
)
from projects.services.changing import decline_change
from projects.services.completion import end_early
from projects.services.contacts import share_contact
from projects.services.placing import placed
from projects.services.posting import update_project
from projects.services.proposals import accept_proposal
from projects.services.questions import answer_question
from projects.services.steps import deliver_step
from projects.tests.agreed import make_request
from projects.tests.factories import make_file, make_project, make_proposal, make_question
from reviews.models import Review
from reviews.services.answering import open_correction, reply_to_review
from reviews.tests.factories import make_finished, make_review

if TYPE_CHECKING:
    from collections.abc import Callable

Route = tuple[str, str]
MOMENTS = ("email_verified_at", "phone_verified_at", "last_login")
SKILL, OTHER_SKILL = "Waterproofing", "Lime plaster"
HOME = Point.nearest(9.97, 76.28)
PROFILE = {
    "headline": "Terraces that stay dry",
    "bio": "I leave the place clean.",
    "city": "Kochi",
    "country": "IN",
    "languages": [{"language": "ml", "fluency": "native"}],
}
OF_FREELANCERS = {
    "hourly_rate": 900,
    "currency": "INR",
    "availability": "available",
    "experience_level": "senior",
    "education_level": "bachelor",
    "workplace": "on_site",
    "travel_radius_km": 80,
    "point": HOME,
    "preferred_career_track": "Restoration",
    "learning_style": "visual",
    "interests": ["Stepwells"],
    "career_goals": "A roof for everybody.",
    "paused_until": timezone.now().date() + timedelta(days=30),
    "pause_note": "On the sea.",
}
OF_CLIENTS = {"organisation_name": "Greenview Society", "organisation_kind": "non_profit"}
PERIOD = {"started_on": "2014", "ended_on": "2018"}
ITEMS: dict[Any, dict[str, str]] = {
    Experience: PERIOD | {"title": "Engineer", "organisation": "Lakeside", "description": "Roofs"},
    Education: PERIOD
    | {"institution": "CUSAT", "degree": "B.Tech.", "field_of_study": "Roofs", "grade": "8"},
    PortfolioItem: PERIOD
    | {
        "title": "A stepwell",
        "description": "Restored",
        "url": "https://mira.example.org/stepwell",
    },
    Link: {"url": "https://mira.example.org"},
}
CALL = "Call me at +919820012345."
RATED: dict[str, Any] = {
    "sub_ratings": {"communication": 4},
    "would_work_again": True,
    "private_note": "Call me when it rains.",
}


def _complete(user: User) -> None:
    """Say all that somebody can say of themselves."""
    own = OF_CLIENTS if user.role == Role.CLIENT else OF_FREELANCERS
    names = {"first_name": "Mira", "last_name": "Sen", "phone_number": phone()}
    names |= {"pending_email": "new@example.com", "pending_phone_number": phone()}
    User.objects.filter(pk=user.pk).update(**names, **dict.fromkeys(MOMENTS, Now()))
    # By itself: whatever verifies the address ends it.
    User.objects.filter(pk=user.pk).update(email_trouble=EmailTrouble.COMPLAINED)
    user.refresh_from_db()
    update_profile(user=user, changes=PROFILE | own)
    set_avatar(user=user, upload=BytesIO(picture()))
    held, _is_new = add_skill(user=user, name=SKILL, level="expert", years=6)
    raise_evidence(user=user, skill_ids=[held.skill_id], to=Evidence.USED)
    for model, fields in ITEMS.items():
        add_item(user=user, model=model, fields=fields)
    item = PortfolioItem.objects.get(profile_id=user.pk)
    set_picture(user=user, item=item, upload=BytesIO(picture()))
    Link.objects.filter(profile_id=user.pk).update(
        verified_at=Now(), checked_at=Now(), problem="It was away."
    )


def _reviewed(user: User) -> Review:
    """Five reviews: enough for a mean, and for a share of those who would come again."""
    for _ in range(5):
        review = _revealed(user)
    return review


def _known(user: User) -> None:
    _reviewed(user)
    _complete(user)
    set_record(user=user, completed=5, ended_early=1, invited=6, answered=5)


def _revealed(user: User, **fields: Any) -> Review:
    """A review of this user that was answered."""
    project = _finished(user, **fields)
    other = project.freelancer if user == project.client else project.client
    make_review(project, user, 5, **RATED)
    review = make_review(project, other, 4, **RATED)
    reply_to_review(review=review, text="Thank you.")
    return review


def _finished(user: User, **fields: Any) -> Project:
    side = "client" if user.role == Role.CLIENT else "freelancer"
    return make_finished(**{side: user}, **_asking(), **fields)


def _asking() -> dict[str, Any]:
    """What a client can say of a project."""
    money = {"budget_min": 100, "budget_max": 900, "currency": "INR"}
    place = {"country": "IN", "city": "Kochi", "point": HOME}
    return money | place | {"skills": [Skill.objects.get(name=SKILL)]}


def _client() -> User:
    """A client with a profile that says all there is."""
    client: User = UserFactory(role=Role.CLIENT)
    make_profile(client)
    _complete(client)
    return client


def _project(client: User, freelancer: User | None = None, **fields: Any) -> Project:
    return make_project(client=client, freelancer=freelancer, **_asking() | fields)


def _working(user: User) -> Project:
    """A delivery that waits for its answer, of work that fills one of several openings."""
    times = {"delivered_at": Now(), "completes_at": Now() + timedelta(days=14)}
    client = _client()
    times["posting"] = make_project(client=client, openings=3, openings_taken=1)
    return _project(client, user, status=ProjectStatus.IN_PROGRESS, **times)


def _over(user: User) -> Project:
    return _project(_client(), user, status=ProjectStatus.COMPLETED, delivered_at=Now())


STEPS = [{"number": 1, "title": "All of it", "amount": "80.00", "due_on": "2026-05-08"}]


def _proposed(user: User) -> None:
    said = {"rate": 80, "currency": "INR", "included": "Material.", "starts_on": date(2026, 5, 4)}
    said["steps"] = STEPS
    proposal = make_proposal(_project(_client()), user, **said)
    accept_proposal(client=proposal.project.client, proposal=proposal)
    make_proposal(_project(_client()), user, cover_note=f"I could come on Monday. {CALL}")


def _agreed(agreement: Agreement) -> None:
    """All that can be agreed on, by people who have names; and it was undone."""
    for party in (agreement.client, agreement.freelancer):
        make_profile(party)
        _complete(party)
    AgreementVersion.objects.create(
        agreement=agreement,
        number=2,
        title="A terrace that leaks",
        description="Forty square metres.",
        skills=as_agreed(Skill.objects.filter(name=SKILL)),
        price=80,
        price_is_hourly=True,
        currency="INR",
        included="Material.",
        steps=STEPS,
        starts_on=date(2026, 5, 4),
        ends_on=date(2026, 5, 8),
        country="IN",
        location="Pune",
        client_name="Rao",
        client_organisation="Greenview Society",
        freelancer_name="Mira Sen",
        project_version=1,
        accepted_by=agreement.client,
    )
    Agreement.objects.filter(pk=agreement.pk).update(undone_at=Now())


def _agreed_on(agreement: Agreement) -> None:
    """The same of work that fills one of several openings, was delivered and is over."""
    _agreed(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(undone_at=None)
    posting = make_project(client=agreement.client, openings=3, openings_taken=1)
    over = {"status": ProjectStatus.COMPLETED, "closed_at": Now(), "posting": posting}
    times = {"delivered_at": Now(), "completes_at": Now() + timedelta(days=14)}
    Project.objects.filter(pk=agreement.project_id).update(**over, **times)


def _in_steps(agreement: Agreement) -> None:
    """A step with all that it can have."""
    AgreementStep.objects.create(
        agreement=agreement,
        number=1,
        title="All of it",
        amount=80,
        currency="INR",
        due_on=date(2026, 5, 8),
        status=StepStatus.ACCEPTED,
        delivered_at=Now(),
        accepted_at=Now(),
        payment_reference="pi_3",
    )


def _searching(user: User) -> None:
    """A search of each kind that asks for all there is."""
    level = {"level": ["senior"], "availability": ["full_time"], "rating_min": "4.00"}
    rates = {"rate_min": "10.00", "rate_max": "90.00", "currency": "INR", "ordering": "rate"}
    place = {"country": "IN", "city": "Pune", "skill": [SKILL], "near": "Pune", "within": 30}
    place["amounts_in"] = "INR"
    make_search(user, "wells", **level, **rates, **place)
    budget = {"budget_min": "10.00", "budget_max": "90.00", "currency": "INR"}
    asked = budget | {"country": "IN", "skill": [SKILL], "ordering": "-opened"}
    asked |= {"near": "Pune", "within": 30, "amounts_in": "INR", "workplace": "on_site"}
    make_search(user, "wells", kind="projects", **asked)


def _seen() -> tuple[User, Project]:
    """Somebody who says all there is, and a project, to be saved or found."""
    person: User = UserFactory()
    make_profile(person)
    _complete(person)
    return person, _project(_client(), country="IN")


def _found(search: SavedSearch) -> None:
    for one in _seen():
        search.matches.create(target_id=one.pk, alert_id=uuid7())


def _listed(shortlist: Shortlist) -> None:
    person, project = _seen()
    shortlist.entries.create(person=person, note="Free from May on.")
    shortlist.entries.create(project=project)


def _sharing(project: Project) -> None:
    """Both parties let each other know how they are reached."""
    for party in (project.client, project.freelancer):
        verified = {"phone_number": phone(), "phone_verified_at": Now()}
        User.objects.filter(pk=party.pk).update(**verified, email_verified_at=Now())
        told = {"name": "Rao", "address": "12 Lake Road", "phone_number": True, "email": True}
        share_contact(user=party, project=project, **told)


def _changed(agreement: Agreement) -> None:
    """Other terms in every respect, which were declined, and a request that time ends."""
    client, freelancer = agreement.client, agreement.freelancer
    AgreementVersion.objects.create(
        agreement=agreement,
        number=2,
        title="A terrace that leaks",
        description="Forty square metres.",
        steps=[{"number": 1, "title": "The terrace", "amount": None, "due_on": None}],
        project_version=1,
        accepted_by=client,
    )
    steps = [
        {"number": 1, "title": "The terrace", "amount": Decimal("80.00"), "due_on": None},
        {"title": "The stairwell", "amount": None, "due_on": date(2027, 5, 28)},
    ]
    asked = make_request(
        agreement,
        freelancer,
        ChangeKind.TERMS,
        message="The corner by the lift needs a second layer.",
        title="A terrace and a stairwell that leak",
        description="Both, before the monsoon.",
        price_is_hourly=True,
        currency="INR",
        included="Membrane and drains.",
        steps=steps,
        starts_on=date(2027, 5, 3),
        ends_on=date(2027, 5, 28),
        country="IN",
        location="Lake Road, Pune",
    )
    decline_change(user=client, request=asked)
    make_request(agreement, client, ChangeKind.DID_NOT_HAPPEN)


def _invited(user: User) -> None:
    invited = {"message": f"Would you look at it? {CALL}", "answered_at": Now()}
    invited |= {"rate": 80, "currency": "INR", "included": "Material.", "is_offer": True}
    invited |= {"starts_on": date(2026, 5, 4), "steps": STEPS}
    Invitation.objects.create(project=_project(_client()), freelancer=user, **invited)


def _written(user: User) -> None:
    """A message that was changed, and an answer that was not read."""
    message = make_message(make_proposal(_project(_client()), user))
    make_picture(message)
    edit(author=user, message=message, text=f"When could you come? {CALL}")
    send(sender=message.conversation.client, conversation=message.conversation, text="On Monday.")


def _met(user: User) -> None:
    """An appointment that is to be moved to a time at which there is another, and a word on who
    did not come.
    """
    proposal = make_proposal(_project(_client()), user)
    make_confirmed(proposal, text=CALL)
    moved = make_confirmed(proposal, text=CALL)
    other_times = proposed(text=f"Rather so. {CALL}")
    propose_others(user=proposal.project.client, appointment=moved, proposed=other_times)
    Absence.objects.create(appointment=moved, person=user)


def _decided(user: User) -> None:
    """A decision for a time, and an appeal that did not help."""
    decision = make_decision("profile", user.profile, "hide", lasts=timedelta(days=1))
    appeal = lodge_appeal(decision=decision, appellant=user, text="It is not so.")
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="It is.", instead=None)


def _told(user: User) -> None:
    """Of an end with its reason, more often than a page holds; one was read."""
    project = _working(user)
    end_early(user=project.client, project=project, reason="The monsoon came first.")
    move = project.transitions.get(action="end_early")
    told = {"kind": "project_ended_early", "actor_id": project.client.pk, "subject_id": project.pk}
    for _ in range(20):
        make_notification(user, **told, body={"transition": move.pk})
    make_notification(user, **told, body={"transition": move.pk}, read_at=Now())


def _quiet(user: User) -> None:
    QuietHours.objects.create(user=user, starts_at=time(22), ends_at=time(7))


def _reported(user: User) -> None:
    row = _client().profile
    make_report("profile", row, reporter=user)
    make_decision("profile", row, "keep")


def _both_sides(project: Project) -> None:
    for user in (project.client, project.freelancer):
        make_review(project, user, 4, **RATED)
    for review in Review.objects.filter(project=project):
        reply_to_review(review=review, text="Thank you.")
        open_correction(review=review)


def _kept(user: User) -> None:
    save_address(user=user, city="Pune", country="IN")
    _with_passkey(user)
    BlockFactory(blocker=user)


def _with_passkey(user: User) -> None:
    PasskeyFactory(user=user, last_used_at=Now())


def _unread(user: User) -> None:
    """A CV that could not be read, after one that was."""
    given = {"profile": user.profile, "format": "txt", "file_name": "cv.txt", "size": 1}
    CurriculumVitae.objects.create(**given, state=CvState.REFUSED, refusal="corrupt")


def _vocabulary(_user: User) -> None:
    make_skill("Stepwells", "Baoli", parent=Skill.objects.get(name=SKILL))


def _occupations(_user: User) -> None:
    occupation = make_occupation("Well sinkers", "Baoli builder")
    occupation.skills.add(Skill.objects.get(name=SKILL))


def _searched(user: User) -> None:
    _reviewed(user)
    _compared(user)


def _compared(user: User) -> None:
    """With what others ask in other currencies."""
    import_rates(b"EUR,1\nINR,90", source="The bank")
    _peers(user)


def _moved(project: Project) -> None:
    terms = {"rate": 80, "currency": "INR", "steps": STEPS}
    proposal = make_proposal(project, UserFactory(), **terms)
    accept_proposal(client=project.client, proposal=proposal)
    step = AgreementStep.objects.get(agreement__project=project)
    deliver_step(freelancer=proposal.freelancer, step=step)
    end_early(user=project.client, project=project, reason="The monsoon came first.")


def _asked_about(project: Project) -> None:
    """A question of somebody with a page that holds contact data, and its answer."""
    author: User = UserFactory()
    make_profile(author)
    _known(author)
    question = make_question(project, author, text=f"Is there a lift? {CALL}")
    answer_question(client=project.client, question=question, text="There is.")


def _matching(project: Project) -> None:
    """A freelancer who proved one of the skills that are needed, and lacks the other; of the same
    trade and country.
    """
    skill = Skill.objects.get(name=SKILL)
    place = placed({"city": PROFILE["city"], "country": "IN"}, project)
    Project.objects.filter(pk=project.pk).update(title=PROFILE["headline"], **place)
    make_occupation(PROFILE["headline"])
    for needed in (skill, make_skill(OTHER_SKILL)):
        project.needs.create(skill=needed)
    user: User = UserFactory()
    make_profile(user)
    _complete(user)
    update_profile(user=user, changes={"paused_until": None})


def _refused(user: User) -> None:
    """A suggestion of a CV that cannot be accepted."""
    _complete(user)
    make_suggestion(user, kind="link", value=ITEMS[Link])
    make_suggestion(user, decided_at=Now(), state="accepted")


def _peers(user: User) -> None:
    """Three who are alike and know another craft, which projects ask for as well, of the same trade
    and city.
    """
    _complete(user)
    if not Occupation.objects.filter(name=PROFILE["headline"]).exists():
        make_occupation(PROFILE["headline"])
    other = Skill.objects.filter(name=OTHER_SKILL).first() or make_skill(OTHER_SKILL)
    for _ in range(3):
        make_freelancer(skills=(SKILL, OTHER_SKILL))
    for _ in range(3):
        asked = [Skill.objects.get(name=SKILL), other]
        project = _project(_client(), skills=asked, budget_is_hourly=True)
        title = f"{PROFILE['headline']}, {PROFILE['city']}"
        update_project(
            client=project.client, project=project, changes={"title": title, "country": "IN"}
        )


def _own(fill: Callable[[User], object]) -> Callable[[User, str], object]:
    """What is about the caller, whatever the address names."""
    return lambda user, _thing: fill(user)


def _of_thing(fill: Callable[[Any], object], model: Any) -> Callable[[User, str], object]:
    return lambda _user, thing: fill(model.objects.get(pk=thing))


def _of_work(fill: Callable[[Project], object]) -> Callable[[User, str], object]:
    return _of_thing(lambda agreement: fill(agreement.project), Agreement)


def _enrolled(user: User) -> None:
    with_app(user)
    TOTPDevice.objects.filter(user=user).update(last_used_at=Now())


FILL: dict[Route, Callable[[User, str], object]] = {
    ("me/second-factor", "get"): _own(_enrolled),
    ("me", "get"): _own(_complete),
    ("auth/verify-otp", "post"): _own(_complete),
    ("auth/login", "post"): _own(_complete),
    ("auth/passkey-login", "post"): _own(_complete),
    ("auth/passkey-proof-options", "post"): _own(_with_passkey),
    ("me/passkeys", "get"): _own(_with_passkey),
    ("me/passkeys/options", "post"): _own(_with_passkey),
    ("me/profile", "get"): _own(_known),
    ("profiles/<str:username>", "get"): lambda _user, name: _known(User.objects.get(username=name)),
    ("me/experience", "get"): _own(_complete),
    ("me/education", "get"): _own(_complete),
    ("me/links", "get"): _own(_complete),
    ("me/portfolio", "get"): _own(_complete),
    ("me/cv/suggestions", "get"): _own(_refused),
    ("me/cv/suggestions/accept", "post"): _own(_refused),
    ("me/recommendations", "get"): _own(_peers),
    ("me/projects", "get"): _own(lambda user: (_working(user), _over(user), _complete(user))),
    ("me/proposals", "get"): _own(lambda user: (_complete(user), _proposed(user))),
    ("me/invitations", "get"): _own(lambda user: (_complete(user), _invited(user))),
    ("me/appointments", "get"): _own(lambda user: (_complete(user), _met(user))),
    ("me/conversations", "get"): _own(lambda user: (_complete(user), _written(user))),
    ("me/messages", "get"): _own(_written),
    ("me/saved-searches", "get"): _own(_searching),
    ("me/saved-searches/<uuid:pk>/matches", "get"): _of_thing(_found, SavedSearch),
    ("me/saved-searches/<uuid:pk>/people", "get"): _own(_searched),
    ("me/saved-searches/<uuid:pk>/projects", "get"): _own(_peers),
    ("me/shortlists/<uuid:pk>/entries", "get"): _of_thing(_listed, Shortlist),
    ("me/decisions", "get"): _own(_decided),
    ("me/notifications", "get"): _own(_told),
    ("me/notification-preferences", "get"): _own(_quiet),
    ("me/notification-preferences", "patch"): _own(_quiet),
    ("me/reports", "get"): _own(_reported),
    ("me/reputation", "get"): _own(_reviewed),
    ("me/reviews", "get"): _own(_revealed),
    ("me/reviews/awaiting", "get"): _own(_over),
    ("profiles/<str:username>/projects", "get"): lambda _user, name: _revealed(
        User.objects.get(username=name), names_client=True
    ),
    ("profiles/<str:username>/reviews", "get"): lambda _user, name: _reviewed(
        User.objects.get(username=name)
    ),
    ("me/cv", "get"): _own(_unread),
    ("me/export", "get"): _own(_kept),
    ("profiles", "get"): _own(_searched),
    ("projects", "get"): _own(_compared),
    ("projects/search", "post"): _own(_peers),
    ("skills", "get"): _own(_vocabulary),
    ("occupations", "get"): _own(_occupations),
    ("agreements/<uuid:pk>", "get"): _of_thing(_agreed, Agreement),
    ("projects/<uuid:pk>/agreement", "get"): _of_thing(
        lambda project: _agreed_on(project.agreements.get()), Project
    ),
    ("agreements/<uuid:pk>/versions", "get"): _of_thing(_agreed, Agreement),
    ("agreements/<uuid:pk>/steps", "get"): _of_thing(_in_steps, Agreement),
    ("agreements/<uuid:pk>/hire-again", "post"): _of_thing(_agreed, Agreement),
    ("agreements/<uuid:pk>/reviews", "get"): _of_work(_both_sides),
    ("agreements/<uuid:pk>/contact", "get"): _of_work(_sharing),
    ("projects/<uuid:pk>/reviews", "get"): _of_thing(_both_sides, Project),
    ("projects/<uuid:pk>/matches", "get"): _of_thing(_matching, Project),
    ("projects/<uuid:pk>/contact", "get"): _of_thing(_sharing, Project),
    ("projects/<uuid:pk>/files", "get"): _of_thing(make_file, Project),
    ("projects/<uuid:pk>/questions", "get"): _of_thing(_asked_about, Project),
    ("agreements/<uuid:pk>/change-requests", "get"): _of_thing(_changed, Agreement),
    ("projects/<uuid:pk>/transitions", "get"): _of_thing(_moved, Project),
}


def fill(route: Route, user: User, thing: str) -> None:
    """Make all there is to tell, for the route that tells it."""
    if route in FILL:
        FILL[route](user, thing)
    vocabulary.forget()
