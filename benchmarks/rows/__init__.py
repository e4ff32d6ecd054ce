"""What is measured: a function a file, from the data and the command's arguments to its rows."""

from __future__ import annotations

from benchmarks.rows.cv import cv_rows
from benchmarks.rows.login import login_rows
from benchmarks.rows.me import me_rows
from benchmarks.rows.profiles import profiles_rows
from benchmarks.rows.reviews import review_rows

ROWS = (me_rows, profiles_rows, login_rows, cv_rows, review_rows)
