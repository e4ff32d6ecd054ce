"""The own profile: what its owner says, the picture, and the skills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.models import Role
from foundation.pages import ButtonPage, FormPage, MemberPage
from profiles.completeness import completeness
from profiles.errors import ChangedMeanwhile
from profiles.forms.profile import (
    ClientProfileForm,
    FreelancerProfileForm,
    PictureForm,
    SkillForm,
)
from profiles.models import Profile, ProfileSkill
from profiles.serializers.pictures import OwnAvatarSerializer
from profiles.serializers.profile import OwnProfileSerializer
from profiles.serializers.skills import ProfileSkillSerializer
from profiles.services import profile as service
from profiles.services.skills import add_skill, remove_skill
from profiles.skill_search import MAX_SEARCH_LENGTH, skills_like

if TYPE_CHECKING:
    from django.http import HttpResponse

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm
    from profiles.forms.profile import ProfileForm

LAYOUT = "profiles/layout.html"
SUGGESTED = 20  # skills, below the field


class OwnProfilePage(MemberPage, FormPage):
    """What the owner says. Of two tabs, the second is told what the first changed."""

    template_name = "profiles/edit.html"
    layout = LAYOUT
    title = _("Your profile")
    button = _("Save")
    done = _("Saved.")
    success_url = reverse_lazy("own-profile-page")

    def get_form_class(self) -> type[ProfileForm]:
        is_freelancer = self.request.user.role == Role.FREELANCER
        return FreelancerProfileForm if is_freelancer else ClientProfileForm

    def get_initial(self) -> dict[str, Any]:
        profile = service.own_profile(self.request.user)
        whole = Profile.objects.with_sections().get(pk=profile.pk)
        return OwnProfileSerializer(whole).data | {"seen": service.fingerprint(profile)}

    def act(self, form: PageForm) -> None:
        service.update_profile(user=self.request.user, **form.values())

    def refused(self, form: ProfileForm, error: DomainError) -> HttpResponse:
        if isinstance(error, ChangedMeanwhile):
            form.see(service.fingerprint(service.own_profile(self.request.user)))
        return super().refused(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = completeness(user_id=user.pk, role=user.role)
        return super().get_context_data(completeness=found, **kwargs)


class PicturePage(MemberPage, FormPage):
    """The own picture."""

    template_name = "profiles/picture.html"
    form_class = PictureForm
    layout = LAYOUT
    title = _("Your picture")
    button = _("Upload")
    done = _("Your picture is changed.")
    success_url = reverse_lazy("own-picture")

    def act(self, form: PageForm) -> None:
        service.set_avatar(user=self.request.user, upload=form.values()["file"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = service.own_profile(self.request.user)
        return super().get_context_data(**OwnAvatarSerializer(profile).data, **kwargs)


class RemovePicturePage(ButtonPage):
    done = _("Your picture has been removed.")

    def act(self) -> None:
        service.remove_avatar(user=self.request.user)

    def back_to(self) -> str:
        return reverse("own-picture")


class SkillsPage(MemberPage, FormPage):
    """The own skills, and one more."""

    template_name = "profiles/skills.html"
    form_class = SkillForm
    layout = LAYOUT
    title = _("Your skills")
    button = _("Add")
    success_url = reverse_lazy("own-skills")

    def act(self, form: PageForm) -> None:
        add_skill(user=self.request.user, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = ProfileSkill.objects.filter(profile=self.request.user.pk).best_first()
        skills = ProfileSkillSerializer(held.select_related("skill"), many=True).data
        return super().get_context_data(skills=skills, **kwargs)


class RemoveSkillPage(ButtonPage):
    def act(self) -> None:
        if not remove_skill(user=self.request.user, slug=self.kwargs["slug"]):
            raise Http404

    def back_to(self) -> str:
        return reverse("own-skills")


class SuggestSkillsPage(MemberPage, TemplateView):
    """The skills that what was typed so far may mean, for the list below the field."""

    template_name = "profiles/parts/suggestions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("name", "").strip()
        # Longer than any name, or with a NUL: it means none.
        can_be_meant = text and len(text) <= MAX_SEARCH_LENGTH and "\0" not in text
        found = skills_like(text, SUGGESTED) if can_be_meant else []
        return super().get_context_data(skills=found, **kwargs)
