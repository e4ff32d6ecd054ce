"""Every list of the admin: complete, quick at any size, and without secrets."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import (
    Address,
    Block,
    BlockedDomain,
    BlockedNetwork,
    FactorRemoval,
    Passkey,
    Role,
    Session,
    User,
)
from accounts.services.email import deliver
from accounts.services.second_factor.removal import request_removal
from accounts.tests.factories import (
    AddressFactory,
    BlockFactory,
    PasskeyFactory,
    SessionFactory,
    UserFactory,
)
from accounts.tests.second_factor import with_app
from appointments.models import Absence, Appointment
from appointments.services.absences import claim_absence
from appointments.tests.factories import make_appointment, make_past
from foundation.admin import AutocompleteFilter, RefusesStaleEdits, counting
from foundation.models import ExchangeRate
from moderation.models import Appeal, Case, CopiedText, Decision, PolicyGround, Report
from moderation.services.appeals import lodge_appeal
from moderation.tests.factories import make_case, make_decision, make_ground
from notifications.models import Delivery, Notification, NotificationPreference, QuietHours
from notifications.tests.factories import make_delivery, make_notification
from operations.models import QueuedTask
from operations.task_queue import QueueBackend
from otp.models import OneTimeCode
from otp.tests.factories import OneTimeCodeFactory
from profiles.models import CurriculumVitae, Link, Occupation, PopularSearch, Profile, Skill
from profiles.search.tags import letters_of
from profiles.services.history import add_item
from profiles.tests.factories import make_freelancer, make_occupation, make_skill, make_suggestion
from projects.models import (
    Agreement,
    AgreementStep,
    ChangeRequest,
    Ending,
    Invitation,
    Project,
    ProjectFile,
    Proposal,
    Question,
)
from projects.services.completion import end_early
from projects.tests.agreed import make_agreed, make_request
from projects.tests.factories import (
    make_file,
    make_invitation,
    make_project,
    make_proposal,
    make_question,
)
from reviews.models import DeclinedReview, Reply, Reputation, Review, ReviewWindow
from reviews.services.answering import reply_to_review
from reviews.services.declining import decline_to_review
from reviews.tests.factories import make_finished, make_party, make_revealed

pytestmark = pytest.mark.django_db


def _offer() -> Proposal:
    return make_proposal(make_project(client=make_party(Role.CLIENT)), UserFactory())


def _agreement() -> Agreement:
    return make_agreed(make_party(Role.CLIENT), UserFactory())


def make_step() -> AgreementStep:
    return AgreementStep.objects.create(agreement=_agreement(), number=1, title="Two coats")


def make_change() -> ChangeRequest:
    agreement = _agreement()
    return make_request(agreement, agreement.client)


def make_ending() -> None:
    project = _agreement().project
    end_early(user=project.client, project=project, reason="Enough")


def make_declined() -> DeclinedReview:
    project = make_finished()
    return decline_to_review(project=project, user=project.client)


def make_absence() -> None:
    """One that is on the record."""
    appointment = make_past(_offer())
    absence = claim_absence(user=appointment.client, appointment=appointment)
    Absence.objects.filter(pk=absence.pk).update(status="admitted", answered_at=Now())


def make_link(number: int) -> None:
    profile = make_freelancer()
    add_item(user=profile.user, model=Link, fields={"url": f"https://{number}.example"})


def make_child_skill(number: int) -> None:
    parent = make_skill(f"Parent {number}")
    skill = make_skill(f"Skill {number}", parent=parent)
    Skill.objects.filter(pk=skill.pk).update(proposed_by=UserFactory())


def make_appeal(number: int) -> None:
    decision = make_decision("review", make_revealed(), lasts=timedelta(days=9))
    lodge_appeal(decision=decision, appellant=decision.subject, text="Look again.")


def make_task(number: int) -> None:
    QueueBackend("default", {}).enqueue(deliver, ["secret-link"], {})


def make_removal(number: int) -> None:
    user = UserFactory()
    with_app(user)
    request_removal(user=user, by=UserFactory(role=Role.ADMIN), reason="It is lost.")


# How a row of each list is made, with all that its columns show.
MAKERS = {
    User: lambda number: UserFactory(),
    Address: lambda number: AddressFactory(),
    Session: lambda number: SessionFactory(),
    Block: lambda number: BlockFactory(),
    BlockedDomain: lambda number: BlockedDomain.objects.create(
        domain=f"spam{number}.example", reason="Spam", made_by=UserFactory(role=Role.ADMIN)
    ),
    BlockedNetwork: lambda number: BlockedNetwork.objects.create(
        network=f"203.0.{number % 256}.0/24", reason="Spam", made_by=UserFactory(role=Role.ADMIN)
    ),
    Passkey: lambda number: PasskeyFactory(),
    Group: lambda number: Group.objects.create(name=f"group {number}"),
    TOTPDevice: lambda number: TOTPDevice.objects.create(user=UserFactory(role=Role.ADMIN)),
    FactorRemoval: make_removal,
    OneTimeCode: lambda number: OneTimeCodeFactory(
        user=UserFactory(), phone_number=f"+9198200{number:05d}"
    ),
    Profile: lambda number: make_freelancer(headline=f"Number {number}"),
    Link: make_link,
    CurriculumVitae: lambda number: make_suggestion(UserFactory()),
    Skill: make_child_skill,
    Occupation: lambda number: make_occupation(f"Occupation {number}", "Other name"),
    PopularSearch: lambda number: PopularSearch.objects.create(
        text=f"text {number}", asked=9, askers=5, matches=0
    ),
    Project: lambda number: make_project(
        client=make_party(Role.CLIENT), freelancer=make_party(), status="in_progress"
    ),
    Proposal: lambda number: make_proposal(
        make_project(client=make_party(Role.CLIENT)), UserFactory()
    ),
    Invitation: lambda number: make_invitation(
        make_project(client=make_party(Role.CLIENT)), UserFactory()
    ),
    Question: lambda number: make_question(
        make_project(client=make_party(Role.CLIENT)), UserFactory()
    ),
    ProjectFile: lambda number: make_file(make_project(client=UserFactory(role=Role.CLIENT))),
    Agreement: lambda number: _agreement(),
    AgreementStep: lambda number: make_step(),
    ChangeRequest: lambda number: make_change(),
    Ending: lambda number: make_ending(),
    DeclinedReview: lambda number: make_declined(),
    ExchangeRate: lambda number: ExchangeRate.objects.create(
        currency=f"{letters_of(number, 3)}", rate=1, base="EUR", as_of=timezone.now().date()
    ),
    Appointment: lambda number: make_appointment(_offer()),
    Absence: lambda number: make_absence(),
    Review: lambda number: make_revealed(),
    Reply: lambda number: reply_to_review(review=make_revealed(), text="I came on time."),
    ReviewWindow: lambda number: make_revealed(),
    Reputation: lambda number: make_revealed(),
    Notification: lambda number: make_notification(),
    Delivery: lambda number: make_delivery(make_notification()),
    NotificationPreference: lambda number: NotificationPreference.objects.create(
        user=UserFactory(), kind="proposal_received", channel="email", frequency="never"
    ),
    QuietHours: lambda number: QuietHours.objects.create(
        user=UserFactory(), starts_at=time(22), ends_at=time(7)
    ),
    QueuedTask: make_task,
    Case: lambda number: make_case("review", make_revealed()),
    Report: lambda number: make_case("review", make_revealed()),
    Decision: lambda number: make_decision("review", make_revealed(), lasts=timedelta(days=9)),
    Appeal: make_appeal,
    PolicyGround: lambda number: make_ground(),
    CopiedText: lambda number: CopiedText.objects.create(
        action="keep", decided_by=UserFactory(role=Role.ADMIN), decided_at=timezone.now()
    ),
}
# Rows of these lists are made along with those of another: a reply takes a review of each side, an
# appeal a decision.
ALONG = {Review: Reply, ReviewWindow: Reply, Reputation: Reply, Report: Case, Decision: Appeal}
ALONG |= {Notification: Delivery}
# The columns that are sorted by something of another name, which says the same as what they show.
SORTED_BY = {
    (Group, "members"): "member_count",
    (Group, "permission_count"): "permission_number",
    (Skill, "held_by"): "holder_count",
    (Case, "points_now"): "priority",
    (Case, "waits"): "opened_at",
}
REGISTERED = list(admin.site._registry.items())
EACH = pytest.mark.parametrize(
    ("model", "model_admin"), REGISTERED, ids=[model.__name__ for model, _admin in REGISTERED]
)


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def list_of(model: type[models.Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def queries_of(staff, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert staff.get(path).status_code == 200
    return [query["sql"] for query in captured]


def test_every_list_has_rows_here():
    assert {model for model, _admin in REGISTERED} == set(MAKERS)


@pytest.mark.parametrize(
    "made",
    [model for model in MAKERS if model not in ALONG],
    ids=lambda model: model.__name__,
)
def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(staff, monkeypatch, made):
    lists = [model for model in MAKERS if ALONG.get(model, model) is made]
    for model in lists:
        monkeypatch.setattr(admin.site._registry[model], "list_per_page", 300)
    MAKERS[made](0)
    few = {}
    for model in lists:
        queries_of(staff, list_of(model))  # content types are read once a process
        few[model] = queries_of(staff, list_of(model))
    for number in range(1, 5):
        MAKERS[made](number)
    for model in lists:
        with CaptureQueriesContext(connection) as many:
            page = staff.get(list_of(model))
        assert len(page.context["cl"].result_list) >= 5
        assert len(many) == len(few[model]), [query["sql"] for query in many]


@EACH
def test_a_list_is_complete(model, model_admin):
    assert model_admin.list_display != ("__str__",)
    assert len(model_admin.list_display) > 1
    assert model_admin.search_fields
    assert model_admin.list_filter or model is Group
    assert model_admin.ordering or model in {Address, Skill}
    assert model_admin.show_full_result_count is False
    related = {
        name
        for name in model_admin.list_display
        if name in {field.name for field in model._meta.fields}
        and model._meta.get_field(name).is_relation
    }
    selected = {path.split("__")[0] for path in model_admin.list_select_related or ()}
    assert related <= selected


@EACH
def test_a_list_lists_no_other_table_in_its_filters(model, model_admin):
    for entry in model_admin.list_filter:
        name, kind = entry if isinstance(entry, tuple) else (entry, None)
        if isinstance(name, str) and "__" not in name:
            field = model._meta.get_field(name)
            assert not field.is_relation or issubclass(kind, AutocompleteFilter)


@EACH
def test_what_staff_edit_is_guarded_and_chosen_by_typing(staff, rf, admin_user, model, model_admin):
    request = rf.get("/")
    request.user = admin_user
    if not model_admin.has_change_permission(request):
        return
    assert isinstance(model_admin, RefusesStaleEdits)
    form = model_admin.get_form(request)
    for name in form.base_fields:
        if name == "version" or name not in {field.name for field in model._meta.get_fields()}:
            continue
        if isinstance(model._meta.get_field(name), models.ForeignKey):
            assert name in model_admin.get_autocomplete_fields(request)


def test_administrators_note_the_payment_of_a_step(staff):
    """And nothing else of it; not where somebody noted another one meanwhile."""
    step = make_step()
    path = reverse("admin:projects_agreementstep_change", args=[step.pk])
    form = staff.get(path).context["adminform"].form
    assert set(form.fields) == {"payment_reference", "version"}
    version = re.search(r'name="version" value="(\d+)"', staff.get(path).content.decode())
    assert version
    sent = {"payment_reference": "pi_3", "version": version[1], "title": "Three coats"}
    assert staff.post(path, sent).status_code == 302
    assert staff.post(path, sent | {"payment_reference": "pi_4"}).status_code == 200
    step.refresh_from_db()
    assert (step.payment_reference, step.title) == ("pi_3", "Two coats")


@EACH
def test_no_list_counts_a_whole_table(staff, monkeypatch, model, model_admin):
    for number in range(4):
        MAKERS[model](number)
    monkeypatch.setattr(counting, "EXACT_UP_TO", 2)
    monkeypatch.setattr(model_admin, "list_per_page", 1)
    for query in ("", "?q=a", "?p=2", "?_facets=True"):
        for sql in queries_of(staff, f"{list_of(model)}{query}"):
            assert not sql.startswith("SELECT COUNT(") or "LIMIT" in sql, sql


def test_a_number_that_is_masked_is_found_by_the_whole_of_it_alone(staff):
    OneTimeCodeFactory(phone_number="+919820012345")
    for term, found in (("+919820012345", 1), ("+91982001234", 0), ("%", 0), ("9820012345", 0)):
        page = staff.get(list_of(OneTimeCode), {"q": term})
        assert len(page.context["cl"].result_list) == found, term


@EACH
def test_no_page_shows_a_secret(staff, model, model_admin):
    row = MAKERS[model](0) or model._default_manager.first()
    row = row if isinstance(row, model) else model._default_manager.first()
    kinds = r"password|key$|code_hash|token|private_note|args_kwargs"
    names = [field.name for field in model._meta.fields if re.search(kinds, field.name)]
    secrets = {str(getattr(row, name)) for name in names} - {"", "None"}
    meta = model._meta
    change = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    for path in (list_of(model), change):
        content = staff.get(path).content.decode()
        assert "bcrypt" not in content
        assert "secret-link" not in content
        assert not [secret for secret in secrets if secret in content]


def is_refused(answer) -> bool:
    """Whether nothing was filtered: a 400, or back to the list with a remark."""
    return answer.status_code == 400 or answer.headers.get("Location", "").endswith("?e=1")


def name_of(list_filter) -> str:
    """The field of a filter, or the parameter of one that is made by hand."""
    if isinstance(list_filter, type):
        return list_filter.parameter_name
    return list_filter if isinstance(list_filter, str) else list_filter[0]


@EACH
def test_a_list_is_filtered_by_what_it_offers_alone(staff, rf, model, model_admin):
    """Any other key is an oracle: a row or none says whether a hash begins with "a"."""
    request = rf.get(list_of(model))
    offered = {name_of(one) for one in model_admin.list_filter}
    for field in model._meta.concrete_fields:
        keys = [f"{field.name}__{lookup}" for lookup in ("startswith", "gt", "regex", "in")]
        if field.name not in offered:
            keys += [field.name, f"{field.name}__exact", f"{field.name}__isnull"]
        if field.is_relation:
            keys += [f"{field.name}__password__startswith", f"{field.attname}__gt"]
        # That the list asks this for every parameter, one request a field shows.
        assert is_refused(staff.get(list_of(model), {keys[0]: "a"})), keys[0]
        for key in keys[1:]:
            assert not model_admin.lookup_allowed(key, "a", request), key


@EACH
def test_every_link_of_a_filter_works(staff, rf, admin_user, model, model_admin):
    for number in range(3):
        MAKERS[model](number)
    changelist = staff.get(list_of(model)).context["cl"]
    assert len(changelist.filter_specs) == len(model_admin.list_filter)
    links = [
        choice["query_string"]
        for spec in changelist.filter_specs
        for choice in spec.choices(changelist)
        if "query_string" in choice
    ]
    for link in links:  # what the page is made of; the page itself is that of the list
        request = rf.get(f"{list_of(model)}{link}")
        request.user = admin_user
        chosen = model_admin.get_changelist_instance(request)
        assert {*chosen.result_list} <= {*model._default_manager.all()}, link
        assert all([*spec.choices(chosen)] for spec in chosen.filter_specs), link
    if links:
        assert staff.get(f"{list_of(model)}{links[-1]}").status_code == 200


@EACH
def test_a_list_is_sorted_by_what_it_shows_alone(staff, model, model_admin):
    """The order tells which of two secrets is the greater."""
    MAKERS[model](0)
    changelist = staff.get(list_of(model)).context["cl"]
    for column in changelist.list_display:
        order = changelist.get_ordering_field(column)
        assert order in {None, column, SORTED_BY.get((model, column))}, column


def test_a_private_note_is_for_staff_with_its_permission_alone(client):
    review = make_revealed(private_note="He drinks.")
    viewer = UserFactory(role=Role.ADMIN)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    hidden = Permission.objects.get(codename="view_hidden_review")
    viewer.user_permissions.remove(hidden)
    client.force_login(viewer)
    page = reverse("admin:reviews_review_change", args=[review.pk])
    assert "He drinks." not in client.get(page).content.decode()
    viewer.user_permissions.add(hidden)
    assert "He drinks." in client.get(page).content.decode()


@EACH
def test_staff_without_permission_see_no_list(client, model, model_admin):
    client.force_login(UserFactory(role=Role.ADMIN))
    assert client.get(list_of(model)).status_code == 403


class TestCounting:
    """A table of 25 users and more, where 10 are counted."""

    PATH = "/admin/accounts/user/"

    @pytest.fixture(autouse=True)
    def _many(self, staff, monkeypatch):
        monkeypatch.setattr(counting, "EXACT_UP_TO", 10)
        monkeypatch.setattr(admin.site._registry[User], "list_per_page", 3)
        now = timezone.now()
        User.objects.bulk_create(
            User(username=f"many-{n:03}", email=f"{n}@example.com", role="client", updated_at=now)
            for n in range(60)
        )

    def shown(self, staff, query: str = "") -> str:
        page = staff.get(f"{self.PATH}{query}")
        assert page.status_code == 200
        found = re.search(r'class="paginator">(.*?)</p>', page.content.decode(), re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())

    def test_few_rows_are_counted(self, staff):
        assert self.shown(staff, "?q=chief") == "1 user"

    def test_of_many_found_it_says_that_there_are_more(self, staff):
        assert "12+ users" in self.shown(staff, "?q=many")

    def test_a_whole_table_shows_the_planners_estimate(self, staff):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE accounts_user")
        assert "about 61 users" in self.shown(staff)

    def test_a_table_that_was_never_analysed_says_that_there_are_more(self, staff, monkeypatch):
        monkeypatch.setattr(counting, "estimated_rows", lambda table: -1)
        assert "12+ users" in self.shown(staff)

    def test_every_row_found_is_reached_by_going_on(self, staff):
        seen = []
        for number in range(1, 21):
            changelist = staff.get(f"{self.PATH}?q=many&p={number}").context["cl"]
            assert number in set(changelist.paginator.page_range)
            seen += [user.username for user in changelist.result_list]
        assert sorted(seen) == [f"many-{n:03}" for n in range(60)]
        assert self.shown(staff, "?q=many&p=20").endswith("60 users Show all")

    def test_a_page_far_behind_the_end_counts_no_farther_than_allowed(self, staff, monkeypatch):
        monkeypatch.setattr(counting, "FARTHEST", 20)
        answer = staff.get(f"{self.PATH}?q=many&p=1000000")
        assert answer.status_code == 302
        assert staff.get(f"{self.PATH}?q=many&p=nonsense").status_code in {200, 302}

    def test_the_autocomplete_goes_on_as_well(self, staff):
        query = {"app_label": "accounts", "model_name": "session", "field_name": "user"}
        answer = staff.get("/admin/autocomplete/", query | {"term": "many", "page": "2"})
        assert answer.status_code == 200
        assert answer.json()["pagination"]["more"]


def test_a_list_is_narrowed_down_by_a_person_chosen_by_typing(staff):
    wanted, _other = SessionFactory(), SessionFactory()
    path = f"{list_of(Session)}?user__id__exact={wanted.user_id}&live=yes"
    page = staff.get(path)
    assert list(page.context["cl"].result_list) == [wanted]
    content = page.content.decode()
    assert "admin/js/autocomplete.js" in content
    assert f'<option value="{wanted.user_id}" selected>{wanted.user}</option>' in content
    assert '<input type="hidden" name="live" value="yes">' in content
    assert staff.get(f"{list_of(Session)}?user__id__exact=nonsense").status_code == 302
