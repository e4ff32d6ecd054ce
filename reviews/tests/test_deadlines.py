"""Processes know of the end of every window before it comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from foundation import deadlines
from projects.models import ProjectStatus
from projects.tests.factories import make_project
from reviews.models import Review
from reviews.models.review import WINDOW
from reviews.services.revealing import NEXT_END, next_end, reveal_due
from reviews.tests.factories import make_finished, make_review, pass_time

pytestmark = pytest.mark.django_db


def test_the_end_of_a_window_is_known_before_its_first_review():
    assert next_end() is None
    project = make_finished()
    assert next_end() == project.closed_at + WINDOW
    pass_time(timedelta(days=13))
    make_finished()
    project.refresh_from_db()
    assert next_end() == project.closed_at + WINDOW


def test_projects_that_nobody_reviews_have_no_window(client_user):
    make_project(client=client_user, status=ProjectStatus.CANCELLED)
    make_project(client=client_user)
    assert next_end() is None


def test_a_window_that_ended_is_next_until_it_is_settled():
    project = make_finished()
    make_review(project, project.client)
    pass_time()
    project.refresh_from_db()
    assert next_end() == project.closed_at + WINDOW
    reveal_due()
    assert next_end() is None


def test_most_reads_ask_the_database_nothing(django_assert_num_queries):
    make_finished()
    deadlines.forget()
    deadlines.settle_due()
    with django_assert_num_queries(0):
        deadlines.settle_due()


def test_many_windows_end_at_once():
    projects = [make_finished() for _ in range(5)]
    for project in projects:
        make_review(project, project.client)
    pass_time()
    deadlines.settle_due()
    assert Review.objects.filter(revealed_at=None).count() == 0


def test_the_next_end_is_read_from_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {NEXT_END}", [WINDOW, WINDOW])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    # Of several indexes that would do, an empty table's statistics choose one or the other.
    assert "Seq Scan" not in plan
    assert "Index" in plan
