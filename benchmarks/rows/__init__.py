"""What is measured: a function a file, from the data and the command's arguments to its rows."""

from __future__ import annotations

from benchmarks.rows.cv import cv_rows
from benchmarks.rows.login import login_rows
from benchmarks.rows.me import me_rows
from benchmarks.rows.profiles import profiles_rows
from benchmarks.rows.queries import query_rows
from benchmarks.rows.reviews import review_rows
from benchmarks.rows.search import search_rows

# In this order: what needs a quiet database first, and what fills another one last.
ROWS = {
    "me": me_rows,
    "profiles": profiles_rows,
    "login": login_rows,
    "cv": cv_rows,
    "reviews": review_rows,
    "queries": query_rows,
    "search": search_rows,
}
