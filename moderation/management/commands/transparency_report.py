"""`manage.py transparency_report --from 2026-01-01 --to 2026-06-30`: what moderation did."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import loader
from django.utils.translation import gettext as _

from moderation.charts import bar_chart
from moderation.models import Action, Reason
from moderation.statistics import Period, Share, moderation_in

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from moderation.statistics import Moderation

Row = tuple[str, str, str]


class Command(BaseCommand):
    help = (
        "Write what moderation did from one day to another (UTC, both included) as CSV and HTML, "
        "as the Digital Services Act asks of hosts (Articles 15 and 24)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", required=True, help="The first day: YYYY-MM-DD")
        parser.add_argument("--to", dest="last", required=True, help="The last day: YYYY-MM-DD")
        parser.add_argument("--folder", default=".", help="Where the two files are written")

    def handle(self, *args: Any, **options: Any) -> None:
        period = Period(day(options["first"]), day(options["last"]))
        if period.first > period.last:
            raise CommandError("--from is after --to.")
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        figures = moderation_in(period)
        stem = folder / f"transparency-{period.first}-{period.last}"
        rows = rows_of(figures)
        write_csv(stem.with_suffix(".csv"), rows)
        write_html(stem.with_suffix(".html"), period, figures, rows)
        self.stdout.write(f"{stem}.csv\n{stem}.html")


def day(text: str) -> date:
    """A day. Raises CommandError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no day: give it as YYYY-MM-DD.") from error


def rows_of(figures: Moderation) -> list[Row]:
    """Every figure: what it is about, of which kind, and the number."""
    reasons, actions = dict(Reason.choices), dict(Action.choices)
    return [
        *(
            (_("Reports"), str(reasons.get(one, one)), str(number))
            for one, number in figures.reports.items()
        ),
        *(
            (_("Decisions"), str(actions.get(one, one)), str(number))
            for one, number in figures.decisions.items()
        ),
        *((_("Grounds of decisions"), one, str(number)) for one, number in figures.grounds.items()),
        (_("Hours to the first action"), _("median"), hours(figures.median_time)),
        (_("Hours to the first action"), _("90th percentile"), hours(figures.ninetieth_time)),
        (_("Decided reports"), _("all"), str(figures.reports_upheld.whole)),
        (_("Decided reports"), _("upheld"), str(figures.reports_upheld.part)),
        (_("Decided reports"), _("upheld, in percent"), percent(figures.reports_upheld)),
        (_("Appeals"), _("received"), str(figures.appeals)),
        (_("Appeals"), _("decided"), str(figures.overturned.whole)),
        (_("Appeals"), _("overturned"), str(figures.overturned.part)),
        (_("Appeals"), _("overturned, in percent"), percent(figures.overturned)),
        (_("Automated means"), _("decisions made by them"), "0"),
    ]


def hours(time: timedelta | None) -> str:
    """Hours with one decimal; empty without a decided case."""
    return "" if time is None else f"{time.total_seconds() / 3600:.1f}"


def percent(share: Share) -> str:
    """A share; empty of nothing."""
    return "" if share.percent is None else str(share.percent)


def write_csv(path: Path, rows: list[Row]) -> None:
    """One figure a line."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["subject", "kind", "number"])
        writer.writerows(rows)


def write_html(path: Path, period: Period, figures: Moderation, rows: list[Row]) -> None:
    """A page that stands alone."""
    actions = [str(label) for _value, label in Action.choices]
    context = {
        "site_name": settings.SITE_NAME,
        "period": period,
        "rows": rows,
        "charts": [bar_chart(_("Decisions"), actions, list(figures.decisions.values()))],
    }
    path.write_text(loader.render_to_string("moderation/transparency.html", context), "utf-8")
