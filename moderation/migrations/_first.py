"""What the first migration does besides making tables."""

from __future__ import annotations

from typing import Any

from moderation.roles import make_roles

# Decisions are never changed, and neither is which restriction belongs to which decision.
APPEND_ONLY = """
    CREATE FUNCTION moderation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'decisions are append-only: override one by another'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'decision_is_append_only';
    END $$;
    CREATE TRIGGER decision_is_append_only
    BEFORE UPDATE OR DELETE ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse();
    CREATE TRIGGER decision_is_never_truncated
    BEFORE TRUNCATE ON moderation_decision
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_refuse();
    CREATE TRIGGER restriction_keeps_its_reason
    BEFORE UPDATE OF decision_id, kind, target_id, status_before, ends_at OR DELETE ON moderation_restriction
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse();
"""
DROP_APPEND_ONLY = """
    DROP TRIGGER restriction_keeps_its_reason ON moderation_restriction;
    DROP TRIGGER decision_is_never_truncated ON moderation_decision;
    DROP TRIGGER decision_is_append_only ON moderation_decision;
    DROP FUNCTION moderation_refuse();
"""

# The rows that a restriction can be on: table, column that names the decision, key. By check
# constraints, these columns are filled exactly when the row is restricted.
RESTRICTED_ROWS = (
    ("accounts_user", "suspended_by", "id"),
    ("profiles_profile", "search_restricted_by", "user_id"),
    ("profiles_profile", "moderated_by", "user_id"),
    ("profiles_portfolioitem", "moderated_by", "id"),
    ("projects_project", "moderated_by", "id"),
    ("projects_projectfile", "moderated_by", "id"),
    ("projects_question", "moderated_by", "id"),
    ("projects_answer", "moderated_by", "id"),
    ("conversations_message", "moderated_by", "id"),
    ("reviews_review", "moderated_by", "id"),
    ("reviews_reply", "moderated_by", "id"),
)
# Both columns: the decision is on this very row. Deferred: the restriction is made and the row is
# changed in one transaction, in whichever order.
NEEDS_RESTRICTION = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_a_restriction "
    f"FOREIGN KEY ({column}, {key}) REFERENCES moderation_restriction (decision_id, target_id) "
    f"DEFERRABLE INITIALLY DEFERRED;"
    for table, column, key in RESTRICTED_ROWS
)
DROP_NEEDS_RESTRICTION = "\n".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_a_restriction;"
    for table, column, _key in RESTRICTED_ROWS
)

# A start for staff: what nearly every marketplace forbids.
GROUNDS = (
    (
        *("illegal", "law", "Illegal content", "Digital Services Act, Article 3(h)"),
        "Content that breaks the law, such as threats, incitement, fraud or the sale of what must "
        "not be sold.",
    ),
    (
        *("personal-data", "law", "Personal data of others", "GDPR, Article 6"),
        "Names, addresses, telephone numbers or other data of a person who did not agree to their "
        "being published.",
    ),
    (
        *("abuse", "terms", "Abuse", "Terms: respect"),
        "Insults, hate, harassment or threats against a person or a group.",
    ),
    (
        *("off-topic", "terms", "Off topic", "Terms: content"),
        "Content that has nothing to do with the work, the person or the project that it is on.",
    ),
    (
        *("incentive", "terms", "Extorted or paid for", "Terms: reviews"),
        "A review that was demanded by a threat, or given for money or another advantage.",
    ),
    (
        *("conflict-of-interest", "terms", "Conflict of interest", "Terms: reviews"),
        "A review by somebody with an interest in its subject other than the project.",
    ),
    (
        *("not-genuine", "terms", "Not genuine", "Terms: honesty"),
        "A profile, project or review that pretends: to be somebody else, to have done what was "
        "not done, or to be about work that never was.",
    ),
)


def make_grounds_and_roles(apps: Any, schema_editor: Any) -> None:
    """Start the catalogue of grounds, and make the groups of staff with their permissions."""
    ground = apps.get_model("moderation", "PolicyGround")
    for code, basis, title, reference, text in GROUNDS:
        ground.objects.create(code=code, basis=basis, title=title, reference=reference, text=text)
    make_roles()
