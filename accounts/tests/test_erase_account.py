"""`manage.py erase_account`: operators erase who asks in writing, and after a restore whoever was
erased since the back-up.
"""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User

pytestmark = pytest.mark.django_db
LOG = """
Nov 28 16:02:11 host guildhall[7]: {{"event": "account_erased", "user": "{erased}"}}
{{"event": "account_erased", "user": "01999999-0000-7000-8000-000000000000"}}
{{"event": "registered", "user": "{other}"}}
{{"event": "account_erased", "user": 7}} {{"event":
"""


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("erase_account", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("by", ["pk", "username", "email"])
def test_an_account_is_erased_whatever_it_is_called_by(
    freelancer, outsider, mailoutbox, django_capture_on_commit_callbacks, by
):
    with django_capture_on_commit_callbacks(execute=True):
        assert "asha is erased" in run(str(getattr(freelancer, by)), "--yes")
    erased = User.objects.get(erased_at__isnull=False)
    assert (erased.pk, erased.email, erased.first_name) == (freelancer.pk, None, "")
    (mail,) = mailoutbox
    assert mail.to == ["asha@example.com"]


@pytest.mark.parametrize(("typed", "is_erased"), [("asha", True), ("yes", False)])
def test_it_asks_for_the_username(freelancer, monkeypatch, typed, is_erased):
    monkeypatch.setattr("builtins.input", lambda _question: typed)
    if is_erased:
        run("asha@example.com")
    else:
        with pytest.raises(CommandError, match="Nothing"):
            run("asha@example.com")
    assert User.objects.filter(erased_at__isnull=False).exists() == is_erased


def test_it_knows_nobody_who_is_not_there(freelancer):
    run("asha", "--yes")
    for who in ("asha", "nobody", str(freelancer.pk)):
        with pytest.raises(CommandError, match="no user"):
            run(who, "--yes")


def test_whom_a_restore_brought_back_is_erased_again_and_not_mailed_again(
    freelancer, outsider, mailoutbox, tmp_path, django_capture_on_commit_callbacks
):
    ledger = tmp_path / "erased.jsonl"
    with transaction.atomic():
        run("asha", "--yes")
        ledger.write_text(run("--list"))
        transaction.set_rollback(True)  # as if a back-up from before were restored
    assert ledger.read_text().count("\n") == 1
    assert "asha" not in ledger.read_text()
    with django_capture_on_commit_callbacks(execute=True):
        assert "Erased again: 1." in run("--again", str(ledger), "--yes")
    assert User.objects.get(erased_at__isnull=False) == freelancer
    assert mailoutbox == []
    assert "Erased again: 0." in run("--again", str(ledger), "--yes")


def test_the_log_says_who_was_erased_whatever_else_stands_in_it(
    freelancer, outsider, tmp_path, monkeypatch
):
    log = tmp_path / "log"
    odd = [
        b'GET /caf\xe9 "account_erased" {"event": "account_erased", "user": "\xe9"}',
        b'{"event": "account_erased", "user": null}',
        b'["account_erased"] {' + b"[" * 100_000,
    ]
    lines = LOG.format(erased=freelancer.pk, other=outsider.pk).encode()
    log.write_bytes(b"\n".join([*odd, lines]))
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="Nothing"):
        run("--again", str(log))
    monkeypatch.setattr("builtins.input", lambda _question: "yes")
    assert "Erased again: 1." in run("--again", str(log))
    assert User.objects.get(erased_at__isnull=False) == freelancer


def test_a_file_that_is_not_there_is_named(tmp_path):
    for name in (tmp_path / "nothing", tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            run("--again", str(name), "--yes")
