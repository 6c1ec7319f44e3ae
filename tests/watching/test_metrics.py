"""Metrics: who may read them, what they count, how many series there can be; and what the alerts ask for."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from flask import Flask
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from lms import worker
from lms.acts.gauges import Gauges
from lms.cli.serve import show_metrics
from lms.outbox.actions import put
from lms.services import Services, make_services
from lms.settings import BadSetting, Settings
from lms.watching.meters import AUTOSAVE, SIGN_IN, Meters
from tests.cast import Cast, make_cast
from tests.house.documents import OPERATIONS
from tests.house.source import ROOT
from tests.people.makers import email_of
from tests.web.visitor import Visitor

TOKEN = "a-token-that-prometheus-keeps"
Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    return replace(settings, metrics=str(tmp_path / "token"))


@pytest.fixture
def cast(own_app: Flask) -> Cast:
    return make_cast(own_app)


def read(text: str) -> Series:
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


def scrape(app: Flask) -> Series:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return read(answer.text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def total(series: Series, name: str, **labels: str) -> float:
    return sum(value for (each, held), value in series.items() if each == name and labels.items() <= dict(held).items())


@pytest.mark.alike
@pytest.mark.parametrize("sent", [None, "", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer \u00e9"])
def test_for_a_stranger_nothing_is_there(own_app: Flask, sent: str | None) -> None:
    headers = {} if sent is None else {"Authorization": sent}
    assert own_app.test_client().get("/metrics", headers=headers).status_code == 404


@pytest.mark.alike
def test_nothing_is_there_unless_a_setting_says_so(services: Services, kept_apps, tmp_path: Path) -> None:
    app = kept_apps.give(replace(services, settings=replace(services.settings, metrics=""), meters=None))
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 404
    with pytest.raises(BadSetting, match="LMS_METRICS cannot be"):
        Settings.from_environment({"LMS_METRICS": str(tmp_path / "nowhere")})


def test_what_happens_is_counted(cast: Cast) -> None:
    Visitor(cast.app).sign_in("Marisol", password="not the password")
    marisol = cast.enter("Marisol")
    marisol.open("/home")
    Visitor(cast.app).open("/sign-in/link").press("Send", email=email_of("Marisol"))
    with cast.services.database.independent() as session:
        put(session, kind="unheard of", key="one", payload={}, now=cast.services.clock.now())
    before = scrape(cast.app)
    assert total(before, "lms_jobs_waiting", kind="mail") >= 1
    worker.run_once(cast.services)
    seen = scrape(cast.app)
    assert total(seen, "lms_requests_total", route="home.home", method="GET", status="2xx") >= 1
    assert total(seen, "lms_request_seconds_count", route="home.home") >= 1
    assert total(seen, "lms_sign_in_failures_total") == 1
    assert total(seen, "lms_statements_total", by="request") > 3
    assert total(seen, "lms_database_seconds_total", by="request") > 0
    assert total(seen, "lms_jobs_total", kind="mail", result="done") >= 1
    assert total(seen, "lms_jobs_total", kind="other", result="failed") == 1
    assert total(seen, "lms_jobs_waiting", kind="mail") == 0
    assert total(seen, "lms_sessions") >= 1
    assert total(seen, "lms_database_up") == total(seen, "lms_build") == total(seen, "lms_edition") == 1
    assert total(seen, "lms_last_job_timestamp_seconds") == cast.services.clock.now().timestamp()


@pytest.mark.alike
def test_strangers_cannot_make_series(own_app: Flask) -> None:
    client = own_app.test_client()
    client.get("/nowhere")
    client.open("/nowhere", method="ODD")
    client.get("/verify/", query_string={"code": "a"})
    scrape(own_app)
    before = set(scrape(own_app))
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.open("/nowhere", method=f"ODD{number}")
        client.get("/verify/", query_string={"code": str(number)})
    assert set(scrape(own_app)) - before == set()
    assert {dict(held)["route"] for name, held in scrape(own_app) if name == "lms_requests_total"} <= {
        "none", *own_app.view_functions,
    }  # fmt: skip


@pytest.mark.alike
def test_the_addresses_that_are_counted_by_name_exist(own_app: Flask) -> None:
    assert {AUTOSAVE, *SIGN_IN} <= set(own_app.view_functions)


def test_each_process_has_a_registry_of_its_own_and_answers_on_a_port(services: Services, settings: Settings) -> None:
    unused_port = free_port()
    one, other = (make_services(replace(settings, metrics=str(unused_port)), database=services.database, library=services.library) for _ in "ab")  # fmt: skip
    assert one.meters is not None
    assert one.meters.registry is not other.meters.registry
    one.meters.registry.register(Gauges(one))
    server, thread = show_metrics(one)
    with urlopen(f"http://127.0.0.1:{unused_port}/metrics") as answer:
        assert total(read(answer.read().decode()), "lms_database_up") == 1
    server.shutdown()
    server.server_close()
    thread.join()


def test_alerts_and_documents_name_metrics_that_exist(services: Services) -> None:
    meters = Meters()
    meters.registry.register(Gauges(services))
    known = {family.name for family in text_string_to_metric_families(generate_latest(meters.registry).decode())}
    known |= {"lms_last_job_timestamp_seconds", "lms_pool_in_use"}
    rules = (ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8")
    asked = set(
        re.findall(r"lms_[a-z_]+", "".join(each["expr"] for each in yaml.safe_load(rules)["groups"][0]["rules"]))
    )
    assert {re.sub("_(total|bucket)$", "", each) for each in asked} <= known
    told = set(re.findall(r"^\| `(lms_[a-z_]+)", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE))
    ours = {each for each in known if not each.startswith("process_") and not each.endswith("_created")}
    assert {re.sub("_total$", "", each) for each in told} == ours
