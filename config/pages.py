"""All web pages in one place, as `config.api` has the API."""

from __future__ import annotations

from django.urls import path, re_path

from accounts.pages import account, blocks, data_links, entering, own_second_factor, passkeys
from accounts.pages.links import (
    ReleaseEmailPage,
    ResetPasswordPage,
    SecureAccountPage,
    UndoChangePage,
    VerifyEmailPage,
)
from accounts.pages.preferences import PreferencesPage, choose_language
from accounts.pages.second_step import SecondStepByPasskeyPage, SecondStepPage
from accounts.pages.unused_accounts import OtherProofPage, ReleasePhonePage
from appointments.pages import appointments
from bookmarks.models import Kind as BookmarkKind
from bookmarks.pages import saved_searches, shortlists
from config.looks import colours, site_picture
from conversations.pages import conversations
from moderation.pages import decisions, reporting
from moderation.pages.dashboard import ModeratedDashboardPage
from notifications.pages import notifications
from otp.pages import phone as otp
from profiles.pages import cv, editing, history
from profiles.pages.pictures import picture
from profiles.pages.search import SearchPage, StartPage
from projects.pages import (
    agreements,
    changes,
    contacts,
    files,
    moves,
    offers,
    projects,
    proposals,
    questions,
    steps,
)
from projects.pages.skill_suggestions import SuggestProjectSkillsPage
from reviews.pages import reviews
from reviews.pages.links import jwks
from reviews.pages.profile import ProfilePage

PICTURE = (
    r"^media/(?P<kind>\w+)/(?P<folder>[0-9a-f]{2})/(?P<name>[0-9a-f]{32})-(?P<size>\w+)\.webp$"
)

public = [
    path("", StartPage.as_view(), name="start"),
    path("search", SearchPage.as_view(), name="search"),
    path("@<str:username>", ProfilePage.as_view(), name="profile-page"),
    path("language", choose_language, name="language"),
    path("looks/colours.css", colours, name="colours"),
    re_path(r"^looks/(?P<name>logo|icon)$", site_picture, name="site-picture"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path(".well-known/webauthn", passkeys.related_origins, name="related-origins"),
    re_path(PICTURE, picture, name="picture"),
]

ways_in = [
    path("register", entering.RegisterPage.as_view(), name="register"),
    path("login", entering.LogInPage.as_view(), name="log-in"),
    path("login/second-factor", SecondStepPage.as_view(), name="log-in-second-step"),
    path(
        "login/second-factor/passkey",
        SecondStepByPasskeyPage.as_view(),
        name="log-in-second-step-passkey",
    ),
    path("login/passkey", passkeys.PasskeyLogInPage.as_view(), name="log-in-passkey"),
    path("login/phone", otp.RequestCodePage.as_view(), name="log-in-phone"),
    path("login/email", otp.RequestMailCodePage.as_view(), name="log-in-email"),
    path("login/phone/code", otp.EnterCodePage.as_view(), name="log-in-code"),
    path("login/phone/other-proof", OtherProofPage.as_view(), name="log-in-other-proof"),
    path("login/phone/release", ReleasePhonePage.as_view(), name="release-phone"),
    path("register/phone", otp.RegisterByPhonePage.as_view(), name="register-phone"),
    path("register/phone/code", otp.RegisterCodePage.as_view(), name="register-code"),
    path("logout", entering.LogOutPage.as_view(), name="log-out"),
    path("forgot-password", entering.ForgotPasswordPage.as_view(), name="forgot-password"),
    path("reset-password", ResetPasswordPage.as_view(), name="reset-password"),
    path("verify-email", VerifyEmailPage.as_view(), name="verify-email"),
    path("release-email", ReleaseEmailPage.as_view(), name="release-email"),
    path("secure-account", SecureAccountPage.as_view(), name="secure-account"),
    path("data-link", data_links.AskForDataLinkPage.as_view(), name="data-link"),
    path("own-data", data_links.OwnDataPage.as_view(), name="own-data"),
    path("own-data/erase", data_links.EraseByLinkPage.as_view(), name="erase-by-link"),
    path("undo-change", UndoChangePage.as_view(), name="undo-change"),
    path("keep-second-factor", own_second_factor.KeepPage.as_view(), name="keep-second-factor"),
    path("unsubscribe", notifications.UnsubscribePage.as_view(), name="unsubscribe"),
]

own_account = [
    path("account", account.AccountPage.as_view(), name="account"),
    path("account/address", account.AddressPage.as_view(), name="account-address"),
    path("account/phone", otp.ProvePhonePage.as_view(), name="prove-phone"),
    path("account/phone/code", otp.ProveCodePage.as_view(), name="prove-code"),
    path("account/preferences", PreferencesPage.as_view(), name="preferences"),
    path(
        "account/notifications",
        notifications.NotificationPreferencesPage.as_view(),
        name="notification-preferences-page",
    ),
    path("account/security", account.SecurityPage.as_view(), name="security"),
    path(
        "account/second-factor",
        own_second_factor.OverviewPage.as_view(),
        name="second-factor",
    ),
    path(
        "account/second-factor/new",
        own_second_factor.EnrolPage.as_view(),
        name="enrol-second-factor",
    ),
    path(
        "account/second-factor/confirm",
        own_second_factor.ConfirmPage.as_view(),
        name="confirm-second-factor",
    ),
    path(
        "account/second-factor/confirm/passkey",
        own_second_factor.ConfirmByPasskeyPage.as_view(),
        name="confirm-by-passkey",
    ),
    path(
        "account/second-factor/codes",
        own_second_factor.RecoveryCodesPage.as_view(),
        name="new-recovery-codes",
    ),
    path(
        "account/second-factor/remove",
        own_second_factor.RemovePage.as_view(),
        name="remove-second-factor",
    ),
    path(
        "account/second-factor/forget-devices",
        own_second_factor.ForgetDevicesPage.as_view(),
        name="forget-devices",
    ),
    path("account/passkeys", passkeys.PasskeysPage.as_view(), name="passkeys"),
    path("account/passkeys/new", passkeys.NewPasskeyPage.as_view(), name="new-passkey"),
    path("account/passkeys/<uuid:pk>", passkeys.RenamePasskeyPage.as_view(), name="rename-passkey"),
    path(
        "account/passkeys/<uuid:pk>/remove",
        passkeys.RemovePasskeyPage.as_view(),
        name="remove-passkey",
    ),
    path("account/blocks", blocks.BlocksPage.as_view(), name="blocks"),
    path("account/blocks/<uuid:pk>/remove", blocks.UnblockPage.as_view(), name="unblock"),
    path("account/data", account.DataPage.as_view(), name="data"),
    path("account/export", account.ExportPage.as_view(), name="export-page"),
    path("account/switch-off", account.SwitchOffPage.as_view(), name="switch-off"),
    path(
        "account/send-verification",
        account.SendVerificationPage.as_view(),
        name="send-verification",
    ),
    path(
        "account/pending-email/cancel",
        account.CancelEmailPage.as_view(),
        name="cancel-email",
    ),
    path(
        "account/pending-phone-number/cancel",
        account.CancelPhoneNumberPage.as_view(),
        name="cancel-phone-number",
    ),
    path("account/sessions/<uuid:pk>/end", account.EndSessionPage.as_view(), name="end-session"),
]

own_profile = [
    path("profile", editing.OwnProfilePage.as_view(), name="own-profile-page"),
    path("profile/picture", editing.PicturePage.as_view(), name="own-picture"),
    path("profile/picture/remove", editing.RemovePicturePage.as_view(), name="remove-picture"),
    path("profile/skills", editing.SkillsPage.as_view(), name="own-skills"),
    path("profile/skills/suggest", editing.SuggestSkillsPage.as_view(), name="suggest-skills"),
    path(
        "profile/skills/<str:slug>/remove", editing.RemoveSkillPage.as_view(), name="remove-skill"
    ),
    path("profile/links/<uuid:pk>/verify", history.VerifyLinkPage.as_view(), name="prove-link"),
]
for kind in history.KINDS:
    address = f"profile/{kind.name}"
    own_profile += [
        path(address, history.ItemsPage.as_view(kind=kind), name=f"own-{kind.name}"),
        path(f"{address}/new", history.NewItemPage.as_view(kind=kind), name=f"new-{kind.name}"),
        path(f"{address}/<uuid:pk>", history.ItemPage.as_view(kind=kind), name=f"edit-{kind.name}"),
        path(
            f"{address}/<uuid:pk>/remove",
            history.RemoveItemPage.as_view(kind=kind),
            name=f"remove-{kind.name}",
        ),
    ]

own_cv = [
    path("cv", cv.CvPage.as_view(), name="own-cv"),
    path("cv/file", cv.CvFilePage.as_view(), name="own-cv-file"),
    path("cv/remove", cv.RemoveCvPage.as_view(), name="remove-cv"),
    path(
        "cv/suggestions/<uuid:pk>/accept",
        cv.DecidePage.as_view(accepts=True),
        name="accept-suggestion",
    ),
    path(
        "cv/suggestions/<uuid:pk>/reject",
        cv.DecidePage.as_view(accepts=False),
        name="reject-suggestion",
    ),
    path(
        "cv/suggestions/<str:kind>/accept-all",
        cv.DecideAllPage.as_view(accepts=True),
        name="accept-suggestions",
    ),
    path(
        "cv/suggestions/<str:kind>/reject-all",
        cv.DecideAllPage.as_view(accepts=False),
        name="reject-suggestions",
    ),
]

project_pages = [
    path("projects", projects.BrowsePage.as_view(), name="browse-projects"),
    path("projects/mine", projects.OwnProjectsPage.as_view(), name="own-projects-page"),
    path(
        "projects/suggest-skills",
        SuggestProjectSkillsPage.as_view(),
        name="suggest-project-skills",
    ),
    path("projects/new", projects.PostPage.as_view(), name="post-project"),
    path("projects/invite/<str:username>", proposals.InvitePage.as_view(), name="invite"),
    path("projects/<uuid:pk>", projects.ProjectPage.as_view(), name="project-page"),
    path("projects/<uuid:pk>/edit", projects.EditPage.as_view(), name="edit-project"),
    path("projects/<uuid:pk>/one-more", moves.OneMorePage.as_view(), name="one-more"),
    path("projects/<uuid:pk>/agreement", agreements.AgreementPage.as_view(), name="agreement-page"),
    path("projects/<uuid:pk>/offer", offers.OfferPage.as_view(), name="offer-page"),
    path("steps/<uuid:pk>/reject", steps.RejectStepPage.as_view(), name="reject-step"),
    *(
        path(f"steps/<uuid:pk>/{move}", steps.StepMovePage.as_view(move=move), name=f"{move}-step")
        for move in steps.STEP_MOVES
    ),
    path("agreements/<uuid:pk>/hire-again", offers.HireAgainPage.as_view(), name="hire-again"),
    path("invitations/<uuid:pk>/accept", offers.AcceptOfferPage.as_view(), name="take-offer"),
    path("projects/<uuid:pk>/contact", contacts.ContactPage.as_view(), name="contact-page"),
    path(
        "projects/<uuid:pk>/ask/terms", changes.AskForTermsPage.as_view(), name="ask-for-terms-page"
    ),
    *(
        path(
            f"projects/<uuid:pk>/ask/{kind}",
            changes.AskPage.as_view(kind=kind),
            name=f"ask-{kind}-page",
        )
        for kind in changes.PARTINGS
    ),
    *(
        path(
            f"change-requests/<uuid:pk>/{answer}",
            changes.AnswerChangePage.as_view(answer=answer),
            name=f"{answer}-change-page",
        )
        for answer in changes.ANSWERS
    ),
    path(
        "projects/<uuid:pk>/ending/agree",
        changes.AgreeToEndingPage.as_view(),
        name="agree-to-ending-page",
    ),
    path("projects/<uuid:pk>/delete", projects.DeletePage.as_view(), name="delete-project"),
    path("projects/<uuid:pk>/matches", projects.MatchesPage.as_view(), name="matches-page"),
    path("projects/<uuid:pk>/propose", proposals.ProposePage.as_view(), name="propose"),
    path("projects/<uuid:pk>/files", files.FilesPage.as_view(), name="project-files-page"),
    path("project-files/<uuid:pk>", files.ProjectFilePage.as_view(), name="project-file-page"),
    path(
        "project-files/<uuid:pk>/preview",
        files.ProjectFilePage.as_view(is_preview=True),
        name="project-file-preview-page",
    ),
    path("project-files/<uuid:pk>/remove", files.RemoveFilePage.as_view(), name="remove-file"),
    path("projects/<uuid:pk>/ask", questions.AskPage.as_view(), name="ask-page"),
    path("questions/<uuid:pk>/answer", questions.AnswerPage.as_view(), name="answer-page"),
    path(
        "questions/<uuid:pk>/withdraw",
        questions.WithdrawQuestionPage.as_view(),
        name="withdraw-question",
    ),
    path("proposals", proposals.OwnProposalsPage.as_view(), name="own-proposals-page"),
    path("invitations", proposals.OwnInvitationsPage.as_view(), name="own-invitations-page"),
    path(
        "projects/<uuid:pk>/invitations",
        proposals.ProjectInvitationsPage.as_view(),
        name="project-invitations-page",
    ),
    path(
        "invitations/<uuid:pk>/decline",
        proposals.DeclineInvitationPage.as_view(),
        name="decline-invitation-page",
    ),
    *(
        path(f"projects/<uuid:pk>/{move}", moves.MovePage.as_view(move=move), name=move)
        for move in moves.MOVES_WITHOUT_REASON
    ),
    *(
        path(f"projects/<uuid:pk>/{move}", moves.ReasonPage.as_view(move=move), name=move)
        for move in moves.MOVES_WITH_REASON
    ),
    *(
        path(
            f"proposals/<uuid:pk>/{decision}",
            proposals.DecidePage.as_view(decision=decision),
            name=f"{decision}-proposal",
        )
        for decision in proposals.DECISIONS
    ),
]

review_pages = [
    path("projects/<uuid:pk>/review", reviews.ProjectReviewsPage.as_view(), name="review-page"),
    path(
        "projects/<uuid:pk>/review/decline",
        reviews.DeclineToReviewPage.as_view(),
        name="decline-to-review-page",
    ),
    path("reviews", reviews.OwnReviewsPage.as_view(), name="own-reviews-page"),
    path("reviews/<uuid:pk>/edit", reviews.EditReviewPage.as_view(), name="edit-review"),
    path(
        "reviews/<uuid:pk>/withdraw", reviews.WithdrawReviewPage.as_view(), name="withdraw-review"
    ),
    path("reviews/<uuid:pk>/reply", reviews.ReplyPage.as_view(), name="reply"),
    path(
        "reviews/<uuid:pk>/open-correction",
        reviews.OpenCorrectionPage.as_view(),
        name="open-correction-page",
    ),
]

bookmark_pages = [
    path("saved-searches", saved_searches.SavedSearchesPage.as_view(), name="saved-searches-page"),
    *(
        path(
            f"saved-searches/{kind}/new",
            saved_searches.SaveSearchPage.as_view(kind=kind),
            name=f"save-{kind}-search",
        )
        for kind in BookmarkKind.values
    ),
    path(
        "saved-searches/<uuid:pk>",
        saved_searches.SavedSearchPage.as_view(),
        name="saved-search-page",
    ),
    path(
        "saved-searches/<uuid:pk>/results",
        saved_searches.SavedResultsPage.as_view(),
        name="saved-results-page",
    ),
    path(
        "saved-searches/<uuid:pk>/delete",
        saved_searches.ForgetSearchPage.as_view(),
        name="forget-search",
    ),
    path("shortlists", shortlists.ShortlistsPage.as_view(), name="shortlists-page"),
    path("shortlists/<uuid:pk>", shortlists.ShortlistPage.as_view(), name="shortlist-page"),
    path("shortlists/<uuid:pk>/delete", shortlists.DeleteListPage.as_view(), name="delete-list"),
    path("shortlists/entries/<uuid:pk>", shortlists.NotePage.as_view(), name="note-page"),
    path(
        "shortlists/entries/<uuid:pk>/remove",
        shortlists.RemoveEntryPage.as_view(),
        name="remove-entry",
    ),
    path("people/<str:username>/save", shortlists.SavePersonPage.as_view(), name="save-person"),
    path("projects/<uuid:pk>/save", shortlists.SaveProjectPage.as_view(), name="save-project"),
]

conversation_pages = [
    path("messages", conversations.ConversationsPage.as_view(), name="conversations-page"),
    path("messages/<uuid:pk>", conversations.ConversationPage.as_view(), name="conversation-page"),
    path(
        "messages/attachments/<uuid:pk>",
        conversations.AttachmentPage.as_view(),
        name="attachment-page",
    ),
    path(
        "messages/attachments/<uuid:pk>/preview",
        conversations.AttachmentPage.as_view(is_preview=True),
        name="attachment-preview-page",
    ),
    path("messages/<uuid:pk>/edit", conversations.EditMessagePage.as_view(), name="edit-message"),
    path("projects/<uuid:pk>/write", conversations.WritePage.as_view(), name="write-page"),
]

appointment_pages = [
    path("appointments", appointments.OwnAppointmentsPage.as_view(), name="appointments-page"),
    path(
        "projects/<uuid:pk>/appointments",
        appointments.ProjectAppointmentsPage.as_view(),
        name="project-appointments-page",
    ),
    path(
        "projects/<uuid:pk>/appointments/new",
        appointments.NewAppointmentPage.as_view(),
        name="new-appointment",
    ),
    path("appointments/<uuid:pk>", appointments.AppointmentPage.as_view(), name="appointment-page"),
    path(
        "appointments/<uuid:pk>.ics",
        appointments.CalendarPage.as_view(),
        name="appointment-calendar-page",
    ),
    path(
        "appointments/<uuid:pk>/propose",
        appointments.ProposeOthersPage.as_view(),
        name="propose-other-times",
    ),
    path(
        "appointments/<uuid:pk>/decline",
        appointments.DeclinePage.as_view(),
        name="decline-appointment-page",
    ),
    path(
        "appointments/<uuid:pk>/cancel",
        appointments.CancelPage.as_view(),
        name="cancel-appointment-page",
    ),
    *(
        path(
            f"appointments/<uuid:pk>/absence/{verb}",
            appointments.AbsencePage.as_view(verb=verb),
            name=f"absence-{verb}",
        )
        for verb in appointments.ABSENCE_VERBS
    ),
]

moderation_pages = [
    path("report", reporting.ReportPage.as_view(), name="report"),
    path("reports", reporting.OwnReportsPage.as_view(), name="own-reports-page"),
    path("decisions", decisions.DecisionsPage.as_view(), name="decisions-page"),
    path("decisions/<uuid:pk>/appeal", decisions.OwnAppealPage.as_view(), name="own-appeal"),
    path("appeal", decisions.AppealByLinkPage.as_view(), name="appeal-by-link"),
]

notification_pages = [
    path("notifications", notifications.NotificationsPage.as_view(), name="notifications-page"),
    path(
        "notifications/read",
        notifications.ReadNotificationsPage.as_view(),
        name="read-notifications",
    ),
    path(
        "notifications/<uuid:pk>/open",
        notifications.OpenNotificationPage.as_view(),
        name="open-notification",
    ),
]

urlpatterns = [
    *public,
    *ways_in,
    *own_account,
    *own_profile,
    *own_cv,
    *project_pages,
    *review_pages,
    *bookmark_pages,
    *conversation_pages,
    *appointment_pages,
    *moderation_pages,
    *notification_pages,
    path("dashboard", ModeratedDashboardPage.as_view(), name="dashboard"),
]
