"""What each route answers to each kind of caller. A row says who is refused, and how."""

from __future__ import annotations

from appointments.viewsets.appointments import VERBS

STRANGERS = ("anonymous", "suspended")
MEMBERS = ("pending", "freelancer", "client", "other_owner", "moderator", "admin")
CALLERS = (*STRANGERS, *MEMBERS)
Row = dict[str, int | None]
# None: not refused. What then comes of it depends on the input, which the tests of the route cover.
OWN: Row = dict.fromkeys(STRANGERS, 401) | dict.fromkeys(MEMBERS)
PUBLIC: Row = dict.fromkeys(CALLERS)
# A stranger may; a token that is not good any more is not overlooked.
OPEN: Row = PUBLIC | {"suspended": 401}
# Somebody else's: nobody is told that it is there, staff no more than others. They have the admin.
FOREIGN: Row = OWN | dict.fromkeys(MEMBERS, 404)
STAFF = ("moderator", "admin")
# For freelancers.
NOT_FREELANCERS = dict.fromkeys(("client", *STAFF), 403)
FREELANCERS: Row = OWN | NOT_FREELANCERS
# Of a client's open project, which all may see.
CLIENTS_MOVE: Row = OWN | dict.fromkeys(MEMBERS, 403)
SAVED = ("saved-searches", "shortlists")
LISTS = ("me/experience", "me/education", "me/links", "me/portfolio")

MATRIX: dict[tuple[str, str], Row] = {
    ("me", "get"): OWN,
    ("me", "put"): OWN,
    ("me", "patch"): OWN,
    ("me", "delete"): OWN,
    ("me/address", "get"): OWN,
    ("me/address", "put"): OWN,
    ("me/export", "get"): OWN,
    ("me/pending-email", "delete"): OWN,
    ("me/pending-phone-number", "delete"): OWN,
    ("me/send-verification", "post"): OWN,
    **{("me/second-factor", method): OWN for method in ("get", "post", "delete")},
    **{(f"me/second-factor/{path}", "post"): OWN for path in ("key", "confirm", "recovery-codes")},
    ("me/second-factor/remembered-devices", "delete"): OWN,
    ("me/preferences", "get"): OWN,
    ("me/preferences", "patch"): OWN,
    ("me/notifications", "get"): OWN,
    ("me/notifications/read-all", "post"): OWN,
    ("me/notifications/<uuid:pk>/read", "post"): FOREIGN,
    ("me/notification-preferences", "get"): OWN,
    ("me/notification-preferences", "patch"): OWN,
    ("me/blocks", "get"): OWN,
    ("me/blocks", "post"): OWN,
    ("me/blocks/<uuid:pk>", "delete"): FOREIGN,
    **{(f"me/{things}", method): OWN for things in SAVED for method in ("get", "post")},
    **{
        (f"me/{things}/<uuid:pk>", method): FOREIGN
        for things in SAVED
        for method in ("get", "patch", "delete")
    },
    **{
        (f"me/saved-searches/<uuid:pk>/{found}", "get"): FOREIGN
        for found in ("people", "projects", "matches")
    },
    **{("me/shortlists/<uuid:pk>/entries", method): FOREIGN for method in ("get", "post")},
    **{("me/shortlist-entries/<uuid:pk>", method): FOREIGN for method in ("patch", "delete")},
    ("me/passkeys", "get"): OWN,
    ("me/passkeys", "post"): OWN,
    ("me/passkeys/options", "post"): OWN,
    ("me/passkeys/<uuid:pk>", "patch"): FOREIGN,
    ("me/passkeys/<uuid:pk>", "delete"): FOREIGN,
    ("me/reports", "get"): OWN,
    ("me/decisions", "get"): OWN,
    ("reports", "post"): OPEN,
    ("decisions/<uuid:pk>/appeal", "post"): FOREIGN,
    ("auth/register", "post"): PUBLIC,
    ("auth/login", "post"): PUBLIC,
    ("auth/admission-code", "post"): PUBLIC,
    ("auth/refresh-token", "post"): PUBLIC,
    ("auth/logout", "post"): PUBLIC | {"anonymous": 401},
    ("auth/logout-all", "post"): OWN,
    ("auth/change-password", "post"): OWN,
    ("auth/forgot-password", "post"): PUBLIC,
    # A challenge that is none is a 401 for whoever sends it, and nothing else.
    ("auth/second-factor", "post"): PUBLIC,
    ("auth/keep-second-factor", "post"): PUBLIC,
    ("auth/recovery-code", "post"): PUBLIC,
    ("auth/release-phone", "post"): PUBLIC,
    ("auth/reset-password", "post"): PUBLIC,
    ("auth/release-email", "post"): PUBLIC,
    ("auth/secure-account", "post"): PUBLIC,
    ("auth/undo-change", "post"): PUBLIC,
    ("auth/data-link", "post"): PUBLIC,
    ("auth/export-by-link", "post"): PUBLIC,
    ("auth/erase-by-link", "post"): PUBLIC,
    ("auth/verify-email", "post"): PUBLIC,
    ("auth/request-otp", "post"): PUBLIC,
    ("auth/verify-otp", "post"): PUBLIC,
    ("auth/passkey-options", "post"): PUBLIC,
    ("auth/passkey-login", "post"): PUBLIC,
    ("auth/passkey-second-factor-options", "post"): PUBLIC,
    ("auth/passkey-second-factor", "post"): PUBLIC,
    ("auth/passkey-proof-options", "post"): OWN,
    ("auth/passkey-proof", "post"): OWN,
    ("auth/sessions", "get"): OWN,
    ("auth/sessions/<uuid:pk>", "delete"): FOREIGN,
    ("me/profile", "get"): OWN,
    ("me/profile", "put"): OWN,
    ("me/profile", "patch"): OWN,
    ("me/avatar", "put"): OWN,
    ("me/avatar", "delete"): OWN,
    ("me/resume.json", "get"): OWN,
    # These freelancers have none yet.
    ("me/cv", "get"): FOREIGN | NOT_FREELANCERS,
    ("me/cv", "put"): FREELANCERS,
    ("me/cv", "delete"): FOREIGN | NOT_FREELANCERS,
    ("me/cv/file", "get"): FOREIGN | NOT_FREELANCERS,
    ("me/cv/suggestions", "get"): FREELANCERS,
    ("me/cv/suggestions/accept", "post"): FREELANCERS,
    ("me/cv/suggestions/reject", "post"): FREELANCERS,
    ("me/cv/suggestions/<uuid:pk>/accept", "post"): FOREIGN | NOT_FREELANCERS,
    ("me/cv/suggestions/<uuid:pk>/reject", "post"): FOREIGN | NOT_FREELANCERS,
    ("me/recommendations", "get"): FREELANCERS,
    ("me/skills", "get"): OWN,
    ("me/skills", "post"): OWN,
    ("me/skills/<str:slug>", "delete"): FOREIGN,
    **{(path, method): OWN for path in LISTS for method in ("get", "post")},
    **{
        (f"{path}/<uuid:pk>", method): FOREIGN
        for path in LISTS
        for method in ("get", "put", "patch", "delete")
    },
    ("me/links/<uuid:pk>/verify", "post"): FOREIGN,
    ("me/portfolio/<uuid:pk>/image", "put"): FOREIGN,
    ("me/portfolio/<uuid:pk>/image", "delete"): FOREIGN,
    ("me/projects", "get"): OWN,
    ("me/proposals", "get"): OWN,
    ("me/invitations", "get"): OWN,
    ("me/invitations/<uuid:pk>/accept", "post"): FOREIGN,
    ("me/invitations/<uuid:pk>/decline", "post"): FOREIGN,
    ("projects", "get"): OWN,
    ("projects", "post"): CLIENTS_MOVE | {"client": None},
    ("projects/suggest-skills", "post"): CLIENTS_MOVE | {"client": None},
    # An open project is seen by all, and moved by its client.
    ("projects/search", "post"): OWN,
    ("projects/<uuid:pk>", "get"): OWN,
    ("projects/<uuid:pk>/cancel", "post"): CLIENTS_MOVE,
    ("projects/<uuid:pk>/extend", "post"): CLIENTS_MOVE,
    ("projects/<uuid:pk>/files", "get"): OWN,
    ("projects/<uuid:pk>/files", "post"): CLIENTS_MOVE,
    ("project-files/<uuid:pk>", "get"): OWN,
    ("project-files/<uuid:pk>/preview", "get"): OWN,
    ("project-files/<uuid:pk>", "delete"): CLIENTS_MOVE,
    ("projects/<uuid:pk>/questions", "get"): OWN,
    ("projects/<uuid:pk>/questions", "post"): FREELANCERS | {"pending": 403},
    ("questions/<uuid:pk>", "get"): OWN,
    ("questions/<uuid:pk>", "delete"): CLIENTS_MOVE,
    ("questions/<uuid:pk>/answer", "post"): CLIENTS_MOVE,
    ("projects/<uuid:pk>/invite", "post"): CLIENTS_MOVE,
    ("projects/<uuid:pk>/offer", "post"): FOREIGN,
    ("projects/<uuid:pk>/invitations", "get"): CLIENTS_MOVE,
    ("agreements/<uuid:pk>", "get"): FOREIGN,
    ("agreements/<uuid:pk>/versions", "get"): FOREIGN,
    ("agreements/<uuid:pk>/hire-again", "post"): FOREIGN,
    ("agreements/<uuid:pk>/steps", "get"): FOREIGN,
    **{
        (f"agreements/<uuid:pk>/{path}", "post"): FOREIGN
        for path in (
            *("deliver", "reject-delivery", "complete", "end-early", "ending/agree"),
            *("reviews", "reviews/decline", "messages", "appointments"),
        )
    },
    **{
        (f"agreements/<uuid:pk>/{path}", "get"): FOREIGN
        for path in ("ending", "contact", "reviews", "appointments")
    },
    ("agreements/<uuid:pk>/contact", "put"): FOREIGN,
    ("steps/<uuid:pk>", "get"): FOREIGN,
    **{
        (f"steps/<uuid:pk>/{action}", "post"): FOREIGN for action in ("accept", "deliver", "reject")
    },
    ("projects/<uuid:pk>/agreement", "get"): FOREIGN,
    ("projects/<uuid:pk>/agreements", "get"): FOREIGN,
    ("agreements/<uuid:pk>/change-requests", "get"): FOREIGN,
    ("agreements/<uuid:pk>/change-requests", "post"): FOREIGN,
    ("change-requests/<uuid:pk>", "get"): FOREIGN,
    **{
        (f"change-requests/<uuid:pk>/{action}", "post"): FOREIGN
        for action in ("accept", "decline", "withdraw")
    },
    ("projects/<uuid:pk>/ending", "get"): FOREIGN,
    ("projects/<uuid:pk>/ending/agree", "post"): FOREIGN,
    ("projects/<uuid:pk>/contact", "get"): FOREIGN,
    ("projects/<uuid:pk>/contact", "put"): FOREIGN,
    ("projects/<uuid:pk>/matches", "get"): CLIENTS_MOVE,
    ("projects/<uuid:pk>/transitions", "get"): CLIENTS_MOVE,
    # A draft, and work under way, are not there for others.
    **{("projects/<uuid:pk>", method): FOREIGN for method in ("put", "patch", "delete")},
    **{
        (f"projects/<uuid:pk>/{action}", "post"): FOREIGN
        for action in ("open", "deliver", "reject-delivery", "complete", "end-early")
    },
    ("projects/<uuid:pk>/proposals", "get"): OWN,
    ("projects/<uuid:pk>/proposals", "post"): FREELANCERS | {"pending": 403},
    ("proposals/<uuid:pk>", "get"): FOREIGN,
    **{
        (f"proposals/<uuid:pk>/{action}", "post"): FOREIGN
        for action in ("accept", "confirm", "decline", "withdraw")
    },
    # Whom nothing joins to the client of a project that all may see, or who has to say to whom.
    ("projects/<uuid:pk>/messages", "post"): OWN | dict.fromkeys(MEMBERS, 403),
    ("projects/<uuid:pk>/appointments", "post"): OWN | dict.fromkeys(MEMBERS, 403),
    ("projects/<uuid:pk>/appointments", "get"): OWN,
    ("me/appointments", "get"): OWN,
    ("appointments/<uuid:pk>", "get"): FOREIGN,
    ("appointments/<uuid:pk>.ics", "get"): FOREIGN,
    **{(f"appointments/<uuid:pk>/{verb.replace('_', '-')}", "post"): FOREIGN for verb in VERBS},
    ("me/conversations", "get"): OWN,
    ("me/messages", "get"): OWN,
    ("conversations/<uuid:pk>", "get"): FOREIGN,
    ("conversations/<uuid:pk>/messages", "get"): FOREIGN,
    ("conversations/<uuid:pk>/messages", "post"): FOREIGN,
    ("conversations/<uuid:pk>/read", "post"): FOREIGN,
    ("messages/<uuid:pk>", "patch"): FOREIGN,
    ("attachments/<uuid:pk>", "get"): FOREIGN,
    ("attachments/<uuid:pk>/preview", "get"): FOREIGN,
    ("profiles/<str:username>/projects", "get"): OPEN,
    ("me/reviews", "get"): OWN,
    ("me/reviews/awaiting", "get"): OWN,
    ("me/reputation", "get"): OWN,
    ("projects/<uuid:pk>/reviews", "get"): FOREIGN,
    ("projects/<uuid:pk>/reviews", "post"): FOREIGN,
    ("projects/<uuid:pk>/reviews/decline", "post"): FOREIGN,
    ("reviews/<uuid:pk>", "get"): FOREIGN,
    ("reviews/<uuid:pk>", "patch"): FOREIGN,
    ("reviews/<uuid:pk>", "delete"): FOREIGN,
    ("reviews/<uuid:pk>/reply", "post"): FOREIGN,
    ("reviews/<uuid:pk>/open-correction", "post"): FOREIGN,
    ("profiles/<str:username>/reviews", "get"): OPEN,
    ("profiles", "get"): OPEN,
    ("profiles/search", "post"): OPEN,
    ("profiles/<str:username>", "get"): OPEN,
    ("skills", "get"): OPEN,
    ("occupations", "get"): OPEN,
}
