"""An example of each answer, by the name of its component in the schema; of a list, of what is in
it. All are of one story: Mira mends a housing society's terrace.
"""

from __future__ import annotations

from typing import Any

from config.examples.requests import CREDENTIAL_ID, TOKEN

PROJECT_ID = "01a20089-ead3-702d-a5ba-494170a91aff"
PROPOSAL_ID = "01a1ff42-0baa-7228-8314-4d2a0576e2f9"
REVIEW_ID = "01a20089-ec65-7679-9213-70d8035f624e"
DECISION_ID = "01a2008a-0b74-7591-a4e0-1c539497f23d"
POSTED, STARTED, DONE = "2026-03-02T09:30:00Z", "2026-03-04T08:00:00Z", "2026-03-20T16:45:00Z"
EXPIRES = "2026-05-01T09:30:00Z"
REVIEWED, WINDOW_ENDS = "2026-03-21T07:15:00Z", "2026-04-03T16:45:00Z"

BRIEF_PROJECT = {"id": PROJECT_ID, "title": "A terrace that leaks"}
NOTIFICATION = {
    "id": "01a22236-8722-73c9-92df-1f3e59c7cc0b",
    "kind": "delivery_rejected",
    "heading": "Greenview Housing Society asks for more work",
    "text": "Greenview Housing Society did not accept the delivery of “A terrace that leaks” yet.",
    "quote": "The corner by the tank is still wet.",
    "path": f"/projects/{PROJECT_ID}",
    "is_available": True,
    "subject_id": PROJECT_ID,
    "project_id": PROJECT_ID,
    "created_at": "2026-03-18T11:20:00Z",
    "read_at": None,
}
BRIEF_FREELANCER = {"username": "mira", "full_name": "Mira Sen"}
BRIEF_CLIENT = {"username": "greenview-society", "full_name": "Greenview Housing Society"}
SEEN_FREELANCER = BRIEF_FREELANCER | {"has_page": True}
SEEN_CLIENT = BRIEF_CLIENT | {"has_page": True}
OFFERED_PROJECT = BRIEF_PROJECT | {"version": 1, "is_visible": True}
INCLUDED = "Membrane, labour and taking the rubble away."
WATERPROOFING = {"slug": "waterproofing", "name": "Waterproofing"}
SAVED_PERSON = BRIEF_FREELANCER | {
    "headline": "Waterproofing, terraces and stairwells",
    "city": "Pune",
    "country": "IN",
    "avatar": None,
}
CONVERSATION_ID = "01a1ff43-2c10-7d3e-9b7c-0b6f3a1d5e27"
MEETING_ID = "01a1ffaa-1b2c-7d3e-8f40-5a6b7c8d9e01"
MEETING_MOVE = {
    "id": "01a1ffaa-1b2c-7d3e-8f40-5a6b7c8d9e02",
    "action": "propose",
    "side": "freelancer",
    "is_own": False,
    "note": "I bring the moisture meter.",
    "at": STARTED,
    "hints": [],
}
MEETING_PLACE = MEETING_MOVE | {
    "time_zone": "Asia/Kolkata",
    "is_online": False,
    "place": "12 Lake Road, the terrace",
}
MEETING_TIME = {
    "id": "01a1ffaa-1b2c-7d3e-8f40-5a6b7c8d9e03",
    "starts_at": "2026-03-09T03:30:00Z",
    "ends_at": "2026-03-09T04:30:00Z",
    "overlaps": [],
}
MEETING_OFFER = MEETING_PLACE | {"times": [MEETING_TIME]}
ATTACHMENT = {
    "id": "01a1ff9a-6a51-7d10-9a3e-0c4b8f2d6e71",
    "kind": "picture",
    "name": "leak-under-the-sink.webp",
    "media_type": "image/webp",
    "size": 214_530,
    "width": 1536,
    "height": 2048,
    "url": "/api/v1/attachments/01a1ff9a-6a51-7d10-9a3e-0c4b8f2d6e71",
    "preview_url": "/api/v1/attachments/01a1ff9a-6a51-7d10-9a3e-0c4b8f2d6e71/preview",
}
MESSAGE = {
    "id": "01a1ff9a-6a51-7c44-8f2b-5d0e9c3b7a18",
    "conversation": CONVERSATION_ID,
    "position": 3,
    "side": "freelancer",
    "is_own": False,
    "state": "visible",
    "body": "I come on Monday at eight. Is the terrace empty by then?",
    "attachments": [ATTACHMENT],
    "sent_at": STARTED,
    "hints": [],
    "edited_at": None,
    "editable_until": None,
}
REPUTATION = {
    "count": 4,
    "mean": 4.75,
    "is_new": False,
    "histogram": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 3},
    "sub_ratings": {"quality": 4.75, "timeliness": 4.5},
    "would_work_again": 1.0,
    "formula": "The mean is the sum of the ratings over their number, shown from three reviews on.",
}
FREELANCER = SEEN_FREELANCER | {
    "organisation_name": "",
    "city": "Kochi",
    "country": "IN",
    "avatar": None,
    "reputation": REPUTATION,
}
CLIENT = SEEN_CLIENT | {
    "organisation_name": "Greenview Co-operative Housing Society",
    "city": "Kochi",
    "country": "IN",
    "avatar": None,
    "reputation": REPUTATION,
}
DEVICE = "WyIwMWExZmY0MiIsIjNmOWMiXQ:1wXyZa:Jx0gq8s1rT2uV3wX4yZ5aB6cD7eF8gH9"
TOKENS = {
    "access_token": TOKEN,
    "refresh_token": TOKEN,
    "token_type": "Bearer",
    "expires_in": 1800,
}
RECOVERY_CODES = ["k3v5qa-n7xwz2", "p6tj2r-y4mbc3"]
USER = {
    "id": "01a1ff42-078d-7263-abe5-549c66de73ca",
    "email": "mira@example.com",
    "phone_number": "+919820012345",
    "username": "mira",
    "first_name": "Mira",
    "last_name": "Sen",
    "full_name": "Mira Sen",
    "role": "freelancer",
    "status": "active",
    "is_verified": True,
    "is_logged_in": True,
    "has_only_phone": False,
    "email_verified_at": "2026-02-01T10:02:00Z",
    "phone_verified_at": "2026-02-01T10:04:00Z",
    "email_trouble": None,
    "pending_email": None,
    "pending_phone_number": None,
    "created_at": "2026-02-01T10:00:00Z",
    "updated_at": "2026-02-01T10:04:00Z",
    "last_login": POSTED,
}
PROFILE_SKILL = WATERPROOFING | {
    "level": "expert",
    "years": 6,
    "evidence": "confirmed",
    "status": "accepted",
}
EXPERIENCE = {
    "id": "01a1ff42-0b74-7591-a4e0-1c539497f23d",
    "title": "Site engineer",
    "organisation": "Lakeside Builders",
    "description": "",
    "from": "2019-03",
    "to": "",
}
EDUCATION = {
    "id": "01a20089-d9eb-7782-b1ee-4a6651e16a8f",
    "institution": "CUSAT",
    "degree": "B.Tech.",
    "field_of_study": "Civil engineering",
    "grade": "8.4",
    "from": "2014",
    "to": "2018",
}
PORTFOLIO_ITEM = {
    "id": "01a1ff42-0b79-768d-af79-a95fa701d965",
    "title": "A stepwell, restored",
    "description": "With the lime of the place.",
    "url": "https://mira.example.org/stepwell",
    "image": None,
    "from": "2024",
    "to": "2025",
}
PICTURES = {
    "small": "https://guildhall.example/media/avatars/ab/01a1ff42-64.webp",
    "medium": "https://guildhall.example/media/avatars/ab/01a1ff42-256.webp",
    "large": "https://guildhall.example/media/avatars/ab/01a1ff42-512.webp",
}
PUBLIC_PROFILE = BRIEF_FREELANCER | {
    "role": "freelancer",
    "headline": "Terraces that stay dry",
    "bio": "I write a fixed quotation after a visit, and leave the place clean.",
    "avatar": None,
    "city": "Kochi",
    "country": "IN",
    "languages": [{"language": "ml", "fluency": "native"}],
    "organisation_name": "",
    "organisation_kind": "",
    "hourly_rate": "900.00",
    "currency": "INR",
    "availability": "available",
    "paused_until": None,
    "pause_note": "",
    "experience_level": "senior",
    "education_level": "bachelor",
    "workplace": "on_site",
    "travel_radius_km": 80,
    "skills": [PROFILE_SKILL],
    "experience": [EXPERIENCE],
    "education": [EDUCATION],
    "links": [],
    "portfolio": [PORTFOLIO_ITEM],
    "reputation": REPUTATION,
    "appointments_missed": 0,
    "record": {"completed": 5, "ended_early": 0, "answered": 0.92},
    "member_since": "2026-02-01",
}
KOCHI = {"name": "Kochi", "country": "IN", "latitude": 9.94, "longitude": 76.26}
FOUND = BRIEF_FREELANCER | {
    "role": "freelancer",
    "avatar": None,
    "headline": "Terraces that stay dry",
    "summary": "I write a fixed quotation after a visit, and leave the place clean.",
    "city": "Kochi",
    "country": "IN",
    "skills": [WATERPROOFING | {"level": "expert", "evidence": "confirmed"}],
    "reputation": {"mean": 4.75, "count": 4},
    "hourly_rate": "900.00",
    "currency": "INR",
    "availability": "available",
    "paused_until": None,
    "experience_level": "senior",
    "education_level": "bachelor",
}
PROJECT = BRIEF_PROJECT | {
    "description": "Forty square metres, above the lift.",
    "skills": [WATERPROOFING],
    "budget_min": None,
    "budget_max": "90000.00",
    "budget_is_hourly": False,
    "currency": "INR",
    "country": "IN",
    "workplace": "on_site",
    "city": "Kochi",
    "point": None,
    "place": None,
    "names_client": True,
    "is_private": False,
    "openings": 1,
    "openings_left": 0,
    "posting": None,
    "version": 1,
    "status": "in_progress",
    "moderation": "visible",
    "client": CLIENT,
    "freelancer": FREELANCER,
    "opened_at": POSTED,
    "expires_at": EXPIRES,
    "started_at": STARTED,
    "delivered_at": None,
    "completes_at": None,
    "closed_at": None,
    "created_at": POSTED,
    "actions": ["deliver"],
}
EXCHANGE_RATES = {
    "currency": "INR",
    "as_of": "2026-02-27",
    "source": "European Central Bank",
}
ANSWER = {
    "id": "01a1ff44-7a10-7c0e-8a6d-2b9e4f1d5c32",
    "text": "There is, up to the terrace.",
    "created_at": POSTED,
}
QUESTION = {
    "id": "01a1ff43-1f00-7b1c-9d55-6a2f0c3b7e10",
    "project": BRIEF_PROJECT["id"],
    "text": "Is there a lift?",
    "author": FREELANCER,
    "is_own": False,
    "created_at": POSTED,
    "answer": ANSWER,
    "hints": [],
}
PROJECT_FILE = ATTACHMENT | {
    "url": "/api/v1/project-files/01a1ff9a-6a51-7d10-9a3e-0c4b8f2d6e71",
    "preview_url": "/api/v1/project-files/01a1ff9a-6a51-7d10-9a3e-0c4b8f2d6e71/preview",
    "moderation": "visible",
    "created_at": POSTED,
}
REPLY = {"text": "Thank you; call me when it rains.", "created_at": "2026-03-22T06:00:00Z"}
PUBLIC_REVIEW = {
    "id": REVIEW_ID,
    "side": "client",
    "author": SEEN_CLIENT,
    "rating": 5,
    "sub_ratings": {"quality": 5, "communication": None, "timeliness": 4, "scope": None},
    "text": "Dry since the first rain, and the lift works.",
    "would_work_again": True,
    "revealed_at": REVIEWED,
    "is_edited": False,
    "reply": REPLY,
}
PARTY_REVIEW = PUBLIC_REVIEW | {
    "project": BRIEF_PROJECT,
    "subject": SEEN_FREELANCER,
    "private_note": "",
    "state": "submitted",
    "moderation": "visible",
    "submitted_at": REVIEWED,
    "can_be_edited_until": None,
}
APPEAL = {
    "id": "01a2008b-0ba0-77f4-a8e5-4bb578535419",
    "text": "The review is of that job: here is the bill.",
    "created_at": "2026-03-25T09:00:00Z",
    "outcome": None,
    "answer": None,
    "decided_at": None,
}
PASSKEY = {
    "id": "01a20089-e1c6-7d7c-8f11-2b0f4d4f7c55",
    "name": "My phone",
    "transports": ["hybrid", "internal"],
    "aaguid": "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
    "is_synced": True,
    "is_backed_up": True,
    "created_at": "2026-02-01T10:06:00Z",
    "last_used_at": POSTED,
}
DESCRIPTOR = {"type": "public-key", "id": CREDENTIAL_ID, "transports": ["hybrid", "internal"]}
CHALLENGE = "RlptNXZMQ2UzSHAwWVZock4wd1hnOjF2ekRhMDpjMmxuYm1GMGRYSmw"
ADDRESS = {
    "door_no": "14",
    "street": "Lake Road",
    "city": "Kochi",
    "state": "Kerala",
    "country": "IN",
    "pin_code": "682001",
    "created_at": "2026-02-01T10:10:00Z",
}

STEP = {"title": "Old membrane off", "amount": "22000.00", "due_on": "2026-03-11"}
LAST_STEP = {"title": "New membrane on", "amount": "60000.00", "due_on": None}
AGREED = {
    "number": 1,
    "title": BRIEF_PROJECT["title"],
    "description": PROJECT["description"],
    "skills": [WATERPROOFING],
    "price": "82000.00",
    "price_is_hourly": False,
    "currency": "INR",
    "included": INCLUDED,
    "steps": [STEP | {"number": 1}, LAST_STEP | {"number": 2}],
    "starts_on": "2026-03-04",
    "ends_on": None,
    "country": "IN",
    "location": "",
    "client_name": "",
    "client_organisation": "Greenview Co-operative Housing Society",
    "freelancer_name": "Mira Sen",
    "project_version": 1,
    "accepted_at": STARTED,
    "accepted_by": "client",
}
ANSWERS: dict[str, Any] = {
    "AcceptedAll": {"accepted": 3, "refused": []},
    "Address": ADDRESS,
    "Agreement": {
        "id": "01a20041-77d5-7b12-8c3e-0f2a6b9d4c10",
        "project": PROJECT_ID,
        "proposal": PROPOSAL_ID,
        "client": CLIENT,
        "freelancer": FREELANCER,
        "current": AGREED,
        "created_at": STARTED,
        "undone_at": None,
        "posting": None,
        "status": "in_progress",
        "started_at": STARTED,
        "delivered_at": None,
        "completes_at": None,
        "closed_at": None,
        "actions": ["complete", "end_early"],
    },
    "AgreementVersion": AGREED,
    "AgreementStep": {
        "id": "01a2004f-0b1c-7d2e-8f30-6a5b4c3d2e1f",
        "agreement": "01a20041-77d5-7b12-8c3e-0f2a6b9d4c10",
        "number": 1,
        **STEP,
        "currency": "INR",
        "status": "delivered",
        "delivered_at": "2026-03-10T15:00:00Z",
        "accepted_at": None,
        "still_to_do": "",
        "payment_reference": "",
        "actions": ["accept_step", "reject_step"],
    },
    "Answer": ANSWER,
    "AllRecommendations": {
        "skills": [
            WATERPROOFING
            | {
                "kind": "trade",
                "score": 0.467,
                "reasons": [
                    {
                        "code": "peers",
                        "detail": "3 of 6 freelancers with skills like yours have it.",
                        "share": 0.5,
                    }
                ],
            }
        ],
        "next": None,
        "previous": None,
        "projects": [
            {
                "score": 0.9,
                "reasons": [
                    {
                        "code": "skills",
                        "detail": "You have 1 of 1 skills.",
                        "held": ["Waterproofing"],
                        "missing": [],
                    }
                ],
                "project": PROJECT
                | {"status": "open", "freelancer": None, "started_at": None, "actions": []},
            }
        ],
    },
    "Appeal": APPEAL,
    "AwaitedReview": {
        "project": BRIEF_PROJECT,
        "other_party": SEEN_CLIENT,
        "other_has_submitted": False,
        "closes_at": WINDOW_ENDS,
        "seconds_left": 1_209_599,
    },
    "CorrectionSlot": {"closes_at": WINDOW_ENDS},
    "Cv": {
        "id": "01a20089-da8e-74b9-90ef-638c90524b83",
        "state": "processing",
        "error": None,
        "file_name": "mira-sen.pdf",
        "uploaded_at": "2026-02-01T10:20:00Z",
        "current": None,
    },
    "Appointment": {
        "id": MEETING_ID,
        "project": OFFERED_PROJECT,
        "person": FREELANCER,
        "side": "client",
        "status": "proposed",
        "is_over": False,
        "starts_at": None,
        "ends_at": None,
        "agreed": None,
        "overlaps": [],
        "offer": MEETING_OFFER,
        "last_move": MEETING_MOVE,
        "absences": [],
        "actions": ["confirm", "decline", "propose", "cancel"],
        "sequence": 0,
        "created_at": STARTED,
        "changed_at": STARTED,
    },
    "Conversation": {
        "id": CONVERSATION_ID,
        "project": OFFERED_PROJECT,
        "person": FREELANCER,
        "side": "client",
        "can_write": True,
        "unread_count": 1,
        "read_up_to": 2,
        "last_position": 3,
        "last_message": {
            "position": 3,
            "is_own": False,
            "state": "visible",
            "text": MESSAGE["body"],
            "attachments_count": 1,
            "sent_at": STARTED,
        },
        "created_at": POSTED,
    },
    "Decision": {
        "id": DECISION_ID,
        "role": "affected",
        "object": {"kind": "review", "title": "mira → greenview-society"},
        "action": "hide",
        "ground": None,
        "facts": "The review names a neighbour who has no part in the project.",
        "made_at": "2026-03-24T12:00:00Z",
        "ends_at": None,
        "is_in_force": True,
        "is_overridden": False,
        "appealable_until": "2026-09-24T12:00:00Z",
        "appeal": APPEAL,
    },
    "Block": {
        "id": "01a20089-e21f-7b6a-9c3d-0f5c1a7be210",
        "username": "pushy",
        "created_at": POSTED,
    },
    "Education": EDUCATION,
    "Experience": EXPERIENCE,
    "Export": {
        "user": {"username": "mira", "email": "mira@example.com"},
        "address": ADDRESS,
        "preference": None,
        "sessions": [],
        "second_factor": {
            "devices": [],
            "recovery_codes_left": 0,
            "remembered_devices": [],
            "removals": [],
        },
        "passkeys": [PASSKEY],
        "blocks": [{"username": "pushy", "created_at": POSTED}],
        "skills": [{"skill__slug": "waterproofing", "level": "expert", "years": 6}],
        "projects": [BRIEF_PROJECT],
    },
    "HiredAgain": {
        "project": PROJECT | {"status": "draft", "is_private": True, "freelancer": None},
        "offer": {
            "username": "mira",
            "rate": "82000.00",
            "rate_is_hourly": False,
            "currency": "INR",
            "included": INCLUDED,
            "steps": [{"title": "Old membrane off", "amount": "22000.00"}],
        },
    },
    "Invitation": {
        "id": "01a20089-eb32-77ae-bcae-5ab3d0654a1f",
        "project": OFFERED_PROJECT,
        "freelancer": FREELANCER,
        "message": "Would you look at it?",
        "is_offer": False,
        "rate": None,
        "rate_is_hourly": False,
        "currency": "",
        "steps": [],
        "starts_on": None,
        "included": "",
        "status": "waiting",
        "answered_at": None,
        "freelancer_paused_until": None,
        "created_at": POSTED,
        "hints": [],
    },
    "JsonResume": {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {"name": "Mira Sen", "label": "Terraces that stay dry"},
        "work": [
            {"name": "Lakeside Builders", "position": "Site engineer", "startDate": "2019-03"}
        ],
        "skills": [{"name": "Waterproofing", "level": "Expert"}],
        "meta": {"version": "v1.0.0"},
    },
    "Link": {
        "id": "01a20089-da5f-77c2-a94c-3184fb829a30",
        "url": "https://mira.example.org",
        "kind": "website",
        "verified_at": None,
        "checked_at": None,
        "problem": "",
    },
    "AdmissionToken": {"token": TOKEN, "expires_in": 300},
    "LoggedIn": TOKENS | {"user": USER, "device_token": DEVICE},
    "RegisteredByCode": TOKENS
    | {"user": USER, "device_token": DEVICE, "recovery_codes": RECOVERY_CODES},
    "SecondStepDone": TOKENS | {"user": USER, "device_token": DEVICE, "remembered_token": TOKEN},
    "SecondFactor": {
        "is_enrolled": True,
        "is_required": False,
        "is_asked": True,
        "enrolled_at": "2026-02-01T10:06:00Z",
        "last_used_at": POSTED,
        "recovery_codes_left": 9,
        "remembered_devices": 1,
    },
    "Enrolment": {
        "key": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "otpauth_uri": "otpauth://totp/Guildhall%3Amira"
        "?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Guildhall",
        "qr_code": "data:image/svg+xml;charset=utf-8,%3Csvg%20...%3E",
        "enrolment": TOKEN,
    },
    "NewRecoveryCodes": {"recovery_codes": RECOVERY_CODES},
    "SkillSuggestions": {
        "results": [
            {
                "slug": "waterproofing",
                "name": "Waterproofing",
                "code": "text",
                "detail": "Your text names it.",
            }
        ]
    },
    "Matches": {
        "results": [
            {
                "score": 0.8135,
                "reasons": [
                    {
                        "code": "skills",
                        "detail": "Has the skill.",
                        "held": ["Waterproofing"],
                        "proved": ["Waterproofing"],
                        "missing": [],
                    },
                    {
                        "code": "words",
                        "detail": "The profile mentions: terrace.",
                        "words": ["terrace"],
                    },
                    {
                        "code": "place",
                        "detail": "Is about 5 km away.",
                        "city": "Kochi",
                        "country": "IN",
                        "distance_km": 5,
                    },
                ],
                "profile": FOUND,
            }
        ]
    },
    "NotificationPage": {
        "unread_count": 1,
        "has_more_unread": False,
        "next": None,
        "previous": None,
        "results": [NOTIFICATION],
    },
    "Unread": {"unread_count": 0, "has_more_unread": False},
    "NotificationPreferences": {
        "preferences": [
            {
                "kind": "proposal_received",
                "title": "Proposals for your projects",
                "is_obligatory": False,
                "in_product": True,
                "email": "at_once",
                "sms": False,
            }
        ],
        "quiet_hours": {"starts_at": "22:00", "ends_at": "07:00"},
    },
    "OwnAvatar": {"avatar": PICTURES},
    "OwnProfile": PUBLIC_PROFILE
    | {
        "visibility": "public",
        "is_public": True,
        "point": None,
        "place": KOCHI,
        "preferred_career_track": "Site supervision",
        "learning_style": "",
        "interests": [],
        "career_goals": "",
        "completeness": {
            "percent": 90,
            "missing": [{"code": "avatar", "detail": "Add a picture."}],
        },
        "updated_at": POSTED,
    },
    "PartyReview": PARTY_REVIEW,
    "Passkey": PASSKEY,
    "AddedPasskey": PASSKEY | {"recovery_codes": []},
    "PasskeyCreationOptions": {
        "rp": {"id": "guildhall.example", "name": "Guildhall"},
        "user": {"id": "AZof8UIHjHJjq-VJxWbecw", "name": "mira", "displayName": "Mira Sen"},
        "challenge": CHALLENGE,
        "pubKeyCredParams": [{"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -7}],
        "timeout": 300_000,
        "excludeCredentials": [DESCRIPTOR],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    },
    "PasskeyRequestOptions": {
        "challenge": CHALLENGE,
        "timeout": 300_000,
        "rpId": "guildhall.example",
        "allowCredentials": [],
        "userVerification": "required",
    },
    "PortfolioItem": PORTFOLIO_ITEM,
    "Preferences": {"language": "de", "time_zone": "Europe/Berlin"},
    "ProfileSkill": PROFILE_SKILL,
    "ChangeRequest": {
        "id": "01a1ffb2-5a0e-7c11-9d55-2f4b8a6c7e01",
        "agreement": "01a1ff43-9f4d-7a02-8c1e-6b7d3f5a9c10",
        "project": OFFERED_PROJECT,
        "number": 1,
        "kind": "terms",
        "requested_by": "freelancer",
        "base_version": 1,
        "terms": {"price": "88000.00", "included": "The corner by the lift, too."},
        "message": "The corner by the lift needs a second layer.",
        "status": "waiting",
        "created_at": STARTED,
        "expires_at": None,
        "decided_at": None,
        "actions": ["accept", "decline"],
    },
    "Ending": {
        "ended_by": "freelancer",
        "reason": "The monsoon came first.",
        "caused_by": "client",
        "charged_to": "",
        "is_contested": True,
        "can_agree": True,
    },
    "Project": PROJECT,
    "ProjectContacts": {
        "can_share": True,
        "own": {"name": "", "phone_number": True, "email": False, "address": ""},
        "other": {
            "name": "Rao, third bell",
            "phone_number": "+919820012345",
            "email": None,
            "address": "Greenview, Lake Road 12, Pune",
        },
    },
    "ProjectFile": PROJECT_FILE,
    "SavedSearch": {
        "id": "01a22301-5c1e-7a44-8d0b-3f6e2a9c4b17",
        "kind": "people",
        "name": "Terraces in Pune",
        "alerts": "daily",
        "people": {"q": "waterproofing", "city": "Pune", "country": "IN"},
        "projects": None,
        "created_at": POSTED,
        "changed_at": POSTED,
        "next_look_at": "2026-03-03T09:30:00Z",
    },
    "SearchMatch": {"person": SAVED_PERSON, "project": None, "found_at": STARTED},
    "Shortlist": {
        "id": "01a22305-91d2-7c08-b3e5-7d1f0c8a6e42",
        "kind": "people",
        "name": "Terrace",
        "entries_count": 1,
        "created_at": POSTED,
    },
    "ShortlistEntry": {
        "id": "01a22306-0b7f-7e31-9c5d-2a4b8f6d1e93",
        "is_shown": True,
        "person": SAVED_PERSON,
        "project": None,
        "note": "Free from May on.",
        "created_at": POSTED,
        "changed_at": POSTED,
    },
    "ProjectPage": {
        "next": None,
        "previous": None,
        "count": 1,
        "count_is_exact": True,
        "query": {
            "text": "watreproofing",
            "showing_results_for": "waterproofing",
            "exchange_rates": EXCHANGE_RATES,
            "near": KOCHI | {"within_km": 50},
        },
        "results": [PROJECT | {"distance_km": 5}],
    },
    "ProjectReviews": {
        "closes_at": WINDOW_ENDS,
        "is_open": True,
        "declined": False,
        "own": PARTY_REVIEW
        | {"revealed_at": None, "reply": None, "can_be_edited_until": WINDOW_ENDS},
        "other": {"submitted": False, "declined": False, "review": None},
    },
    "Message": MESSAGE,
    "Proposal": {
        "id": PROPOSAL_ID,
        "project": OFFERED_PROJECT,
        "freelancer": FREELANCER,
        "cover_note": "I can look at it on Monday.",
        "rate": "82000.00",
        "rate_is_hourly": False,
        "currency": "INR",
        "steps": [STEP, LAST_STEP],
        "starts_on": "2026-03-04",
        "included": INCLUDED,
        "project_version": 1,
        "is_outdated": False,
        "status": "accepted",
        "created_at": POSTED,
        "decided_at": STARTED,
        "hints": [],
    },
    "PublicProfile": PUBLIC_PROFILE,
    "PublicReviewPage": {
        "reputation": REPUTATION,
        "next": None,
        "previous": None,
        "results": [PUBLIC_REVIEW],
    },
    "Question": QUESTION,
    "RejectedAll": {"rejected": 4},
    "Reply": REPLY,
    "Report": {
        "id": "01a20089-ed9e-7360-a796-01486895fd59",
        "object": {"kind": "review", "title": "mira"},
        "reason": "not_genuine",
        "text": "It was another lift.",
        "outcome": None,
        "created_at": REVIEWED,
    },
    "ReviewedWork": BRIEF_PROJECT
    | {
        "skills": [WATERPROOFING],
        "started_at": STARTED,
        "closed_at": DONE,
        "client": "Greenview Co-operative Housing Society",
        "review": PUBLIC_REVIEW,
    },
    "SearchPage": {
        "next": None,
        "previous": None,
        "count": 1,
        "count_is_exact": True,
        "query": {
            "text": "watreproofing",
            "showing_results_for": "waterproofing",
            "required": ["waterproofing"],
            "exchange_rates": None,
            "near": KOCHI | {"within_km": 50},
        },
        "results": [FOUND | {"lacking": [], "distance_km": 5}],
    },
    "Session": {
        "id": "01a20089-d643-7392-9a7c-8bf30820f230",
        "user_agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
        "ip_address": "203.0.113.7",
        "created_at": POSTED,
        "last_used_at": DONE,
        "expires_at": "2026-03-27T16:45:00Z",
        "is_current": True,
    },
    "SignedReputation": {
        "reputation": {
            "iss": "https://guildhall.example",
            "sub": "01a20089-c8fe-7d51-b7a4-6f0e5b2c9d13",
            "username": "mira",
            "name": "Mira Sen",
            "iat": 1_774_077_300,
            "reputation": REPUTATION,
            "reviews": [PUBLIC_REVIEW],
        },
        "jws": TOKEN,
    },
    "Occupation": {
        "slug": "waterproofing-contractors",
        "name": "Waterproofing contractors",
        "skills": [WATERPROOFING],
    },
    "Skill": WATERPROOFING
    | {"kind": "trade", "parent": "construction", "aliases": ["damp proofing"]},
    "Suggestion": {
        "id": "01a20089-dd33-77f2-87bf-d87fa8850182",
        "kind": "skill",
        "value": WATERPROOFING,
        "source": {"start": 128, "end": 141, "text": "waterproofing"},
        "confidence": 0.95,
        "state": "pending",
        "decided_at": None,
    },
    "Tokens": TOKENS,
    "Transition": {
        "at": STARTED,
        "action": "start",
        "from_status": "open",
        "to_status": "in_progress",
        "by": "greenview-society",
        "by_name": "Greenview Housing Society",
        "reason": "",
        "proposal": None,
        "step": None,
    },
    "User": USER,
    "VerifiedCode": TOKENS | {"user": USER, "device_token": DEVICE},
}
