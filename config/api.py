"""The whole API in one place: what is served below `/api/v1/`, and by which viewset."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from accounts.viewsets.admission import AdmissionViewSet
from accounts.viewsets.auth import AuthViewSet
from accounts.viewsets.blocks import BlockViewSet
from accounts.viewsets.credentials import CredentialsViewSet
from accounts.viewsets.data_links import DataLinkViewSet
from accounts.viewsets.me import (
    AddressViewSet,
    MeViewSet,
    PendingChangesViewSet,
    PreferencesViewSet,
)
from accounts.viewsets.passkeys import OwnPasskeyViewSet, PasskeyUseViewSet
from accounts.viewsets.second_factor import SecondFactorViewSet, SecondStepViewSet
from accounts.viewsets.sessions import SessionViewSet
from accounts.viewsets.unused_accounts import UnusedAccountViewSet
from appointments.viewsets.appointments import (
    VERBS,
    AgreementAppointmentViewSet,
    AppointmentViewSet,
    CalendarViewSet,
    OwnAppointmentViewSet,
    ProjectAppointmentViewSet,
)
from bookmarks.viewsets.saved_searches import SavedSearchViewSet
from bookmarks.viewsets.shortlists import EntryViewSet, ListEntriesViewSet, ShortlistViewSet
from conversations.viewsets.attachments import AttachmentViewSet
from conversations.viewsets.conversations import (
    ConversationMessageViewSet,
    ConversationViewSet,
    OwnConversationViewSet,
)
from conversations.viewsets.messages import (
    AgreementMessageViewSet,
    FirstMessageViewSet,
    FoundMessageViewSet,
    MessageViewSet,
)
from moderation.viewsets.decisions import AppealViewSet, DecisionViewSet
from moderation.viewsets.reports import OwnReportViewSet, ReportViewSet
from notifications.viewsets.notifications import NotificationViewSet
from notifications.viewsets.preferences import NotificationPreferencesViewSet
from otp.viewsets.one_time_codes import OneTimeCodeViewSet
from profiles.viewsets.cv import CvViewSet, SuggestionViewSet
from profiles.viewsets.history import (
    EducationViewSet,
    ExperienceViewSet,
    LinkVerificationViewSet,
    LinkViewSet,
    PortfolioPictureViewSet,
    PortfolioViewSet,
)
from profiles.viewsets.me import AvatarViewSet, OwnProfileViewSet, ResumeViewSet
from profiles.viewsets.occupations import OccupationViewSet
from profiles.viewsets.public import ProfileViewSet
from profiles.viewsets.skills import OwnSkillViewSet, SkillViewSet
from projects.viewsets.agreements import AgreementViewSet, ProjectAgreementViewSet
from projects.viewsets.changes import AgreementChangesViewSet, ChangeRequestViewSet
from projects.viewsets.contacts import AgreementContactViewSet, ContactViewSet
from projects.viewsets.endings import AgreementEndingViewSet, EndingViewSet
from projects.viewsets.files import ProjectFilesViewSet, ProjectFileViewSet
from projects.viewsets.matching import MatchingViewSet
from projects.viewsets.mine import OwnProjectViewSet, RecommendationViewSet
from projects.viewsets.projects import ProjectViewSet
from projects.viewsets.proposals import (
    OwnInvitationViewSet,
    OwnProposalViewSet,
    ProjectInvitationViewSet,
    ProjectProposalViewSet,
    ProposalViewSet,
)
from projects.viewsets.questions import ProjectQuestionViewSet, QuestionViewSet
from projects.viewsets.steps import AgreementStepsViewSet, AgreementStepViewSet
from reviews.viewsets.history import ReviewedHistoryViewSet
from reviews.viewsets.lists import (
    AwaitedReviewsViewSet,
    OwnReviewsViewSet,
    ProfileReviewsViewSet,
    ReputationViewSet,
)
from reviews.viewsets.reviews import (
    AgreementReviewsViewSet,
    AnswerViewSet,
    ProjectReviewsViewSet,
    ReviewViewSet,
)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("agreements", AgreementViewSet, basename="agreement")
router.register("auth", AuthViewSet, basename="auth")
router.register("auth", AdmissionViewSet, basename="admission")
router.register("auth", CredentialsViewSet, basename="credentials")
router.register("auth", DataLinkViewSet, basename="data-link")
router.register("auth", SecondStepViewSet, basename="second-step")
router.register("auth", UnusedAccountViewSet, basename="unused-account")
router.register("auth", OneTimeCodeViewSet, basename="one-time-code")
router.register("auth", PasskeyUseViewSet, basename="passkey-use")
router.register("auth/sessions", SessionViewSet, basename="session")
router.register("me/blocks", BlockViewSet, basename="block")
router.register("me/saved-searches", SavedSearchViewSet, basename="saved-search")
router.register("me/shortlists", ShortlistViewSet, basename="shortlist")
router.register("me/shortlist-entries", EntryViewSet, basename="shortlist-entry")
router.register("me/passkeys", OwnPasskeyViewSet, basename="passkey")
router.register("me/skills", OwnSkillViewSet, basename="own-skill")
router.register("me/experience", ExperienceViewSet, basename="experience")
router.register("me/education", EducationViewSet, basename="education")
router.register("me/links", LinkViewSet, basename="link")
router.register("me/cv/suggestions", SuggestionViewSet, basename="cv-suggestion")
router.register("me/portfolio", PortfolioViewSet, basename="portfolio-item")
router.register("change-requests", ChangeRequestViewSet, basename="change-request")
router.register("occupations", OccupationViewSet, basename="occupation")
router.register("profiles", ProfileViewSet, basename="profile")
router.register("projects", MatchingViewSet, basename="project-matching")
router.register("projects", ProjectViewSet, basename="project")
router.register("proposals", ProposalViewSet, basename="proposal")
router.register("questions", QuestionViewSet, basename="question")
router.register("skills", SkillViewSet, basename="skill")
router.register("steps", AgreementStepViewSet, basename="step")

own_account = MeViewSet.as_view(
    {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
)

own_second_factor = SecondFactorViewSet.as_view(
    {"get": "retrieve", "post": "create", "delete": "destroy"}
)

own_profile = OwnProfileViewSet.as_view(
    {"get": "retrieve", "put": "update", "patch": "partial_update"}
)
own_picture = AvatarViewSet.as_view({"put": "update", "delete": "destroy"})
work_picture = PortfolioPictureViewSet.as_view({"put": "update", "delete": "destroy"})

own_cv = CvViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})
own_preferences = PreferencesViewSet.as_view({"get": "retrieve", "patch": "partial_update"})
notification_preferences = NotificationPreferencesViewSet.as_view(
    {"get": "retrieve", "patch": "partial_update"}
)
own_address = AddressViewSet.as_view({"get": "retrieve", "put": "update"})

project_reviews = ProjectReviewsViewSet.as_view({"get": "retrieve", "post": "create"})
own_review = ReviewViewSet.as_view(
    {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
)
reply = AnswerViewSet.as_view({"post": "reply"})
open_correction = AnswerViewSet.as_view({"post": "open_correction"})

urlpatterns = [
    path("me", own_account, name="me"),
    path("me/address", own_address, name="address"),
    path(
        "me/pending-email",
        PendingChangesViewSet.as_view({"delete": "cancel_email"}),
        name="pending-email",
    ),
    path(
        "me/pending-phone-number",
        PendingChangesViewSet.as_view({"delete": "cancel_phone_number"}),
        name="pending-phone-number",
    ),
    path(
        "me/send-verification",
        PendingChangesViewSet.as_view({"post": "send_verification"}),
        name="send-verification-again",
    ),
    path("me/second-factor", own_second_factor, name="own-second-factor"),
    path(
        "me/second-factor/key",
        SecondFactorViewSet.as_view({"post": "begin"}),
        name="second-factor-key",
    ),
    path(
        "me/second-factor/confirm",
        SecondFactorViewSet.as_view({"post": "confirm"}),
        name="confirm-own-second-factor",
    ),
    path(
        "me/second-factor/recovery-codes",
        SecondFactorViewSet.as_view({"post": "recovery_codes"}),
        name="recovery-codes",
    ),
    path(
        "me/second-factor/remembered-devices",
        SecondFactorViewSet.as_view({"delete": "forget_devices"}),
        name="remembered-devices",
    ),
    path("me/preferences", own_preferences, name="own-preferences"),
    path("me/notifications", NotificationViewSet.as_view({"get": "list"}), name="notifications"),
    path(
        "me/notifications/read-all",
        NotificationViewSet.as_view({"post": "read_all"}),
        name="notifications-read-all",
    ),
    path(
        "me/notifications/<uuid:pk>/read",
        NotificationViewSet.as_view({"post": "read"}),
        name="notification-read",
    ),
    path(
        "me/notification-preferences",
        notification_preferences,
        name="notification-preferences",
    ),
    path("me/export", MeViewSet.as_view({"get": "export"}), name="export"),
    path("me/profile", own_profile, name="own-profile"),
    path("me/avatar", own_picture, name="avatar"),
    path("me/cv", own_cv, name="cv"),
    path("me/cv/file", CvViewSet.as_view({"get": "download"}), name="cv-file"),
    path("me/projects", OwnProjectViewSet.as_view({"get": "list"}), name="own-projects"),
    path("me/proposals", OwnProposalViewSet.as_view({"get": "list"}), name="own-proposals"),
    path("me/invitations", OwnInvitationViewSet.as_view({"get": "list"}), name="invitations"),
    path(
        "me/invitations/<uuid:pk>/decline",
        OwnInvitationViewSet.as_view({"post": "decline"}),
        name="decline-invitation",
    ),
    path(
        "me/invitations/<uuid:pk>/accept",
        OwnInvitationViewSet.as_view({"post": "accept"}),
        name="accept-offer",
    ),
    path(
        "projects/<uuid:pk>/agreement",
        ProjectAgreementViewSet.as_view({"get": "retrieve"}),
        name="project-agreement",
    ),
    path(
        "projects/<uuid:pk>/agreements",
        ProjectAgreementViewSet.as_view({"get": "list"}),
        name="project-agreements",
    ),
    path(
        "agreements/<uuid:pk>/steps",
        AgreementStepsViewSet.as_view({"get": "list"}),
        name="agreement-steps",
    ),
    path(
        "agreements/<uuid:pk>/change-requests",
        AgreementChangesViewSet.as_view({"get": "list", "post": "create"}),
        name="agreement-change-requests",
    ),
    path(
        "agreements/<uuid:pk>/ending",
        AgreementEndingViewSet.as_view({"get": "retrieve"}),
        name="agreement-ending",
    ),
    path(
        "agreements/<uuid:pk>/ending/agree",
        AgreementEndingViewSet.as_view({"post": "agree"}),
        name="agree-to-ending-of-agreement",
    ),
    path(
        "agreements/<uuid:pk>/contact",
        AgreementContactViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="agreement-contact",
    ),
    path(
        "agreements/<uuid:pk>/reviews",
        AgreementReviewsViewSet.as_view({"get": "retrieve", "post": "create"}),
        name="agreement-reviews",
    ),
    path(
        "agreements/<uuid:pk>/reviews/decline",
        AgreementReviewsViewSet.as_view({"post": "decline"}),
        name="decline-to-review-agreement",
    ),
    path(
        "agreements/<uuid:pk>/messages",
        AgreementMessageViewSet.as_view({"post": "create"}),
        name="agreement-messages",
    ),
    path(
        "agreements/<uuid:pk>/appointments",
        AgreementAppointmentViewSet.as_view({"get": "list", "post": "create"}),
        name="agreement-appointments",
    ),
    path(
        "projects/<uuid:pk>/ending",
        EndingViewSet.as_view({"get": "retrieve"}),
        name="project-ending",
    ),
    path(
        "projects/<uuid:pk>/ending/agree",
        EndingViewSet.as_view({"post": "agree"}),
        name="agree-to-ending",
    ),
    path(
        "projects/<uuid:pk>/contact",
        ContactViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="project-contact",
    ),
    path(
        "projects/<uuid:pk>/invitations",
        ProjectInvitationViewSet.as_view({"get": "list"}),
        name="project-invitations",
    ),
    path(
        "projects/<uuid:pk>/proposals",
        ProjectProposalViewSet.as_view({"get": "list", "post": "create"}),
        name="project-proposals",
    ),
    path(
        "projects/<uuid:pk>/files",
        ProjectFilesViewSet.as_view({"get": "list", "post": "create"}),
        name="project-files",
    ),
    path(
        "project-files/<uuid:pk>",
        ProjectFileViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="project-file",
    ),
    path(
        "project-files/<uuid:pk>/preview",
        ProjectFileViewSet.as_view({"get": "preview"}),
        name="project-file-preview",
    ),
    path(
        "projects/<uuid:pk>/questions",
        ProjectQuestionViewSet.as_view({"get": "list", "post": "create"}),
        name="project-questions",
    ),
    path(
        "profiles/<str:username>/projects",
        ReviewedHistoryViewSet.as_view({"get": "list"}),
        name="history",
    ),
    path("me/resume.json", ResumeViewSet.as_view({"get": "retrieve"}), name="resume"),
    path(
        "me/recommendations",
        RecommendationViewSet.as_view({"get": "retrieve"}),
        name="recommendations",
    ),
    path(
        "me/links/<uuid:pk>/verify",
        LinkVerificationViewSet.as_view({"post": "verify"}),
        name="verify-link",
    ),
    path("me/portfolio/<uuid:pk>/image", work_picture, name="portfolio-picture"),
    path("me/reviews", OwnReviewsViewSet.as_view({"get": "list"}), name="own-reviews"),
    path(
        "me/reviews/awaiting",
        AwaitedReviewsViewSet.as_view({"get": "list"}),
        name="awaited-reviews",
    ),
    path("me/reputation", ReputationViewSet.as_view({"get": "retrieve"}), name="reputation"),
    path("projects/<uuid:pk>/reviews", project_reviews, name="project-reviews"),
    path(
        "projects/<uuid:pk>/reviews/decline",
        ProjectReviewsViewSet.as_view({"post": "decline"}),
        name="decline-to-review",
    ),
    path("reviews/<uuid:pk>", own_review, name="review"),
    path("reviews/<uuid:pk>/reply", reply, name="review-reply"),
    path("reviews/<uuid:pk>/open-correction", open_correction, name="open-correction"),
    path(
        "profiles/<str:username>/reviews",
        ProfileReviewsViewSet.as_view({"get": "list"}),
        name="profile-reviews",
    ),
    path(
        "me/conversations",
        OwnConversationViewSet.as_view({"get": "list"}),
        name="own-conversations",
    ),
    path("me/messages", FoundMessageViewSet.as_view({"get": "list"}), name="own-messages"),
    path(
        "conversations/<uuid:pk>",
        ConversationViewSet.as_view({"get": "retrieve"}),
        name="conversation",
    ),
    path(
        "me/shortlists/<uuid:pk>/entries",
        ListEntriesViewSet.as_view({"get": "list", "post": "create"}),
        name="shortlist-entries",
    ),
    path(
        "conversations/<uuid:pk>/messages",
        ConversationMessageViewSet.as_view({"get": "list", "post": "create"}),
        name="conversation-messages",
    ),
    path(
        "conversations/<uuid:pk>/read",
        ConversationViewSet.as_view({"post": "mark_read"}),
        name="read-conversation",
    ),
    path(
        "attachments/<uuid:pk>",
        AttachmentViewSet.as_view({"get": "retrieve"}),
        name="attachment",
    ),
    path(
        "attachments/<uuid:pk>/preview",
        AttachmentViewSet.as_view({"get": "preview"}),
        name="attachment-preview",
    ),
    path(
        "messages/<uuid:pk>",
        MessageViewSet.as_view({"patch": "partial_update"}),
        name="message",
    ),
    path(
        "projects/<uuid:pk>/messages",
        FirstMessageViewSet.as_view({"post": "create"}),
        name="project-messages",
    ),
    path(
        "me/appointments",
        OwnAppointmentViewSet.as_view({"get": "list"}),
        name="own-appointments",
    ),
    path(
        "projects/<uuid:pk>/appointments",
        ProjectAppointmentViewSet.as_view({"get": "list", "post": "create"}),
        name="project-appointments",
    ),
    path(
        "appointments/<uuid:pk>",
        AppointmentViewSet.as_view({"get": "retrieve"}),
        name="appointment",
    ),
    path(
        "appointments/<uuid:pk>.ics",
        CalendarViewSet.as_view({"get": "retrieve"}),
        name="appointment-calendar",
    ),
    *(
        path(
            f"appointments/<uuid:pk>/{verb.replace('_', '-')}",
            AppointmentViewSet.as_view({"post": verb}),
            name=f"{verb.replace('_', '-')}-appointment",
        )
        for verb in VERBS
    ),
    path("reports", ReportViewSet.as_view({"post": "create"}), name="reports"),
    path("me/reports", OwnReportViewSet.as_view({"get": "list"}), name="own-reports"),
    path("me/decisions", DecisionViewSet.as_view({"get": "list"}), name="own-decisions"),
    path(
        "decisions/<uuid:pk>/appeal",
        AppealViewSet.as_view({"post": "appeal"}),
        name="appeal",
    ),
    *router.urls,
]
