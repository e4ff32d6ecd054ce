"""What happens to two requests that would break a constraint of the database together.

Each constraint has a test that shows the answer (`folder/tests/file.py::test_name`), or a reason
why no two requests reach it. `test_constraints.py` fails for a new one that has neither.
"""

from __future__ import annotations

RACES = "config/tests/test_constraint_races.py::"
KEY_RACES = "config/tests/test_idempotency_crashes.py::"
SEARCH_RACES = "profiles/tests/test_popular_searches_races.py::"
PASSKEY_RACES = "accounts/tests/test_passkey_races.py::"
SAVED_RACES = "bookmarks/tests/test_races.py::"
CONVERSATION_RACE = (
    "conversations/tests/test_races.py::test_the_first_message_of_both_sides_makes_one_conversation"
)
FACTOR_RACE = (
    "accounts/tests/test_factor_removal.py::"
    "test_undone_in_the_moment_when_it_is_due_it_is_one_or_the_other"
)
TOGETHER = (
    "Every writer sets these columns together, in one statement or under the row's lock, from "
    "values of its own."
)
ONE_WRITER = "The row is made by whoever makes what it belongs to, in the same transaction, once."
NAMED_AT_RANDOM = "Its name is random and new; what is noted again is noted ON CONFLICT DO NOTHING."
ONE_IMPORT = "Written by `import_occupations`, in one transaction, and in the admin."
ONE_EXCHANGE = "Written by `import_exchange_rates` alone, one at a time, under a lock of the table."
ONE_NUMBERING = "Made by whoever is first, and written by one at a time, under an advisory lock."
ONE_DELIVERY = "foundation/tests/test_events.py::test_many_at_once_tell_each_event_once"
UPSERT = "Written by INSERT ... ON CONFLICT alone, which waits for the other and then updates."
LOCKED = "Written under the lock of the row that it belongs to, and looked for there first."
RECOUNTED = "Recounted as a whole under the profile's lock: no request adds to what it read before."
TAKEN_BACK = "Counted down only by whoever counted up before, and in no statement below nothing."
STAFF_ONLY = "Written in the admin alone, whose forms and stale-edit check tell the second of two."
ONE_ROTATION = "Written by commands alone, one at a time of each ring, under an advisory lock."
LIBRARY = "Of a library that writes the table itself."

# Tables of libraries, by the beginning of their name.
OF_LIBRARIES = ("auth_", "django_", "procrastinate_", "shared_cache", "otp_static_", "otp_totp_")

# What a foreign key may lean on, because no request deletes its rows.
NEVER_DELETED = {
    "accounts_user": "An erased account keeps its row, for what others have a right to keep.",
    "appointments_appointment": "Appointments stay, whatever becomes of them.",
    "appointments_appointmentmove": "What was said stays; erasing blanks the words.",
    "conversations_conversation": "Conversations stay; erasing blanks the messages.",
    "conversations_message": "Messages stay; erasing blanks them.",
    "moderation_case": "Cases stay; erasing blanks them.",
    "moderation_decision": "Append-only, also by a trigger.",
    "moderation_restriction": "A restriction ends, and stays.",
    "profiles_occupation": "An occupation is merged into another one, and stays.",
    "profiles_profile": "An erased profile keeps its row.",
    "projects_agreement": "Agreements stay; erasing takes words and names out.",
    "projects_agreementstep": "Steps stay; erasing takes their words out.",
    "projects_transition": "Moves stay; only a draft's are deleted, with it.",
    "projects_proposal": "Proposals are withdrawn or declined, and stay; a draft has none.",
}
# And what is deleted, but not while somebody writes what leans on it.
DELETED_UNDER_LOCK = {
    "profiles_skill": "config/tests/test_erasure_races.py::"
    "test_a_skill_is_taken_up_while_whoever_proposed_it_leaves",
    "reviews_review": "Deleted when both parties are erased, under the lock of the project, under "
    "which replies and corrections look for it.",
    "projects_question": "projects/tests/test_questions.py::"
    "test_a_question_is_answered_while_who_asked_leaves",
    "projects_project": RACES + "test_a_draft_is_deleted_while_it_is_changed",
    "notifications_notification": "Its deliveries are made with it, and deleted with it.",
    "profiles_curriculumvitae": "Read and deleted under the profile's lock.",
    "bookmarks_savedsearch": SAVED_RACES + "test_an_alert_against_its_end",
    "bookmarks_shortlist": SAVED_RACES + "test_saving_onto_a_list_that_is_deleted_leaves_nothing",
    "moderation_policyground": STAFF_ONLY,
    "moderation_copiedtext": "By `prune` alone, without copies; what adds one is tried again.",
    "profiles_searchperiod": SEARCH_RACES + "test_a_period_that_ends_at_this_moment_ends_once",
    "auth_group": STAFF_ONLY,
    "auth_permission": STAFF_ONLY,
}

ANSWERS: dict[str, tuple[str, ...]] = {
    KEY_RACES + "test_of_many_at_once_one_does_it_and_the_others_wait_or_get_its_answer": (
        "foundation_idempotencykey_pkey",
    ),
    SEARCH_RACES + "test_two_fifths_at_once_have_it_kept_once": (
        "popular_search_was_asked_by_five",
        "profiles_popularsearch_text_key",
    ),
    SEARCH_RACES + "test_one_who_asks_many_times_at_once_is_one": ("profiles_searchmark_pkey",),
    SEARCH_RACES + "test_the_first_who_ask_begin_one_period": ("profiles_searchperiod_pkey",),
    # Identifiers.
    RACES + "test_two_people_take_one_identifier": (
        "accounts_user_phone_number_key",
        "user_email_unique_ignoring_case",
        "user_username_unique",
    ),
    "accounts/tests/test_contact_limits.py::test_taking_both_identifiers_away_at_once_leaves_one": (
        "user_has_email_or_phone_unless_erased",
    ),
    RACES + "test_taking_the_address_away_while_its_link_is_opened": (
        "user_verified_email_is_there",
        "user_verified_phone_is_there",
    ),
    "accounts/tests/test_races.py::test_nobody_takes_a_username_in_the_moment_of_its_release": (
        "accounts_releasedusername_pkey",
    ),
    # The first of its kind for a user.
    RACES + "test_the_first_address_saved_twice": ("accounts_address_pkey",),
    RACES + "test_the_first_preference_saved_twice": ("accounts_preference_pkey",),
    RACES + "test_the_first_choice_of_mails_saved_twice": (
        "notification_preference_once",
        "notifications_quiethours_pkey",
    ),
    ONE_WRITER: (
        "attachment_once_at_each_position",
        "moderation_restriction_pkey",
        "profiles_freelancerdetails_pkey",
        "profiles_profile_pkey",
        "profiles_searchcard_pkey",
        "profiles_searchentry_pkey",
        "reviews_reviewwindow_pkey",
        "restriction_of_its_target",
        "decision_of_its_target",
        "cv_suggestion_position_once",
        "delivery_once_for_each_channel",
    ),
    UPSERT: (
        "accounts_mailtally_pkey",
        "case_holds_each_file_once",
        "foundation_limitcounter_pkey",
        "operations_recentwrite_pkey",
        "reviews_reputation_pkey",
        "tally_once_a_day",
    ),
    # Once for each.
    "accounts/tests/test_mail_reports.py::test_of_five_bounces_at_once_the_last_one_counts_all": (
        "accounts_mailreport_pkey",
    ),
    "otp/tests/test_races.py::test_of_twenty_requests_at_once_one_is_sent_even_without_a_wait": (
        "one_open_code_per_email_and_purpose",
        "one_open_code_per_phone_and_purpose",
    ),
    RACES + "test_one_link_added_twice": ("link_once_for_each_profile",),
    RACES + "test_one_skill_added_twice": ("profile_skill_once_for_each_profile",),
    RACES + "test_one_new_skill_proposed_twice": (
        "profiles_skillalias_pkey",
        "skill_name_unique_ignoring_case",
    ),
    RACES + "test_two_new_skills_with_one_slug": ("profiles_skill_slug_key",),
    RACES + "test_two_cvs_uploaded_at_once": (
        "cv_one_for_each_profile",
        "cv_one_upload_for_each_profile",
    ),
    RACES + "test_the_skills_of_a_project_set_twice": ("project_needs_skill_once",),
    RACES + "test_one_freelancer_invited_twice": ("invitation_once_for_each_freelancer",),
    RACES + "test_one_proposal_sent_twice": ("proposal_one_live_for_each_freelancer",),
    "projects/tests/test_races.py::test_two_acceptances_never_both_win": (
        "agreement_one_live_for_each_project",
        "agreement_version_once_for_each_number",
        "proposal_one_accepted_for_each_project",
    ),
    "projects/tests/test_opening_races.py::test_the_same_proposal_fills_one_opening": (
        "project_one_opening_for_each_freelancer",
    ),
    "projects/tests/test_change_races.py::test_two_requests_of_a_kind_never_both_wait": (
        "change_request_one_waiting_of_each_kind",
        "change_request_once_for_each_number",
    ),
    RACES + "test_one_review_sent_twice": ("review_once_for_each_side",),
    RACES + "test_one_reply_sent_twice": ("reviews_reply_review_id_key",),
    "accounts/tests/test_factor_removal.py::test_what_cannot_be_asked_for_is_told": (
        "factor_removal_one_pending_for_each_user",
    ),
    FACTOR_RACE: ("factor_removal_ended_with_outcome",),
    "accounts/tests/test_factor_removal.py::test_the_database_refuses_ones_own": (
        "factor_removal_requested_by_somebody_else",
    ),
    "accounts/tests/test_blocks.py::test_nobody_blocks_themselves": ("block_is_not_of_oneself",),
    "accounts/tests/test_blocks.py::test_blocked_twice_at_once_is_blocked_once": (
        "block_once_for_each_pair",
    ),
    PASSKEY_RACES + "test_of_two_registrations_of_one_passkey_one_is_kept": (
        "passkey_credential_id_unique",
    ),
    ONE_ROTATION: (
        "ring_key_once_per_purpose",
        "ring_key_in_use_has_a_half",
        "ring_key_retired_is_erased",
    ),
    ONE_DELIVERY: (
        "event_actor_is_a_person",
        "event_fails_once_each",
        "foundation_eventdelivery_pkey",
    ),
    NAMED_AT_RANDOM: ("unwanted_file_is_noted_once",),
    ONE_NUMBERING: (
        "foundation_change_position_key",
        "foundation_feedstate_pkey",
    ),
    ONE_IMPORT: (
        "occupation_has_each_name_once",
        "occupation_has_each_skill_once",
        "occupation_is_not_related_to_itself",
        "occupation_is_related_to_another_once",
        "profiles_occupation_name_key",
        "profiles_occupation_slug_key",
    ),
    LOCKED: (
        "agreement_step_once_for_each_number",
        "projects_answer_question_id_key",
        "shared_contact_once_by_each_party",
        "appointment_move_has_its_position",
        "absence_once_for_each_person",
        "one_waiting_change_per_identifier",
        "reviews_correctionslot_pkey",
        "moderation_decision_overrides_id_key",
        "restriction_one_in_force_of_each_kind",
        "profile_score_comes_with_reviews",
        "declined_review_once_for_each_side",
        "projects_ending_pkey",
        "projects_ending_transition_id_key",
        "notification_tells_once",
    ),
    SAVED_RACES + "test_of_two_who_save_the_same_person_at_once_one_does": (
        "shortlist_has_a_person_once",
        "shortlist_has_a_project_once",
    ),
    SAVED_RACES + "test_two_looks_at_once_tell_once": ("search_match_is_told_once",),
    CONVERSATION_RACE: (
        "conversation_once_for_each_freelancer",
        "message_once_at_each_position",
    ),
    RACES + "test_one_report_filed_twice": (
        "report_once_by_a_member",
        "report_once_by_an_address",
        "case_one_open_for_each_object",
    ),
    RACES + "test_one_appeal_lodged_twice": (
        "appeal_once_by_a_member",
        "appeal_once_by_an_address",
    ),
    # Columns that belong together, changed by two.
    RACES + "test_one_change_sets_the_beginning_and_the_other_the_end": (
        "education_dates_are_iso_8601",
        "education_ends_after_it_starts",
        "experience_dates_are_iso_8601",
        "experience_ends_after_it_starts",
        "portfolio_item_dates_are_iso_8601",
        "portfolio_item_ends_after_it_starts",
    ),
    RACES + "test_one_change_sets_the_least_of_a_budget_and_the_other_the_most": (
        "project_budget_min_up_to_max",
    ),
    RACES + "test_one_change_sets_the_currency_and_the_other_takes_it_away": (
        "project_budget_has_currency",
    ),
    RACES + "test_a_rate_is_set_while_its_currency_is_taken_away": (
        "details_hourly_rate_has_a_currency",
    ),
    "moderation/tests/test_copied_texts.py::test_one_text_twice_at_once_has_one_fingerprint": (
        "text_copy_once_of_each",
    ),
    STAFF_ONLY: (
        "blocked_domain_ends_after_it_began",
        "blocked_domain_has_a_reason",
        "blocked_domain_is_in_lower_case",
        "blocked_domain_once",
        "blocked_network_ends_after_it_began",
        "blocked_network_has_a_reason",
        "blocked_network_once",
        "accounts_user_groups_user_id_group_id_*",
        "accounts_user_user_permi_user_id_permission_id_*",
        "ground_says_what_is_not_allowed",
        "moderation_policyground_code_key",
        "occupation_is_not_merged_into_itself",
        "occupation_merged_says_into_which",
        "skill_is_not_its_own_parent",
        "skill_merged_says_into_which",
        "user_superuser_is_admin",
    ),
    TAKEN_BACK: (
        "foundation_limitcounter_count_check",
        "otp_onetimecode_attempts_check",
        "code_attempts_at_most_5",
        "otp_sendtally_sent_check",
        "otp_sendtally_used_check",
        "tally_used_were_sent",
    ),
    RECOUNTED: (
        "profile_answered_invitations_were_received",
        "profile_ratings_are_1_to_5",
        "reputation_again_is_a_share",
        "reputation_histogram_has_five_bars",
        "reputation_ratings_are_1_to_5",
    ),
    ONE_EXCHANGE: (
        "exchange_rate_is_positive",
        "exchange_rate_is_between_currencies",
        "foundation_exchangerate_pkey",
    ),
    TOGETHER: (
        *("agreement_step_counts_from_1", "agreement_step_amount_has_currency"),
        *("agreement_step_accepted_at_says_when", "agreement_step_delivered_at_says_when"),
        *("profile_point_is_on_the_grid", "project_point_is_on_the_grid"),
        "project_point_has_a_country",
        "idempotency_key_expires_after_its_claim",
        "idempotency_key_has_no_answer_without_a_status",
        "idempotency_key_has_the_status_of_a_success",
        "absence_answered_at_says_when",
        "appointment_agreed_on_has_a_time",
        "appointment_has_two_parties",
        "appointment_move_is_online_or_at_a_place",
        "appointment_move_proposes_in_a_zone",
        "appointment_reminds_before_it_starts",
        "appointment_status_fits_what_was_said",
        "appointment_time_ends_later",
        "appointment_waits_until_a_time",
        "details_pause_has_an_end",
        "attachment_preview_is_of_a_picture",
        "project_file_preview_is_of_a_picture",
        "project_file_out_of_sight_by_a_decision",
        "question_out_of_sight_by_a_decision",
        "answer_out_of_sight_by_a_decision",
        "project_expires_while_open",
        "shared_contact_shares_something",
        "passkey_backed_up_only_if_synced",
        "message_edited_after_it_was_sent",
        "message_out_of_sight_by_a_decision",
        "message_says_something_unless_erased",
        "review_text_has_20_to_4000_characters",
        "reply_text_has_1_to_2000_characters",
        "appeal_text_has_1_to_4000_characters",
        "remembered_device_expires_after_creation",
        "appeal_by_a_member_or_an_address",
        "appeal_decided_by_somebody_else",
        "appeal_decided_with_an_answer",
        "case_claimed_by_somebody_until_a_time",
        "case_decided_after_it_was_opened",
        "code_by_mail_logs_in",
        "copied_text_decided_by_somebody_at_a_time",
        "change_request_accepted_by_the_other_side",
        "change_request_decided_at_says_when",
        "change_request_of_terms_changes_some",
        "ending_by_consent_blames_nobody",
        "ending_counts_against_who_caused_it",
        "ending_sides_are_known",
        "invitation_counts_from_some_time_on",
        "conversation_ends_with_a_message_of_a_party",
        "conversation_has_two_parties",
        "conversation_read_up_to_its_end",
        "code_expires_after_creation",
        "code_goes_to_a_phone_or_an_email",
        "code_is_used_only_when_verified",
        "cv_read_has_text",
        "cv_refused_says_why_and_keeps_no_file",
        "cv_suggestion_decided_at_says_when",
        "cv_suggestion_span_is_not_empty",
        "decision_against_somebody_has_ground_and_facts",
        "decision_ends_only_if_it_restricts",
        "decision_is_not_on_oneself",
        "decision_restores_what_another_restricted",
        "delivery_is_sent_or_dropped",
        "link_verified_was_checked",
        "notification_preference_frequency_fits_channel",
        "quiet_hours_are_not_all_day",
        "portfolio_item_out_of_sight_by_a_decision",
        "profile_out_of_sight_by_a_decision",
        "project_closed_at_says_when",
        "project_delivery_completes_later",
        "project_has_freelancer_once_started",
        "project_has_two_parties",
        "project_filled_once_all_openings_are_taken",
        "project_of_posting_is_work",
        "project_posting_moderation_is_of_a_posting",
        "project_open_while_an_opening_is_free",
        "project_with_openings_is_a_posting",
        "project_opened_at_says_when",
        "project_out_of_sight_by_a_decision",
        "project_reminds_before_it_completes",
        "agreement_has_two_parties",
        "agreement_version_counts_from_1",
        "agreement_version_price_has_currency",
        "agreement_version_starts_before_it_ends",
        "invitation_rate_has_currency",
        "project_version_from_1",
        "proposal_decided_at_says_when",
        "proposal_project_version_from_1",
        "proposal_rate_has_currency",
        "reply_out_of_sight_by_a_decision",
        "report_by_a_member_or_an_address",
        "restriction_ended_by_a_decision_at_a_time",
        "restriction_of_an_account_knows_what_it_was",
        "review_corrected_after_the_reveal",
        "review_is_not_of_oneself",
        "review_out_of_sight_by_a_decision",
        "review_revealed_after_it_was_submitted",
        "review_sub_ratings_are_of_its_side",
        "review_withdrawn_at_says_when",
        "saved_search_is_looked_at_unless_off",
        "shortlist_entry_is_about_one_thing",
        "session_expires_after_creation",
        "session_revoked_with_reason",
        "slot_closes_after_it_opens",
        "text_copy_is_decided_on_as_a_copy",
        "user_suspended_by_a_decision",
    ),
}
