"""Columns that can hold words and into which `config.tests.planting` plants none, each with why."""

from __future__ import annotations

# A column that no person writes into, or whose words are nobody's in particular, and why.
NOT_WRITTEN = {
    "chosen from a list, or a date": (
        *("profiles_freelancerdetails.currency", "profiles_profile.languages"),
        *("profiles_profileevent.languages", "projects_project.country"),
        *("projects_project.city", "projects_projectevent.city"),
        *("profiles_freelancerdetails.workplace", "projects_project.workplace"),
        "projects_projectevent.workplace",
        *("projects_project.currency", "projects_projectevent.country"),
        *("projects_projectevent.currency", "projects_proposal.currency"),
        *("projects_invitation.currency", "projects_agreementstep.currency"),
        *("projects_agreementversion.currency", "projects_agreementversion.country"),
        *("profiles_education.started_on", "profiles_education.ended_on"),
        *("profiles_experience.started_on", "profiles_experience.ended_on"),
        *("profiles_portfolioitem.started_on", "profiles_portfolioitem.ended_on"),
        *("accounts_preference.language", "accounts_preference.time_zone"),
        *("accounts_passkey.transports", "accounts_passkeyevent.transports"),
        *("notifications_notificationpreference.kind", "notifications_quiethours.starts_at"),
        *("notifications_quiethours.ends_at", "appointments_appointmentmove.time_zone"),
    ),
    "ids, numbers and names of kinds": (
        *("foundation_event.type", "foundation_event.body", "foundation_event.concerns"),
        *("foundation_change.topic", "foundation_failedevent.handler"),
        *("foundation_failedevent.error", "foundation_idempotencykey.concerned"),
        *("notifications_notification.kind", "notifications_notification.body"),
        *("projects_transition.action", "projects_transition.from_status"),
        *("foundation_exchangerate.currency", "foundation_exchangerate.base"),
        "foundation_exchangerate.source",
        *("projects_transition.to_status", "moderation_restriction.status_before"),
        *("reviews_reputation.histogram", "reviews_reputation.sub_rating_sums"),
        *("reviews_reputation.sub_rating_counts", "reviews_reviewrevision.sub_ratings"),
        *("profiles_profile.rating_histogram", "profiles_profile.sub_rating_means"),
        *("profiles_searchentry.tags", "profiles_skill.lineage"),
        *("django_admin_log.object_id", "accounts_session.revoked_reason"),
        *("profiles_curriculumvitae.refusal", "profiles_link.problem"),
    ),
    "names of files, made by chance": (
        *("profiles_curriculumvitae.file", "profiles_portfolioitem.image"),
        *("profiles_portfolioitem.withheld_picture", "profiles_profile.avatar"),
        *("conversations_attachment.file", "conversations_attachment.preview"),
        *("projects_projectfile.file", "projects_projectfile.preview"),
        *("moderation_casefile.file", "moderation_casefile.preview"),
        *("foundation_unwantedfile.storage", "foundation_unwantedfile.name"),
        *("profiles_profile.withheld_picture", "profiles_profileevent.avatar"),
    ),
    "keys and keyed digests": (
        *("accounts_user.password", "accounts_passkey.credential_id"),
        *("accounts_passkey.public_key", "accounts_releasedusername.digest"),
        *("foundation_idempotencykey.digest", "foundation_idempotencykey.fingerprint"),
        *("foundation_limitcounter.key", "foundation_ringkey.kid", "foundation_ringkey.encrypted"),
        *("foundation_ringkey.jwk", "otp_onetimecode.code_hash", "otp_static_statictoken.token"),
        *("otp_totp_totpdevice.key", "profiles_searchperiod.encrypted_key"),
        *("accounts_mailreport.address_digest", "accounts_mailreport.key"),
        *("moderation_textcopy.bands", "moderation_textcopy.least", "django_session.session_key"),
    ),
    "where the work is, once a project or a change says so": (
        "projects_agreementversion.location",
    ),
    "written by us or by staff, who answer for it": (
        *("projects_agreementversion.skills", "projects_agreementstep.payment_reference"),
        *("django_admin_log.change_message", "moderation_appeal.answer"),
        *("moderation_decision.facts", "moderation_decision.ground_text"),
        *("accounts_blockeddomain.domain", "accounts_blockeddomain.reason"),
        *("accounts_blockeddomainevent.domain", "accounts_blockeddomainevent.reason"),
        *("accounts_blockednetwork.network", "accounts_blockednetwork.reason"),
        *("accounts_blockednetworkevent.network", "accounts_blockednetworkevent.reason"),
        "moderation_copiedtext.facts",
        *("moderation_policyground.code", "moderation_policyground.reference"),
        *("moderation_policyground.text", "moderation_policyground.title"),
        *("otp_static_staticdevice.name", "otp_totp_totpdevice.name"),
        *("profiles_occupation.code", "profiles_occupation.name", "profiles_occupation.slug"),
        *("profiles_occupationname.key", "profiles_occupationname.language"),
        "profiles_occupationname.name",
    ),
    "of strangers without an account, blanked with the case": (
        *("moderation_report.email", "moderation_appeal.email"),
    ),
    "where a code was asked for from, deleted with the code": ("otp_onetimecode.network",),
    "asked for by five people at least": (
        *("profiles_popularsearch.text", "profiles_popularsearchevent.text"),
    ),
    "which account a browser is in": ("django_session.session_data",),
}
# Of libraries: what kinds of rows, permissions and tasks there are.
LIBRARIES = ("auth_", "django_content_type.", "procrastinate_", "pghistory_")
HISTORY = (".pgh_label", ".pgh_context")  # which action, by whose id, at which address
