"""How work ended before it was done, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from projects.models import Ending, Side
from projects.serializers.inputs import ReasonSerializer
from projects.transitions import party_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from projects.models import Project


class EndEarlySerializer(ReasonSerializer):
    """Why work is ended, and who caused it."""

    caused_by = serializers.ChoiceField(
        Side.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Left out: whoever ends it. That the other side caused it counts once they agree "
        "or a moderator decides so; until then the end counts against nobody.",
    )


class EndingSerializer(serializers.Serializer[Ending]):
    """How work ended before it was done, for its parties."""

    ended_by = serializers.ChoiceField(
        Side.choices, allow_blank=True, help_text="Empty: both, by consent."
    )
    reason = serializers.CharField()
    caused_by = serializers.ChoiceField(
        Side.choices, allow_blank=True, help_text="As whoever ended it says. Empty: nobody."
    )
    charged_to = serializers.ChoiceField(
        Side.choices, allow_blank=True, help_text="Empty: it counts against nobody."
    )
    is_contested = serializers.BooleanField(
        help_text="It is said to be the other side's doing, who has not agreed, and nobody decided."
    )
    can_agree = serializers.BooleanField(
        help_text="Whether the caller is the one to agree, and no moderator decided."
    )

    def to_representation(self, ending: Ending) -> dict[str, Any]:
        """As whoever makes the request, a party, sees it. Of one with its project and move."""
        side = party_of(ending.project, self.context["request"].user)
        is_blamed = ending.blames_the_other and side == ending.caused_by
        return {
            "ended_by": ending.ended_by,
            "reason": ending.transition.reason,
            "caused_by": ending.caused_by,
            "charged_to": ending.charged_to,
            "is_contested": ending.is_contested,
            "can_agree": is_blamed and ending.agreed_at is None and not ending.ruling,
        }


def ending_shown(project: Project, request: HttpRequest) -> dict[str, Any] | None:
    """What a page shows one of the two parties of an early end; None where there was none."""
    found = Ending.objects.of(request.user).select_related("project", "transition")
    row = found.filter(pk=project.pk).first()
    return row and dict(EndingSerializer(row, context={"request": request}).data)
