"""What forms ask for when somebody comes from a busy network (`accounts.services.admission`)."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from accounts.admission import Act
from accounts.admission_serializers import AdmissionCodeSerializer
from accounts.errors import AdmissionNotRequired, AdmissionRequired, NowhereToSend
from accounts.services.admission import admitting_post, challenge_for, send_code
from foundation.addresses import client_address
from foundation.errors import DomainError
from foundation.forms.serialized import as_api
from foundation.pages import FormPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from foundation.forms.serialized import PageForm

# Fields of `parts/admission.html`.
WORK, CODE, TOKEN, BY_CODE = (
    "admission_work",
    "admission_code",
    "admission_token",
    "admission_by_code",
)


class AsksForAdmission(FormPage):
    """A form whose act may have to show something. Where that is so, `static/admission.js` has the
    browser do the work; without it, a button sends a code.
    """

    admitted_to: Act
    token = ""
    is_asked = False

    def shown(self) -> str:
        """What was sent along, as the API's header has it."""
        given = self.request.POST
        if given.get(CODE):
            return f"code {given[CODE].strip()} {given.get(TOKEN, '')}"
        return f"work {given[WORK]}" if given.get(WORK) else ""

    @contextmanager
    def admitting(self, *, is_first: bool = True, is_public: bool = True) -> Iterator[None]:
        """Let the block post what was sent. Raises what `admitting_post` raises."""
        with admitting_post(
            user=self.request.user,
            act=self.admitted_to,
            address=client_address(self.request),
            shown=self.shown(),
            is_first=is_first,
            is_public=is_public,
        ):
            yield

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BY_CODE not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form_class()(
            **self.get_form_kwargs() | {"data": None, "files": None, "initial": _typed(request)}
        )
        try:
            self.token = self._send_code()
        except AdmissionNotRequired:
            pass
        except DomainError as error:
            bound = self.get_form()
            bound.full_clean()
            return self.refused(bound, error)
        return self.render_to_response(self.get_context_data(form=form))

    def _send_code(self) -> str:
        given = {"act": self.admitted_to.value, "email": self.request.POST.get("email", "")}
        if self._member():
            del given["email"]
        rules = AdmissionCodeSerializer(data=given, context={"request": as_api(self.request)})
        if not rules.is_valid():
            raise NowhereToSend(attr="email")
        return send_code(
            act=self.admitted_to,
            address=client_address(self.request),
            user=self._member(),
            email=rules.validated_data.get("email"),
        )

    def _member(self) -> User | None:
        return None if self.admitted_to is Act.REGISTER else self.request.user

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        self.is_asked = isinstance(error, AdmissionRequired)
        if self.is_asked and not self.shown():  # said beside what has to be shown
            return self.render_to_response(
                self.get_context_data(form=form), status=error.status_code
            )
        return super().refused(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(admission=self._asked(), **kwargs)

    def _asked(self) -> dict[str, Any] | None:
        """What has to be shown, if anything has: to register it is asked for at once, so that the
        browser is done when the form is.
        """
        sent = self.request.POST
        is_asked = self.is_asked or any(name in sent for name in (WORK, CODE, BY_CODE))
        if not (is_asked or self.admitted_to is Act.REGISTER):
            return None
        address = client_address(self.request)
        work = challenge_for(self.admitted_to, address, self._member())
        if work is None:
            return None
        is_new = self.is_asked or self.token  # so what was typed is no code, or of another one
        return {
            "work": json.dumps(work),
            "token": self.token or sent.get(TOKEN, ""),
            "code": "" if is_new else sent.get(CODE, ""),
            "is_code_sent": bool(self.token),
            "is_sent": self.is_asked and not self.shown(),
        }


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, to be shown again; passwords are not, by their widget."""
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if values
    }
