"""Monitoring as document 003 has it: Prometheus collects, alerts are configured, the dashboard has what it shows. With a real
Prometheus that reads a real server."""

import json
import re
import shutil
import subprocess
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
import yaml
from documents import shell
from postgres import free_port
from program import PATIENCE, eventually, one_provider
from promql import (
    ADDED,
    DASHBOARD,
    NAME,
    ROOT,
    alerts,
    declared_labels,
    exposition,
    expressions,
    family,
    grouped,
    panels,
    selectors,
    targets,
)

RULE_TESTS = ROOT / "Tests" / "Deploy" / "alerts.test.yml"
CONFIG = ROOT / "deploy" / "prometheus"
# Nothing of this happens to the server here. That the names are exported is another test's.
NOT_HERE = ("cost_dollars", "limit_refusals", "rate_limited", "rescues", "webhook_attempts")


class Prometheus:
    """Debian's, with the project's configuration; only addresses and the pace are the test's own."""

    def __init__(self, folder, target):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        shutil.copytree(CONFIG, folder / "config")
        file = folder / "config" / "prometheus.yml"
        said = file.read_text()
        for ours, theirs in (
                ("backend:8000", target), ("localhost:9090", f"localhost:{self.port}"), ("_interval: 15s", "_interval: 1s"),
                ("_timeout: 10s", "_timeout: 1s")):
            assert ours in said
            said = said.replace(ours, theirs)
        file.write_text(said)
        with (folder / "prometheus.log").open("wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder / 'data'}",
                 f"--web.listen-address=127.0.0.1:{self.port}"], stdout=log, stderr=log)
        self.log = folder / "prometheus.log"
        eventually(self._is_ready, within=2 * PATIENCE, what="Prometheus")

    def _is_ready(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"{self.url}/-/ready").status_code == 200
        except httpx.TransportError:
            return False

    def get(self, path, **query):
        answer = httpx.get(f"{self.url}/api/v1/{path}?{urlencode(query)}")
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def ask(self, expression):
        """The series that an expression gives now."""
        return self.get("query", query=expression)["result"]

    def end(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def host(stage):
    """A server that has answered, fallen back, found no model, searched, kept an answer and read a broken file."""
    sim = stage.simulator({"pace": 0, "models": {"star": {"fault": "overloaded"}, "stand-in": {"answer": "Breakers open [1]."}}})
    config = one_provider(sim, "star", "stand-in")
    config["chains"]["nobody"] = ["sim:star"]
    folder = stage.folder / "watched"
    folder.mkdir()
    (folder / "breakers.md").write_text("# Breakers\n\nA breaker opens after three failures in a row.\n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    host = stage.server(config | {
        "assistants": {"guide": {"name": "Guide", "knowledge": ["guide"], "chain": "default"}},
        "knowledge": {"watch": {"guide": str(folder)}}})

    def has_read():
        kinds = re.findall(r'understudy_documents_total\{[^}]*result="(\w+)"', httpx.get(f"{host.url}/metrics").text)
        return set(kinds) == {"ready", "failed"}
    eventually(has_read, within=2 * PATIENCE, what="both documents")
    with host.http() as http:
        for _ in range(2):
            answer = http.post("/api/v1/chat/query", json={
                "question": "When does a breaker open?", "session_id": "s", "collection": "guide"})
            assert answer.status_code == 200, answer.text
        assert host.client().chat.completions.create(
            model="default", messages=[{"role": "user", "content": "Hello"}]).choices
        nobody = http.post("/v1/chat/completions", json={"model": "nobody", "messages": [{"role": "user", "content": "Hello"}]})
        assert nobody.status_code == 503
    return host


@pytest.fixture(scope="module")
def prometheus(host, tmp_path_factory):
    prometheus = Prometheus(tmp_path_factory.mktemp("prometheus"), f"127.0.0.1:{host.port}")
    yield prometheus
    prometheus.end()


# The files by themselves

def test_promtool_finds_the_configuration_in_order():
    done = subprocess.run(["promtool", "check", "config", CONFIG / "prometheus.yml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(alerts())} rules found" in done.stdout


def test_every_alert_fires_when_it_should_and_not_otherwise():
    done = subprocess.run(["promtool", "test", "rules", RULE_TESTS], capture_output=True, text=True, check=False, timeout=5 * PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    names = [test["name"] for test in yaml.safe_load(RULE_TESTS.read_text())["tests"]]
    for rule in alerts():
        assert f"{rule['alert']} fires" in names and f"{rule['alert']} is quiet" in names


def test_every_alert_says_how_bad_it_is_and_what_to_do():
    for rule in alerts():
        assert rule["labels"]["severity"] in ("critical", "warning", "info"), rule["alert"]
        assert rule["annotations"]["summary"] and rule["annotations"]["description"].endswith("."), rule["alert"]
        for file in re.findall(r"docs/[\w-]+\.md", rule["annotations"]["description"]):
            assert (ROOT / file).exists(), file


def test_no_two_panels_share_a_place_or_a_number():
    board = json.loads(DASHBOARD.read_text())
    numbers = [panel["id"] for panel in board["panels"]]
    assert len(set(numbers)) == len(numbers)
    taken = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells


def test_grafana_is_given_the_data_source_and_the_dashboard():
    folder = ROOT / "deploy" / "grafana" / "provisioning"
    source, = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert (source["type"], source["url"]) == ("prometheus", "http://prometheus:9090")
    assert {panel["datasource"]["uid"] for panel in panels()} == {source["uid"]}
    compose = yaml.safe_load((ROOT / "docker-compose.prod.yml").read_text())["services"]["grafana"]
    provider, = yaml.safe_load((folder / "dashboards" / "understudy.yml").read_text())["providers"]
    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in compose["volumes"]
    home = compose["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{provider['options']['path']}/{DASHBOARD.name}"


# Against what the server says

def test_every_metric_that_is_asked_for_is_exported_with_its_labels(host):
    kinds, seen = exposition(httpx.get(f"{host.url}/metrics").text)
    declared = declared_labels()
    assert {"status", "route"} <= declared["understudy_http_requests_total"] and len(declared) > 30
    for name, labels in seen.items():
        assert labels <= declared.get(name, labels), name
    for where, expression in expressions():
        assert {family(name) for name in NAME.findall(expression)} == {family(name) for name, _ in selectors(expression)}, where
        labels_of_all = set()
        for name, labels in selectors(expression):
            assert family(name) in kinds or name in kinds, f"{where}: {name} is not exported"
            there = declared.get(family(name), set()) | seen.get(family(name), set()) | ADDED
            there |= {"le"} if name.endswith("_bucket") else set()
            assert labels <= there, f"{where}: {name} has no {labels - there}"
            labels_of_all |= there
        assert grouped(expression) <= labels_of_all, f"{where}: nothing has {grouped(expression) - labels_of_all}"


def test_a_legend_names_only_labels_that_are_left():
    for title, expression, legend in targets():
        there = grouped(expression) if grouped(expression) else {"instance"}
        assert set(re.findall(r"\{\{(\w+)\}\}", legend)) <= there, title


# With Prometheus

def test_the_documents_command_shows_that_the_server_is_up(prometheus, host, tmp_path):
    command = "curl http://localhost:9090/api/v1/query?query=up".replace("localhost:9090", f"localhost:{prometheus.port}")

    def up():
        said = json.loads(shell(command, tmp_path).stdout)
        assert said["status"] == "success"
        return {series["metric"]["job"]: series["value"][1] for series in said["data"]["result"]}
    eventually(lambda: up() == {"understudy": "1", "prometheus": "1"}, within=2 * PATIENCE, what="both targets")


def test_the_alerts_are_configured_and_can_be_evaluated(prometheus):
    def rules():
        found = [rule for group in prometheus.get("rules")["groups"] for rule in group["rules"]]
        return found if all(rule["health"] != "unknown" for rule in found) else None
    found = eventually(rules, within=2 * PATIENCE, what="the first evaluation")
    assert {rule["name"] for rule in found} == {rule["alert"] for rule in alerts()}
    assert [rule["name"] for rule in found if rule["health"] != "ok"] == []
    # The scenario took out every model of a chain, and one document is broken.
    firing = {rule["name"] for rule in found if rule["state"] == "firing"}
    assert not firing & {"UnderstudyDown", "UnderstudyNotWatched", "LedgerSetAside", "WebhooksGivenUp"}


def test_what_has_happened_is_told(prometheus):
    def firing():
        return {series["metric"]["alertname"] for series in prometheus.ask('ALERTS{alertstate="firing"}')}
    eventually(lambda: {"RequestsFoundNoModel", "DocumentsFailed"} <= firing(), within=2 * PATIENCE, what="two alerts")


@pytest.mark.parametrize(("title", "expression", "legend"), targets())
def test_a_panel_can_be_drawn(prometheus, title, expression, legend):
    expression = expression.replace("$__rate_interval", "1m").replace("$instance", ".*")
    if any(name in expression for name in NOT_HERE):
        assert prometheus.ask(expression) == []
        return
    series = eventually(lambda: prometheus.ask(expression), within=2 * PATIENCE, what=title)
    # Of some only: a label that is empty is none.
    assert all(any(label in found["metric"] for found in series) for label in re.findall(r"\{\{(\w+)\}\}", legend)), title


def test_a_server_that_is_gone_is_seen(prometheus, host):
    """The last of this file, since it stops the server."""
    host.stop()
    eventually(lambda: [one["value"][1] for one in prometheus.ask('up{job="understudy"}')] == ["0"], within=2 * PATIENCE, what="down")

    def pending():
        return [one for one in prometheus.get("alerts")["alerts"] if one["labels"]["alertname"] == "UnderstudyDown"]
    alert, = eventually(pending, within=2 * PATIENCE, what="the alert")
    assert alert["annotations"]["summary"] == f"127.0.0.1:{host.port} does not answer"
