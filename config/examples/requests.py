"""An example of each request body, by operation, as the schema shows it."""

from __future__ import annotations

from typing import Any

TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl"  # noqa: S105
PASSWORD = "plum velvet tractor 19"  # noqa: S105
PHONE = "+919820012345"
ACCOUNT = {"username": "mira", "first_name": "Mira", "last_name": "Sen"}
EDUCATION = {"institution": "CUSAT", "degree": "B.Tech.", "from": "2014", "to": "2018"}
EXPERIENCE = {"title": "Site engineer", "organisation": "Lakeside Builders", "from": "2019-03"}
LINK = {"url": "https://mira.example.org"}
WORK = {"title": "A stepwell, restored", "url": "https://mira.example.org/stepwell"}
MEETING = {
    "times": [
        {"starts_at": "2026-03-09T09:00", "minutes": 60},
        {"starts_at": "2026-03-10T09:00", "ends_at": "2026-03-10T10:30"},
    ],
    "time_zone": "Asia/Kolkata",
    "place": "12 Lake Road, the terrace",
    "note": "I bring the moisture meter.",
}
PROFILE = {
    "headline": "Terraces that stay dry",
    "city": "Kochi",
    "country": "IN",
    "hourly_rate": "900.00",
    "currency": "INR",
    "availability": "available",
    "paused_until": None,
    "pause_note": "",
    "travel_radius_km": 80,
}
PROJECT = {
    "title": "A terrace that leaks",
    "description": "Forty square metres, above the lift.",
    "skills": ["waterproofing"],
    "budget_max": "90000.00",
    "currency": "INR",
    "city": "Kochi",
    "country": "IN",
    "point": {"latitude": 9.97, "longitude": 76.28},
}
REVIEW = {
    "rating": 5,
    "text": "Dry since the first rain, and the lift works.",
    "sub_ratings": {"quality": 5, "timeliness": 4},
    "would_work_again": True,
}
CREDENTIAL_ID = "FZm5vLCe3Hp0YVhrGN0wXg"
NEW_CREDENTIAL = {
    "id": CREDENTIAL_ID,
    "rawId": CREDENTIAL_ID,
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUCg",
        "transports": ["hybrid", "internal"],
    },
}
USED_CREDENTIAL = NEW_CREDENTIAL | {
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA",
        "signature": "MEUCIQDTGVxhrmk2J0TwqNGaVAsZ0TfmgFZbhYPdJ4Z_8EwdYAIgX1k",
        "userHandle": "AZof8UIHjHJjq-VJxWbecw",
    },
}

REQUESTS: dict[str, Any] = {
    "auth_admission_code": {"act": "register", "email": "mira@example.com"},
    "auth_change_password": {"current_password": PASSWORD, "new_password": "seven green umbrellas"},
    "auth_forgot_password": {"email": "mira@example.com"},
    "auth_login": {"username": "mira", "password": PASSWORD},
    "auth_logout": {"refresh_token": TOKEN},
    "auth_passkey_login": {"credential": USED_CREDENTIAL},
    "auth_passkey_proof": {"credential": USED_CREDENTIAL},
    "auth_passkey_second_factor": {"challenge": TOKEN, "credential": USED_CREDENTIAL},
    "auth_passkey_second_factor_options": {"challenge": TOKEN},
    "auth_refresh_token": {"refresh_token": TOKEN},
    "auth_register": ACCOUNT
    | {"email": "mira@example.com", "password": PASSWORD, "role": "freelancer"},
    "auth_request_otp": {"phone_number": PHONE, "purpose": "login"},
    "auth_reset_password": {"token": TOKEN, "new_password": "seven green umbrellas"},
    "auth_release_email": {"token": TOKEN},
    "auth_secure_account": {"token": TOKEN},
    "auth_data_link": {"email": "mira@example.com"},
    "auth_export_by_link": {"token": TOKEN},
    "auth_erase_by_link": {"token": TOKEN, "code": "482913"},
    "auth_undo_change": {"token": TOKEN, "new_password": "seven green umbrellas"},
    "auth_second_factor": {
        "challenge": TOKEN,
        "code": "482913",
        "remember_device": True,
    },
    "auth_keep_second_factor": {"token": TOKEN},
    "auth_recovery_code": {"challenge": TOKEN, "code": "k3v5qa-n7xwz2"},
    "auth_release_phone": {"challenge": TOKEN},
    "auth_verify_email": {"token": TOKEN},
    "auth_verify_otp": {"phone_number": PHONE, "purpose": "login", "code": "482913"},
    "decisions_appeal": {"text": "The review is of that job: here is the bill."},
    "me_update": ACCOUNT,
    "me_partial_update": {"last_name": "Sen-Gupta"},
    "me_destroy": {"current_password": PASSWORD},
    "me_address_update": {"street": "Lake Road", "city": "Kochi", "country": "IN"},
    "me_cv_update": {"text": "Mira Sen\nSite engineer, Lakeside Builders, 2019 to today"},
    "me_cv_suggestions_accept": {"title": "Senior site engineer"},
    "me_cv_suggestions_accept_all": {"kind": "skill"},
    "me_cv_suggestions_reject_all": {"kind": "link"},
    "me_education_create": EDUCATION,
    "me_education_update": EDUCATION,
    "me_education_partial_update": {"grade": "8.4"},
    "me_experience_create": EXPERIENCE,
    "me_experience_update": EXPERIENCE,
    "me_experience_partial_update": {"to": "2024-06"},
    "me_links_create": LINK,
    "me_links_update": LINK,
    "me_links_partial_update": LINK,
    "me_blocks_create": {"username": "pushy"},
    "me_passkeys_options": {"current_password": PASSWORD},
    "me_passkeys_create": {"name": "My phone", "credential": NEW_CREDENTIAL},
    "me_passkeys_partial_update": {"name": "My old phone"},
    "me_passkeys_destroy": {"current_password": PASSWORD},
    "me_portfolio_create": WORK,
    "me_portfolio_update": WORK,
    "me_portfolio_partial_update": {"description": "With the lime of the place."},
    "me_second_factor_create": {
        "enrolment": TOKEN,
        "code": "482913",
        "current_password": PASSWORD,
    },
    "me_second_factor_destroy": {"current_password": PASSWORD},
    "me_second_factor_confirm": {"code": "482913"},
    "me_second_factor_recovery_codes": {"current_password": PASSWORD},
    "me_preferences_partial_update": {"language": "de", "time_zone": "Europe/Berlin"},
    "me_notifications_read_all": {"up_to": "01a22236-8722-73c9-92df-1f3e59c7cc0b"},
    "me_notification_preferences_partial_update": {
        "preferences": [{"kind": "proposal_received", "in_product": True, "email": "daily"}],
        "quiet_hours": {"starts_at": "22:00", "ends_at": "07:00"},
    },
    "me_profile_update": PROFILE,
    "me_profile_partial_update": {"availability": "part_time"},
    "me_skills_create": {"name": "waterproofing", "level": "expert", "years": 6},
    "profiles_search": {
        "q": "Terrace of a housing society leaks.\nWe need waterproofing before it rains.",
        "country": "IN",
        "level": ["mid", "senior"],
    },
    "projects_create": PROJECT | {"status": "open"},
    "projects_update": PROJECT,
    "projects_suggest_skills": {
        "title": "A terrace that leaks",
        "description": "It needs waterproofing before the monsoon.",
    },
    "projects_partial_update": {"budget_max": "80000.00", "currency": "INR"},
    "projects_cancel": {"reason": "The terrace is sold."},
    "projects_extend": {"expires_at": "2026-05-01T00:00:00Z"},
    "projects_questions_create": {"text": "Is there a lift?"},
    "questions_answer": {"text": "There is, up to the terrace."},
    "projects_contact_update": {"name": "Rao, third bell", "phone_number": True},
    "me_saved_searches_create": {
        "name": "Terraces in Pune",
        "alerts": "daily",
        "people": {"q": "waterproofing", "city": "Pune", "country": "IN"},
    },
    "me_saved_searches_partial_update": {"alerts": "weekly"},
    "me_shortlists_create": {"name": "Terrace", "kind": "people"},
    "me_shortlists_partial_update": {"name": "Terrace and stairwell"},
    "me_shortlists_entries_create": {"username": "mira", "note": "Free from May on."},
    "me_shortlist_entries_partial_update": {"note": "Free from June on."},
    "appointments_propose": MEETING,
    "appointments_confirm": {"time": "01a1ffaa-1b2c-7d3e-8f40-5a6b7c8d9e03"},
    "appointments_decline": {"note": "I am away on Monday."},
    "appointments_cancel": {"reason": "The lift is out of order."},
    "appointments_answer_absence": {"did_not_come": False},
    "projects_appointments_create": MEETING | {"to": "mira"},
    "agreements_appointments_create": MEETING,
    "agreements_contact_update": {"name": "Rao, third bell", "phone_number": True},
    "agreements_end_early": {"reason": "The monsoon came first.", "caused_by": "client"},
    "agreements_messages_create": {"body": "Is the terrace empty on Monday?"},
    "agreements_reject_delivery": {"reason": "The corner by the lift is still wet."},
    "agreements_reviews_create": REVIEW,
    "projects_end_early": {"reason": "The monsoon came first.", "caused_by": "client"},
    "agreements_change_requests_create": {
        "kind": "terms",
        "terms": {"price": "88000.00", "included": "The corner by the lift, too."},
        "message": "The corner by the lift needs a second layer.",
        "version": 1,
    },
    "conversations_messages_create": {"body": "Yes, from seven on."},
    "conversations_read": {"position": 3},
    "messages_partial_update": {"body": "Yes, from half past seven on."},
    "projects_messages_create": {"body": "Is the terrace empty on Monday?", "to": "mira"},
    "projects_invite": {"username": "mira", "message": "Would you look at it?"},
    "projects_proposals_create": {
        "cover_note": "I can look at it on Monday.",
        "rate": "82000.00",
        "rate_is_hourly": False,
        "currency": "INR",
        "included": "Membrane, labour and taking the rubble away.",
        "steps": [
            {"title": "Old membrane off", "amount": "22000.00"},
            {"title": "New membrane on", "amount": "60000.00"},
        ],
        "project_version": 1,
    },
    "steps_reject": {"reason": "The corner by the lift is still there."},
    "projects_reject_delivery": {"reason": "The corner by the lift is still wet."},
    "projects_reviews_create": REVIEW,
    "projects_search": {
        "q": "I keep terraces and stairwells dry: membranes, crystalline coatings, drains that "
        "carry off a cloudburst.",
        "country": "IN",
        "page_size": 10,
    },
    "me_invitations_accept": {"project_version": 1},
    "projects_offer": {
        "username": "mira",
        "rate": "82000.00",
        "rate_is_hourly": False,
        "currency": "INR",
        "included": "Membrane, labour and taking the rubble away.",
        "message": "As last year: would you do it?",
    },
    "proposals_accept": {"project_version": 1},
    "proposals_confirm": {"project_version": 2},
    "proposals_decline": {"reason": "We found somebody in the house."},
    "reports_create": {
        "kind": "review",
        "object": "01890a5d-ac96-774b-bcce-b302099a8057",
        "reason": "not_genuine",
        "text": "It was another lift.",
    },
    "reviews_partial_update": {"rating": 4},
    "reviews_reply": {"text": "Thank you; call me when it rains."},
}
