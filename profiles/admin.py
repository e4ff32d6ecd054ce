"""What staff see of profiles and skills, and what they may do: by the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, IntegerField, OuterRef
from django.utils.translation import gettext_lazy as _

from foundation.admin import (
    AutocompleteFilter,
    ManagedByActions,
    RefusesStaleEdits,
    ShowsRowHistory,
    StaffModelAdmin,
    VersionedForm,
    ViewOnly,
)
from foundation.errors import DomainError
from foundation.skill_keys import skill_key
from profiles.models import (
    CurriculumVitae,
    Education,
    Experience,
    FreelancerDetails,
    Link,
    PortfolioItem,
    Profile,
    ProfileSkill,
    Skill,
    SkillAlias,
    SkillStatus,
)
from profiles.services.links import verify_link
from profiles.services.vocabulary import (
    accept_skill,
    add_alias,
    merge_skill,
    remove_alias,
    save_skill,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


# Django 6.0's default, asked for already: else each form warns.
HTTPS = {models.URLField: {"assume_scheme": "https"}}
HOLDERS_COUNTED = 1_000


class DetailsInline(ViewOnly, admin.StackedInline):
    model = FreelancerDetails


class SkillInline(ViewOnly, admin.TabularInline):
    model = ProfileSkill
    raw_id_fields = ("skill",)


class ExperienceInline(ViewOnly, admin.TabularInline):
    model = Experience


class EducationInline(ViewOnly, admin.TabularInline):
    model = Education


class LinkInline(ViewOnly, admin.TabularInline):
    model = Link
    formfield_overrides = HTTPS
    readonly_fields = ("kind", "verified_at", "checked_at", "problem")


class PortfolioInline(ViewOnly, admin.TabularInline):
    model = PortfolioItem
    formfield_overrides = HTTPS


@admin.register(Profile)
class ProfileAdmin(ShowsRowHistory, ViewOnly, StaffModelAdmin):
    """Profiles, as their owners wrote them."""

    list_display = ("user", "headline", "city", "country", "visibility", "review_count")
    list_filter = ("visibility", "user__role", "country")
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith", "headline__istartswith")
    ordering = ("-user_id",)
    inlines = (
        DetailsInline,
        SkillInline,
        ExperienceInline,
        EducationInline,
        LinkInline,
        PortfolioInline,
    )


@admin.register(Link)
class LinkAdmin(ManagedByActions, StaffModelAdmin):
    """Links, and whether they were found to link back."""

    formfield_overrides = HTTPS

    list_display = ("url", "profile", "kind", "verified_at", "checked_at", "problem")
    list_filter = ("kind", "verified_at")
    list_select_related = ("profile__user",)
    search_fields = ("url__istartswith", "profile__user__username__istartswith")
    ordering = ("-id",)
    actions = ("verify",)

    @admin.action(description=_("Check now whether they link back"), permissions=["manage"])
    def verify(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        verified = sum(verify_link(link=link) for link in queryset)
        self.message_user(request, _("%(number)d are verified.") % {"number": verified})


@admin.register(CurriculumVitae)
class CvAdmin(ViewOnly, StaffModelAdmin):
    """That there are CVs, and why one was refused. What they say is their owners' alone."""

    fields = ("profile", "format", "size", "state", "refusal", "uploaded_at", "read_at")
    list_display = fields
    list_filter = ("state", "format", "refusal")
    list_select_related = ("profile__user",)
    search_fields = ("profile__user__username__istartswith",)
    ordering = ("-id",)


class AliasesField(forms.CharField):
    """Other names, a line each."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return [line for line in dict.fromkeys(lines) if line]


class SkillForm(VersionedForm):
    """A skill with its other names."""

    other_names = AliasesField(required=False, help_text=_("A line each."))

    class Meta:
        model = Skill
        fields = ("name", "slug", "kind", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.aliases.values_list("name", flat=True)
            own = {self.instance.name, self.instance.slug}
            self.initial["other_names"] = "\n".join(name for name in names if name not in own)

    def clean_name(self) -> str:
        return self._free(self.cleaned_data["name"])

    def clean_slug(self) -> str:
        return self._free(self.cleaned_data["slug"])

    def _free(self, name: str) -> str:
        if not skill_key(name):
            raise forms.ValidationError(_("There is no letter or digit in it."))
        if Skill.objects.known_as(name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("“%s” is another skill's name.") % name)
        return name

    def clean_parent(self) -> Skill | None:
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk in parent.lineage:
            raise forms.ValidationError(_("That one is this skill, or below it."))
        return parent

    def clean_other_names(self) -> list[str]:
        return [self._free(name) for name in self.cleaned_data["other_names"]]


class MergeForm(ActionForm):
    """Asks with the action which skill to merge into."""

    into = forms.CharField(required=False, label=_("Merge into (name, slug or alias)"))


class ProposedFirstFilter(admin.SimpleListFilter):
    """The status, proposals being what staff come for."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(SkillStatus.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Skill]) -> QuerySet[Skill]:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Skill)
class SkillAdmin(RefusesStaleEdits, StaffModelAdmin):
    """The vocabulary. Proposals are accepted, or merged into what they mean."""

    form = SkillForm
    action_form = MergeForm
    list_display = ("name", "slug", "kind", "parent", "status", "proposed_by", "held_by")
    list_filter = (ProposedFirstFilter, "kind", ("parent", AutocompleteFilter))
    list_select_related = ("parent", "proposed_by")
    search_fields = ("name", "aliases__key")
    autocomplete_fields = ("parent",)
    actions = ("accept", "merge")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """Each skill with how many have it, of many only that it is many: a common skill is held by
        a tenth of everybody.
        """
        some = ProfileSkill.objects.filter(skill=OuterRef("pk")).values("pk")[: HOLDERS_COUNTED + 1]
        number = Func(ArraySubquery(some), function="cardinality", output_field=IntegerField())
        return super().get_queryset(request).annotate(holder_count=number)

    @admin.display(description=_("held by"), ordering="holder_count")
    def held_by(self, skill: Any) -> str:
        is_many = skill.holder_count > HOLDERS_COUNTED
        return f"{HOLDERS_COUNTED:,}+" if is_many else str(skill.holder_count)

    def has_delete_permission(self, request: HttpRequest, obj: Skill | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Skill, form: SkillForm, change: bool) -> None:
        skill = save_skill(skill=obj)
        names = form.cleaned_data["other_names"]
        for alias in SkillAlias.objects.filter(skill=skill).exclude(name__in=names):
            remove_alias(alias=alias)
        for name in names:
            add_alias(skill=skill, name=name)

    @admin.action(description=_("Accept these skills"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        self._each(request, queryset, lambda skill: accept_skill(skill=skill))

    @admin.action(description=_("Merge these into the one named"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        into = Skill.objects.known_as(request.POST.get("into", "")).first()
        if into is None:
            self.message_user(request, _("Name the skill to merge into."), messages.ERROR)
            return
        self._each(request, queryset, lambda skill: merge_skill(skill=skill, into=into))

    def _each(self, request: HttpRequest, queryset: QuerySet[Skill], act: Any) -> None:
        """Do it to each, and say of which it is not possible."""
        done = 0
        for skill in queryset:
            try:
                act(skill)
                done += 1
            except DomainError as error:
                self.message_user(request, f"{skill}: {error}", messages.ERROR)
        if done:
            self.message_user(request, _("%(number)d done.") % {"number": done})
