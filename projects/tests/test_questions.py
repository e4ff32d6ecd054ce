"""Questions about a project: who asks and answers, who reads them, and what becomes of them."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts import personal_data
from accounts.models import Role, User
from accounts.services.account import erase_by_operator
from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory, restriction_on, suspended
from foundation.moderated import ModerationState
from profiles.services.profile import make_profile
from projects.models import Answer, Question
from projects.services.accounts import erase_projects
from projects.services.questions import answer_question, ask_question, set_question_moderation
from projects.tests.conftest import browser_of
from projects.tests.factories import make_project, make_question
from projects.tests.test_races import at_once, refusals

pytestmark = pytest.mark.django_db
ASKED = {"text": "Is there a lift?"}


@pytest.fixture
def project(client_user):
    return make_project(client=client_user)


@pytest.fixture
def other():
    make_profile(user := UserFactory())
    return user


def questions(api, project) -> list[dict]:
    return api.get(f"projects/{project.pk}/questions").json()["results"]


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def test_all_who_see_the_project_read_both_and_only_the_client_who_asked(
    client, worker, api_as, project, freelancer, other
):
    made = worker.post(f"projects/{project.pk}/questions", ASKED)
    assert (made.status_code, made.json()["is_own"]) == (201, True)
    path = f"questions/{made.json()['id']}"
    answered = client.post(f"{path}/answer", {"text": "There is."})
    assert (answered.status_code, answered.json()["text"]) == (201, "There is.")
    assert client.get(path).json()["author"]["username"] == freelancer.username
    (seen,) = questions(api_as(other), project)
    assert (seen["text"], seen["answer"]["text"], seen["author"]) == (
        *("Is there a lift?", "There is."),
        None,
    )
    assert api_as(other).get(path).json() == seen
    assert code(client.post(f"{path}/answer", {"text": "No."})) == "already_answered"
    assert code(worker.delete(path)) == "wrong_state"


def test_only_freelancers_ask_and_three_that_wait_at_a_time(client, worker, project, client_user):
    path = f"projects/{project.pk}/questions"
    assert client.post(path, ASKED).status_code == 403
    for _ in range(3):
        first = worker.post(path, ASKED)
        assert first.status_code == 201
    assert code(worker.post(path, ASKED)) == "too_many_questions"
    assert worker.delete(f"questions/{first.json()['id']}").status_code == 204
    assert worker.post(path, ASKED).status_code == 201
    for text in ("", "x" * 1001, "a\0b", "  "):
        assert worker.post(path, {"text": text}).status_code == 422
    closed = make_project(client=client_user, status="draft")
    assert worker.post(f"projects/{closed.pk}/questions", ASKED).status_code == 404


def test_when_work_began_nobody_asks_or_answers_and_the_parties_still_read(
    client, worker, api_as, project, freelancer, other
):
    question = make_question(project, freelancer)
    project.status, project.freelancer = "in_progress", freelancer
    project.started_at = project.opened_at
    project.save()
    assert code(client.post(f"questions/{question.pk}/answer", {"text": "Yes."})) == "wrong_state"
    assert code(worker.post(f"projects/{project.pk}/questions", ASKED)) == "wrong_state"
    assert len(questions(worker, project)) == len(questions(client, project)) == 1
    assert api_as(other).get(f"questions/{question.pk}").status_code == 404


def test_of_two_of_whom_one_blocked_the_other_neither_reads_the_other(
    client, worker, api_as, project, client_user, freelancer, other
):
    make_question(project, other)
    block_person(user=freelancer, session_id=None, username=other.username)
    assert questions(worker, project) == []
    assert len(questions(client, project)) == 1
    block_person(user=client_user, session_id=None, username=other.username)
    assert questions(client, project) == []
    outcast = api_as(other)
    assert outcast.post(f"projects/{project.pk}/questions", ASKED).status_code == 404


def test_what_is_hidden_is_read_by_its_author_alone_and_of_the_suspended_nothing(
    client, worker, api_as, project, freelancer, other
):
    question = make_question(project, freelancer)
    answer_question(client=project.client, question=question, text="There is.")
    hide(Answer.objects.all())
    assert questions(worker, project)[0]["answer"] is None
    assert questions(client, project)[0]["answer"]["text"] == "There is."
    hide(Question.objects.all())
    assert questions(client, project) == []
    assert len(questions(worker, project)) == 1
    assert code(worker.delete(f"questions/{question.pk}")) == "wrong_state"
    make_question(project, other)
    assert len(questions(client, project)) == 1
    suspended(other)
    assert questions(client, project) == []


def hide(rows) -> None:
    """As a decision does."""
    (row,) = rows
    decision = restriction_on(row.pk, "content")
    set_question_moderation(row=row, state=ModerationState.HIDDEN, decision=decision)


def test_export_has_both_sides_words_and_erasure_takes_them(project, freelancer, client_user):
    make_profile(freelancer)
    question = ask_question(author=freelancer, project=project, text="Is there a lift?")
    answer_question(client=client_user, question=question, text="There is.")
    asked = personal_data.export(freelancer)["questions"]
    assert [(one["text"], one["answer__text"]) for one in asked] == [
        ("Is there a lift?", "There is.")
    ]
    given = personal_data.export(client_user)["answers"]
    assert [(one["question__text"], one["text"]) for one in given] == [
        ("Is there a lift?", "There is.")
    ]
    erase_by_operator(user=client_user)
    assert not Answer.objects.exists()
    erase_by_operator(user=freelancer)
    assert not Question.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_answers_at_once_are_one_and_so_are_many_questions():
    client = UserFactory(role=Role.CLIENT)
    make_profile(author := UserFactory())
    project = make_project(client=client)
    question = make_question(project, author)
    two = at_once(
        *(
            lambda: answer_question(client=client, question=question, text="There is.")
            for _ in range(2)
        )
    )
    assert refusals(two) == ["already_answered"]
    many = at_once(
        *(lambda: ask_question(author=author, project=project, text="Why?") for _ in range(5))
    )
    assert refusals(many) == ["too_many_questions"] * 2


def leave(user: User) -> None:
    """Erase what projects hold of somebody."""
    with transaction.atomic():
        erase_projects(User.objects.select_for_update(no_key=True).get(pk=user.pk))


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_question_is_answered_while_who_asked_leaves():
    client = UserFactory(role=Role.CLIENT)
    make_profile(author := UserFactory())
    question = make_question(make_project(client=client), author)
    answered, left = at_once(
        lambda: answer_question(client=client, question=question, text="There is."),
        lambda: leave(author),
    )
    assert not isinstance(left, Exception)
    assert not isinstance(answered, Exception) or answered.code == "not_found"
    assert not Question.objects.exists()
    assert not Answer.objects.exists()


def test_on_the_page_of_the_project(project, client_user, freelancer):
    make_profile(freelancer)
    path = f"/projects/{project.pk}"
    asking, answering = browser_of(freelancer), browser_of(client_user)
    assert "Nobody has asked anything yet." in asking.get(path).content.decode()
    asking.post(f"{path}/ask", {"text": "Is there a <b>lift</b>?"})
    question = Question.objects.get()
    assert asking.post(f"{path}/ask", {"text": ""}).status_code == 422
    shown = answering.get(path).content.decode()
    assert "Is there a &lt;b&gt;lift&lt;/b&gt;?" in shown
    assert f"/questions/{question.pk}/answer" in shown
    answering.post(f"/questions/{question.pk}/answer", {"text": "There is."})
    page = asking.get(path).content.decode()
    assert "There is." in page
    assert "Withdraw" not in page
    again = Question.objects.create(project=project, author=freelancer, text="And a tap?")
    asking.post(f"/questions/{again.pk}/withdraw")
    assert Question.objects.get() == question
