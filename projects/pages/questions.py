"""Questions about a project, and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admission import Act
from accounts.models import Role
from accounts.pages.admission import AsksForAdmission
from foundation.pages import ButtonPage, FormPage
from projects.forms.projects import AnswerForm, QuestionForm
from projects.models import Question
from projects.pages.projects import OfProject, ProjectsPage
from projects.services import questions as service

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm

PLACE = "#questions"


class AskPage(AsksForAdmission, OfProject, FormPage):
    """Ask the client of an open project something."""

    role = Role.FREELANCER
    form_class = QuestionForm
    title = _("Ask a question")
    button = _("Ask")
    done = _("Your question is sent. You will be notified when there is an answer.")
    admitted_to = Act.PROPOSAL

    def act(self, form: PageForm) -> None:
        project = self.project()
        with self.admitting():
            service.ask_question(author=self.request.user, project=project, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"lede": self.project().title, "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | shown


class OfQuestion(ProjectsPage):
    """A page of one question, which leads back to its project."""

    def question(self) -> Question:
        visible = Question.objects.visible_to(self.request.user).with_answers(self.request.user)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        project = Question.objects.values_list("project", flat=True).get(pk=self.kwargs["pk"])
        return reverse("project-page", args=[project]) + PLACE


class AnswerPage(OfQuestion, FormPage):
    """Answer a question about one's project."""

    role = Role.CLIENT
    form_class = AnswerForm
    title = _("Answer a question")
    button = _("Answer")
    done = _("Your answer is there for all who see the project.")

    def act(self, form: PageForm) -> None:
        question = self.question()
        service.answer_question(client=self.request.user, question=question, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question()
        shown = {"lede": question.text, "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | shown


class WithdrawQuestionPage(OfQuestion, ButtonPage):
    """Take an own question back."""

    done = _("Withdrawn.")

    def act(self) -> None:
        question = self.question()
        self.project_id = question.project_id
        service.withdraw_question(author=self.request.user, question=question)

    def back_to(self) -> str:
        return reverse("project-page", args=[self.project_id]) + PLACE
