"""What the app adds to the list of users: roles of staff, and cases that staff open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.users import UserAdmin
from accounts.authentication import current_session_id
from accounts.models import User
from moderation.models import ObjectKind
from moderation.roles import StaffRole, set_staff_role
from moderation.services.cases import open_case

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

admin.site.unregister(User)


@admin.register(User)
class ModeratedUserAdmin(UserAdmin):
    """Users, with what moderation does with them."""

    actions = (
        *UserAdmin.actions,
        *("open_cases", "make_support", "make_moderator", "make_administrator"),
    )

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.decide_case")

    def has_grant_permission(self, request: HttpRequest) -> bool:
        """Only those who may do everything make others staff."""
        return request.user.is_superuser

    @admin.action(description=_("Open a case on the profile, and claim it"), permissions=["decide"])
    def open_cases(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        moderator = request.user
        self.run(
            request,
            queryset.filter(profile__isnull=False).select_related("profile"),
            lambda user: open_case(kind=ObjectKind.PROFILE, row=user.profile, moderator=moderator),
        )

    @admin.action(description=_("Make support"), permissions=["grant"])
    def make_support(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.give(request, queryset, StaffRole.SUPPORT)

    @admin.action(description=_("Make moderator"), permissions=["grant"])
    def make_moderator(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.give(request, queryset, StaffRole.MODERATOR)

    @admin.action(description=_("Make administrator"), permissions=["grant"])
    def make_administrator(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.give(request, queryset, StaffRole.ADMINISTRATOR)

    def give(self, request: HttpRequest, queryset: QuerySet[User], role: StaffRole) -> None:
        """Give each of them this role, and say who could not have it."""
        by = {"by": request.user, "session_id": current_session_id(request)}

        def give_and_log(user: User) -> None:
            set_staff_role(user=user, role=role, **by)
            self.log_change(request, user, f"Gave the role {role.value}.")

        self.run(request, queryset, give_and_log)
