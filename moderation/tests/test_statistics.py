"""The dashboard and the transparency report: right, for whom they are, and quick."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from moderation.charts import HEIGHT, bar_chart
from moderation.models import Action, Case
from moderation.roles import StaffRole
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide
from moderation.statistics import (
    Period,
    Share,
    moderation_in,
    queue_now,
    ratings_in,
    reviews_a_day,
    users_a_day,
)
from moderation.tests.factories import make_case, make_decision, make_report, make_staff, ruling
from reviews.tests.factories import make_finished, make_party, make_revealed, make_review

pytestmark = pytest.mark.django_db

MONTH = Period.of_last_days(30)


def decided_after(hours: float, action: str = "hide"):
    """A decision on a case that was open for so long."""
    review = make_revealed()
    case = make_case("review", review)
    Case.objects.filter(pk=case.pk).update(opened_at=datetime.now(UTC) - timedelta(hours=hours))
    return decide(case=case, moderator=make_staff(), ruling=ruling(action))


def test_decisions_reports_and_times_are_counted():
    for hours, action in ((1, "hide"), (3, "hide"), (50, "keep")):
        decided_after(hours, action)
    figures = moderation_in(MONTH)
    assert figures.decisions == {**dict.fromkeys(Action.values, 0), "hide": 2, "keep": 1}
    assert figures.reports["abuse"] == 3
    assert figures.reports_upheld == Share(2, 3)
    assert figures.reports_upheld.percent == 66.7
    assert figures.grounds == {"No insults": 3}
    assert round(figures.median_time / timedelta(hours=1), 1) == 3.0
    assert round(figures.ninetieth_time / timedelta(hours=1), 1) == 40.6  # 3 + 0.8 * (50 - 3)


def test_overturned_appeals_are_counted():
    for instead in (None, ruling(Action.RESTORE, facts="Fine.")):
        decision = decided_after(1)
        appeal = lodge_appeal(decision=decision, appellant=decision.subject, text="No.")
        decide_appeal(appeal=appeal, moderator=make_staff(), answer="So.", instead=instead)
    figures = moderation_in(MONTH)
    assert (figures.appeals, figures.overturned) == (2, Share(1, 2))


def test_what_is_outside_of_the_period_is_not_counted():
    decided_after(1)
    before = Period(MONTH.first - timedelta(days=60), MONTH.first - timedelta(days=1))
    figures = moderation_in(before)
    assert sum(figures.decisions.values()) == sum(figures.reports.values()) == 0
    assert (figures.median_time, figures.overturned.percent) == (None, None)


def test_the_queue_is_counted_by_age():
    for days in (0, 2, 2, 5, 100):
        case = make_case("review", make_revealed())
        Case.objects.filter(pk=case.pk).update(
            opened_at=datetime.now(UTC) - timedelta(days=days, minutes=1)
        )
    queue = queue_now()
    assert (queue.by_age, queue.number) == ([1, 2, 1, 1], 5)
    assert (datetime.now(UTC) - queue.oldest).days == 100


def test_users_and_reviews_are_counted_by_the_day():
    make_revealed()
    old = UserFactory()
    User.objects.filter(pk=old.pk).update(created_at=datetime.now(UTC) - timedelta(days=29))
    users = users_a_day(MONTH)
    assert (len(users), users[0], users[-1]) == (30, 1, 2)
    assert reviews_a_day(MONTH)[-1] == 2


def test_ratings_are_of_public_reviews_alone():
    make_revealed(rating=2)
    project = make_finished()
    make_review(project, project.client, 1)
    make_decision("review", make_revealed(rating=3))
    assert ratings_in(MONTH) == [0, 1, 0, 0, 2]


def test_the_highest_bar_is_as_high_as_the_chart():
    chart = bar_chart("x", ["a", "b", "c"], [1, 4, 0])
    assert [bar.height for bar in chart.bars] == [HEIGHT / 4, HEIGHT, 0]
    assert chart.summary == "a: 1, b: 4"
    assert bar_chart("x", [], []).bars == []


# --- The dashboard --------------------------------------------------------------------------------


def test_the_front_page_shows_the_figures_to_who_may_see_cases(client):
    decided_after(3)
    make_report("review", make_revealed())
    client.force_login(make_staff(StaffRole.SUPPORT))
    page = client.get("/admin/")
    text = page.content.decode()
    assert "Time to first action: median" in text
    assert text.count("<svg viewBox") == 5
    assert "100.0 %" in text
    assert '<script src="http' not in text


def test_staff_who_may_not_see_cases_see_no_figures(client):
    client.force_login(UserFactory(role=Role.ADMIN))
    assert "Open cases" not in client.get("/admin/").content.decode()


def test_the_front_page_takes_as_many_queries_for_many_cases(client):
    client.force_login(make_staff())

    def queries() -> int:
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    few = queries()
    for _ in range(10):
        decided_after(1)
    assert queries() == few


def test_the_figures_read_indexes_not_tables():
    period = Period.of_last_days(30)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table, field, index in (
            ("accounts_user", "created_at", "user_by_age"),
            ("reviews_review", "submitted_at", "review_by_age"),
            ("moderation_case", "decided_at", "case_by_decision"),
            ("moderation_decision", "made_at", "decision_by_time"),
        ):
            cursor.execute(
                f"EXPLAIN SELECT count(*) FROM {table} WHERE {field} >= %s AND {field} < %s",
                [period.start, period.end],
            )
            assert index in "\n".join(row[0] for row in cursor.fetchall())


# --- The transparency report --------------------------------------------------------------------


def report(tmp_path, **days) -> tuple[list[list[str]], str]:
    today = datetime.now(UTC).date().isoformat()
    call_command(
        *("transparency_report", "--from", days.get("first", today)),
        *("--to", days.get("last", today), "--folder", str(tmp_path), "-v", "0"),
    )
    (table,), (page,) = tmp_path.glob("*.csv"), tmp_path.glob("*.html")
    with table.open(encoding="utf-8") as file:
        return list(csv.reader(file)), page.read_text("utf-8")


def test_the_report_says_what_the_dashboard_says(tmp_path, capsys):
    decided_after(3)
    rows, page = report(tmp_path)
    assert ["Decisions", "Hide", "1"] in rows
    assert ["Decided reports", "upheld, in percent", "100.0"] in rows
    assert ["Hours to the first action", "median", "3.0"] in rows
    assert ["Automated means", "decisions made by them", "0"] in rows
    assert "<svg" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_report_of_nothing(tmp_path, capsys):
    rows, _page = report(tmp_path, first="2020-01-01", last="2020-12-31")
    assert ["Appeals", "overturned, in percent", ""] in rows


@pytest.mark.parametrize(
    "days", [{"first": "yesterday"}, {"last": "2020-13-01"}, {"first": "2999-01-01"}]
)
def test_a_bad_period_is_refused(tmp_path, days):
    with pytest.raises(CommandError):
        report(tmp_path, **days)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError):
        report(tmp_path / "gone")


# --- Roles --------------------------------------------------------------------------------------


def test_somebody_is_given_a_role_and_then_another(capsys):
    make_staff()
    user = make_party(username="asha")
    call_command("staff_role", "asha", "moderator")
    user = User.objects.get(pk=user.pk)
    assert (user.is_staff, user.has_perm("moderation.decide_case")) == (True, True)
    call_command("staff_role", "Asha", "support")
    user = User.objects.get(pk=user.pk)
    assert user.has_perm("moderation.view_case")
    assert not user.has_perm("moderation.decide_case")
    assert not user.has_perm("reviews.view_hidden_review")


def test_a_role_for_nobody_or_somebody_who_is_away(db):
    UserFactory(username="asha", status="inactive")
    for name in ("nobody", "asha"):
        with pytest.raises(CommandError):
            call_command("staff_role", name, "moderator")


def test_a_superuser_gives_roles_in_the_list_of_users(client, admin_user):
    make_staff()
    user = make_party(username="asha")
    body = {"action": "make_moderator", "_selected_action": [user.pk]}
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    client.post("/admin/accounts/user/", body)
    assert not User.objects.get(pk=user.pk).is_staff
    client.force_login(admin_user)
    client.post("/admin/accounts/user/", body)
    assert User.objects.get(pk=user.pk).has_perm("moderation.decide_case")


def test_a_case_is_opened_in_the_list_of_users(client):
    user = make_party(username="asha")
    client.force_login(make_staff())
    client.post("/admin/accounts/user/", {"action": "open_cases", "_selected_action": [user.pk]})
    assert Case.objects.get().subject == user
