"""What somebody was told, and how they want to be told."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from accounts.browser import browser_session_id
from accounts.pages.account import LAYOUT
from accounts.pages.links import LinkPage
from foundation import deadlines
from foundation.pages import ButtonPage, FormPage, MemberPage, filtered_page
from notifications.filters import NotificationFilterSet
from notifications.forms.preferences import NotificationPreferencesForm
from notifications.models import Notification
from notifications.serializers.notifications import NotificationSerializer
from notifications.services.preferences import choose
from notifications.services.reading import mark_all_read, mark_read
from notifications.unsubscribing import read_token, unsubscribe
from notifications.writing import write

DIGESTS = _("E-mails that come once an hour or a day")


class NotificationsPage(MemberPage, TemplateView):
    """What one was told, the newest first. With `unread=true` what one has not read."""

    template_name = "notifications/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines.settle_due()
        user = self.request.user
        own = Notification.objects.shown_to(user)
        page = filtered_page(own, self.request, NotificationFilterSet)
        rows = NotificationSerializer(write(page.rows, user), many=True).data
        return super().get_context_data(page=page, notifications=rows, **kwargs)


class OpenNotificationPage(ButtonPage):
    """Mark a notification as read, and go to what it is about."""

    def act(self) -> None:
        user = self.request.user
        own = Notification.objects.shown_to(user)
        self.notification = get_object_or_404(own, pk=self.kwargs["pk"])
        mark_read(person=user, pk=self.notification.pk)

    def back_to(self) -> str:
        (written,) = write([self.notification], self.request.user)
        return written.path or reverse("notifications-page")


class ReadNotificationsPage(ButtonPage):
    """Mark all as read that were shown: what came meanwhile stays unread."""

    def act(self) -> None:
        up_to = self.request.POST.get("up_to", "")
        own = Notification.objects.shown_to(self.request.user)
        try:
            newest = own.filter(pk=up_to).first()
        except ValidationError as error:
            raise Http404 from error
        if newest is None:
            raise Http404
        mark_all_read(person=self.request.user, up_to=newest.pk)

    def back_to(self) -> str:
        return reverse("notifications-page")


class NotificationPreferencesPage(MemberPage, FormPage):
    """How one is told what."""

    template_name = "notifications/preferences.html"
    form_class = NotificationPreferencesForm
    layout = LAYOUT
    title = _("Notifications")
    lede = _(
        "An e-mail goes to verified addresses only; the daily one is sent at 8:00 in your time "
        "zone. Without a verified address you get text messages about what is most important."
    )
    button = _("Save")
    done = _("Saved.")
    success_url = reverse_lazy("notification-preferences-page")

    def act(self, form: NotificationPreferencesForm) -> None:  # type: ignore[override]
        choose(
            user=self.request.user,
            wanted=form.values(),
            quiet=form.quiet(),
            session_id=browser_session_id(self.request),
        )


# The token alone says whose mails end; mail programs that do it by one click (RFC 8058) have no
# cookie, and post to the link with the token in its query.
@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribePage(LinkPage):
    title = _("Stop these e-mails")
    button = _("Stop them")
    said = _("You will no longer receive e-mails like this one.")
    next_step = ("notification-preferences-page", _("Choose which e-mails you get"))
    done_step = ("notification-preferences-page", _("Choose which e-mails you get"))

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST":
            kwargs["data"] = {"token": self.token}
        return kwargs

    def look(self) -> None:
        """Say which mails are meant."""
        _user, kinds = read_token(self.token)
        self.lede = kinds[0].title if len(kinds) == 1 else DIGESTS

    def use(self, **data: str) -> None:
        unsubscribe(data["token"])
