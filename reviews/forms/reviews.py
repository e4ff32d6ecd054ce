"""The forms of reviews and replies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import text_field
from foundation.forms.serialized import SerializedForm
from reviews.models import SUB_RATINGS_OF
from reviews.serializers.writing import WriteReplySerializer, WriteReviewSerializer

RATINGS = (
    (5, _("5: excellent")),
    (4, _("4: good")),
    (3, _("3: fair")),
    (2, _("2: poor")),
    (1, _("1: bad")),
)
SUB_RATINGS = {
    "quality": _("Quality"),
    "communication": _("Communication"),
    "timeliness": _("Timeliness"),
    "scope": _("Kept to what was agreed"),
    "clarity": _("Clear about the work"),
    "payment": _("Payment"),
    "scope_stability": _("Kept to what was agreed"),
}
AGAIN = (("yes", _("Yes")), ("no", _("No")), ("", _("I would rather not say")))


def _stars(label: Any) -> forms.TypedChoiceField:
    choices = [("", "—"), *RATINGS]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False
    )


class ReviewForm(SerializedForm):
    """What one party says of the other, with the sub-ratings of that party's side."""

    serializer_class = WriteReviewSerializer

    rating = forms.TypedChoiceField(
        label=_("How was it?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect
    )
    text = text_field(_("Your review"), rows=6, help_text=_("20 characters or more. Public."))
    would_work_again = forms.TypedChoiceField(
        label=_("Would you work together again?"),
        choices=AGAIN,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    private_note = text_field(
        _("A private note"), rows=3, help_text=_("The other side alone reads it, afterwards.")
    )

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["would_work_again"].across = True
        self.sub_ratings = SUB_RATINGS_OF[side]
        for name in self.sub_ratings:
            self.fields[name] = _stars(SUB_RATINGS[name])
        rated = [*self.sub_ratings, "would_work_again", "private_note"]
        self.order_fields(["rating", "text", *rated])

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        rated = {name: cleaned.get(name) for name in self.sub_ratings}
        return super().given(cleaned) | {"sub_ratings": rated}


class ReplyForm(SerializedForm):
    """The subject's one public answer."""

    serializer_class = WriteReplySerializer

    text = text_field(_("Your reply"), help_text=_("Public. You can reply once."))
