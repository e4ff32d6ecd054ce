"""The form of a skill, with its other names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as _

from foundation.admin import (
    VersionedForm,
)
from foundation.skill_keys import skill_key
from profiles.models import (
    Skill,
)


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
            raise forms.ValidationError(
                _("A skill cannot be its own parent or a child of its descendants.")
            )
        return parent

    def clean_other_names(self) -> list[str]:
        return [self._free(name) for name in self.cleaned_data["other_names"]]


class MergeForm(ActionForm):
    """Asks with the action which skill to merge into."""

    into = forms.CharField(required=False, label=_("Merge into (name, slug or alias)"))
