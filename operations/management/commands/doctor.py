"""`manage.py doctor`: what is wrong with this deployment, and how to put it right."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand

from operations.doctor.examination import examine
from operations.plurals import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from operations.doctor.examination import Told


class Command(BaseCommand):
    help = "Look for what is wrong with this deployment; exits with 1 if there is anything."
    # They would end in a traceback before the first check; the doctor says what they say.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable()  # what a failing part logs may name an address with its password
        try:
            findings = examine()
        finally:
            logging.disable(logging.NOTSET)
        if options["json"]:
            self.stdout.write(json.dumps([finding._asdict() for finding in findings], indent=2))
        else:
            self.tell(findings)
        if findings:
            sys.exit(1)

    def tell(self, findings: list[Told]) -> None:
        for finding in findings:
            self.stdout.write(f"{finding.area}: {finding.what} ({finding.id})")
            self.stdout.write(f"    Why: {finding.why}")
            self.stdout.write(f"    Fix: {finding.fix}\n\n")
        count = counted(len(findings), "finding")
        self.stdout.write(f"{count}." if findings else "Nothing is wrong.")
