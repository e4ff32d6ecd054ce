"""Metrics, as Prometheus reads them from a server of two workers."""

from __future__ import annotations

import json
import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from accounts.tests.factories import UserFactory
from moderation.tests.factories import make_case
from operations.metrics import folders
from operations.tests.production import production_server
from profiles.tests.factories import make_freelancer

TOKEN = "a token of the scraper, and of nobody else"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
READS = 30
READ = 'guildhall_requests_total{method="GET",route="api/v1/profiles/<str:username>",status="404"}'


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer wrong", f"bearer {TOKEN}"])
def test_without_the_token_there_are_no_metrics(client, settings, sent):
    headers = {"Authorization": sent}
    assert client.get("/metrics", headers=headers).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 404
    assert answer.headers.keys() - {"Expires"} == client.get("/nothing").headers.keys()
    assert client.post("/metrics", headers=headers).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_scrape_is_the_sum_of_all_workers(tmp_path):
    UserFactory(username="asha", email="asha@example.com")
    variables = {"METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path), "LOG_LEVEL": "ERROR"}
    with production_server(**variables) as url:
        for number in range(READS):
            status(f"{url}/api/v1/profiles/nobody-{number}")
        for _ in range(6):
            status(f"{url}/api/v1/auth/login", username="asha", password="not the password")
        make_case("profile", make_freelancer())
        found = scrape(url)
        assert found[READ] == READS
        assert found['guildhall_events_total{event="login_failed"}'] == 5
        assert found['guildhall_limit_refusals_total{limit="login:identifier"}'] == 1
        assert found["guildhall_cases_open"] == 1
        assert found["guildhall_mails_sent_day"] == found["guildhall_mails_sent_week"]
        assert found["guildhall_database_up"] == 1
        assert "nobody-1" not in str(found)
        assert len(list(tmp_path.glob("*/counter_*.db"))) == 2, "one worker answered everything"


def test_a_folder_lives_as_long_as_somebody_holds_it(settings, tmp_path):
    settings.METRICS_DIR = str(tmp_path)
    before = tmp_path / f"{socket.gethostname()}-{folders.owner()}"
    for dead in (tmp_path / "host-1", before):
        dead.mkdir()
        (dead / folders.LOCK).touch()
        (dead / "counter_7.db").touch()
    mine = folders.join()
    assert mine == before
    assert not (mine / "counter_7.db").exists(), "left by a server with the same process id"
    (mine / "counter_8.db").touch()
    assert folders.join() == mine
    assert (mine / "counter_8.db").exists(), "of a worker of the same server"
    assert folders.living() == [mine]
    assert list(tmp_path.iterdir()) == [mine]


def status(url: str, **body: str) -> int:
    """The status of a GET, or of a POST if there is a body; each on a connection of its own."""
    data = json.dumps(body).encode() if body else None
    try:
        with urlopen(Request(url, data, {"Content-Type": "application/json"})) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def scrape(url: str) -> dict[str, float]:
    """Each series, as it is written, with its value."""
    with urlopen(Request(f"{url}/metrics", headers=HEADERS)) as answer:
        text = answer.read().decode()
    families = text_string_to_metric_families(text)
    return {
        sample.name + labels(sample.labels): sample.value
        for family in families
        for sample in family.samples
    }


def labels(pairs: dict[str, str]) -> str:
    inside = ",".join(f'{name}="{value}"' for name, value in sorted(pairs.items()))
    return f"{{{inside}}}" if inside else ""
