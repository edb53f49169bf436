"""What the rules and the dashboard ask for, and what the server's sources say that there is."""

import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus" / "alerts.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboards" / "understudy.json"
METRICS = ROOT / "Sources" / "Telemetry" / "Metrics"

# What Prometheus itself puts on every series.
ADDED = {"job", "instance"}
NAME = re.compile(r"\b(?:understudy|process)_[a-z_]+\b")
SELECTOR = re.compile(r"\b((?:understudy|process)_[a-z_]+)\{([^{}]*(?:\{\w+\}[^{}]*)*)\}")
MATCHER = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")
DECLARED = re.compile(
    r'registry\.(counter|gauge|histogram)\(\s*"(\w+)",\s*help:\s*"[^"]*"(?:,\s*labels:\s*\[([^\]]*)\])?', re.DOTALL)


def alerts():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def panels():
    return [panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel["type"] != "row"]


def targets():
    """Each question of the dashboard: the panel's title, the expression, the legend."""
    return [(panel["title"], target["expr"], target["legendFormat"]) for panel in panels() for target in panel["targets"]]


def expressions():
    """Every expression of rules and dashboard, under a name for messages."""
    return [(rule["alert"], rule["expr"]) for rule in alerts()] + [(title, expr) for title, expr, _ in targets()]


def family(name):
    """The name of the metric that a series belongs to."""
    return re.sub(r"_(bucket|sum|count)$", "", name)


def selectors(expression):
    """The series that an expression asks for, with the labels that it asks them for."""
    return [(name, set(MATCHER.sub(r"\1", matchers).replace(" ", "").split(",")) - {""})
            for name, matchers in SELECTOR.findall(expression)]


def grouped(expression):
    return {label.strip() for labels in GROUPED.findall(expression) for label in labels.split(",")}


def declared_labels():
    """The labels of each metric that has any or could, as the sources declare them."""
    text = "\n".join(file.read_text() for file in sorted(METRICS.glob("*.swift")))
    return {name: set(re.findall(r'"(\w+)"', labels)) for _, name, labels in DECLARED.findall(text)}


def exposition(text):
    """Of a /metrics page: the kind of each metric, and the labels that its series have."""
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    labels = {}
    for name, braces in re.findall(r"^(\w+)(?:\{(.*)\})? [^ ]+$", text, re.MULTILINE):
        labels.setdefault(family(name) if family(name) in kinds else name, set()).update(re.findall(r'(\w+)="', braces))
    return kinds, {name: found - {"le"} for name, found in labels.items()}
