"""The docker commands of document 003, as they stand there and in its order, on a machine of their own. scripts/test-docker runs it.

Postgres, Prometheus and the base of the image are Debian's under the names that the files use; Grafana is a stand-in that reads
what Grafana would be given. The server is the real one.
"""

import json
import re

import pytest
from machine import SITE, Machine, until

NAMES = {f"rag-chatbot-{name}" for name in ("backend", "database", "prometheus", "grafana")}
ENVIRONMENT = {"POSTGRES_PASSWORD": "a-password", "GRAFANA_PASSWORD": "another", "SECRET_KEY": "5e" * 32}
QUESTION = {"question": "What does understudy log verify prove?", "session_id": "rehearsal"}
KEPT = {}


@pytest.fixture(scope="module")
def machine():
    machine = Machine()
    machine.take_in("runtime", "debian:bookworm-slim")
    # The binary is there already, so the builder needs no Swift.
    machine.said("docker tag debian:bookworm-slim swift:6.2-bookworm")
    machine.take_in("services", "services")
    machine.stand_in("postgres:15.10-bookworm", 'COPY postgres-entrypoint /\nENTRYPOINT ["/postgres-entrypoint"]\n')
    machine.stand_in(
        "prom/prometheus:v2.55.1",
        'RUN mkdir /prometheus && chown nobody /prometheus\nUSER nobody\nENTRYPOINT ["/usr/bin/prometheus"]\n')
    machine.stand_in("grafana/grafana:11.4.0", 'COPY grafana-stand-in /\nENTRYPOINT ["/grafana-stand-in"]\n')
    (SITE / ".env").write_text("".join(f"{name}={value}\n" for name, value in ENVIRONMENT.items()))
    return machine


def states(machine):
    said = machine.said("docker ps -a --format '{{.Names}} {{.Status}}'")
    return dict(line.split(" ", 1) for line in said.splitlines())


def all_healthy(machine):
    until(lambda: {name for name, state in states(machine).items() if "(healthy)" in state} == NAMES, 120,
          lambda: f"{states(machine)}\n{machine.shell('docker logs --tail 20 rag-chatbot-backend').stdout}")


def read(machine, files=0):
    """Waits until so many files were read, and all that was can be found."""
    def is_done():
        ready = re.findall(r'^understudy_documents_total\{[^}]*"ready"[^}]*\} (\d+)$', machine.said("curl -s http://localhost:8000/metrics"), re.MULTILINE)
        pending = json.loads(machine.said("curl -s http://localhost:8000/api/v1/health"))["checks"]["knowledge"].get("pending")
        return sum(map(int, ready)) >= files and not pending
    until(is_done, 120, "documents")


def ask(machine):
    def answer():
        said = machine.shell(
            f"curl -sS -X POST http://localhost:8000/api/v1/chat/query -H 'Content-Type: application/json' -d '{json.dumps(QUESTION)}'")
        found = json.loads(said.stdout or "{}")
        return found if found.get("citations") else None
    return until(answer, 90, "an answer with citations")


# Deployment

def test_the_image_is_built(machine):
    machine.said("docker build -t rag-chatbot:latest .")
    image, = json.loads(machine.said("docker image inspect rag-chatbot:latest"))
    assert image["Config"]["User"] == "understudy"
    assert image["Config"]["StopSignal"] == "SIGTERM" and list(image["Config"]["Volumes"]) == ["/data"]


def test_the_image_is_pushed(machine):
    # What the document leaves out: the image's name in the registry.
    machine.said("docker tag rag-chatbot:latest registry.example.com/rag-chatbot:latest")
    machine.said("docker push registry.example.com/rag-chatbot:latest")
    machine.said("docker image rm registry.example.com/rag-chatbot:latest")


def test_it_is_deployed(machine):
    machine.said("docker-compose -f docker-compose.prod.yml pull")
    machine.said("docker-compose -f docker-compose.prod.yml up -d")
    all_healthy(machine)


def test_migrations_are_run(machine):
    assert machine.said("docker exec rag-chatbot-backend alembic upgrade head") == "The schema is up to date.\n"
    assert machine.said("docker exec rag-chatbot-backend alembic downgrade -1")
    assert "Running migration: " in machine.said("docker exec rag-chatbot-backend alembic upgrade head")


def test_the_services_are_running(machine):
    lines = machine.said("docker ps | grep rag-chatbot").splitlines()
    assert {line.split()[-1] for line in lines} == NAMES


# Health checks

def test_the_health_check_passes(machine):
    said = json.loads(machine.said("curl http://localhost:8000/api/v1/health"))
    assert said["status"] == "ok" and said["checks"]["database"]["status"] == "ok"


def test_the_database_connection_works(machine):
    said = json.loads(machine.said("""curl -X POST http://localhost:8000/api/v1/chat/query \\
    -H "Content-Type: application/json" \\
    -d '{"question": "test", "session_id": "test-uuid"}'"""))
    assert {"answer", "citations", "cached"} <= set(said)


def test_a_question_is_answered_from_the_documents(machine):
    read(machine, files=len([*(SITE / "docs").rglob("*.md")]))
    said = ask(machine)
    assert all(citation["verified"] and citation["quote"] for citation in said["citations"])
    KEPT["citations"] = [citation["quote"] for citation in said["citations"]]


def test_the_logs_show_no_errors(machine):
    done = machine.shell("docker logs rag-chatbot-backend | grep ERROR")
    assert (done.returncode, done.stdout) == (1, ""), done.stdout
    # What was searched is the log.
    assert "Running migration" in machine.said("docker logs rag-chatbot-backend 2>/dev/null")


# Monitoring and performance

def test_prometheus_collects(machine):
    def up():
        said = json.loads(machine.said("curl http://localhost:9090/api/v1/query?query=up"))
        return {series["metric"]["job"]: series["value"][1] for series in said["data"]["result"]}
    until(lambda: up() == {"understudy": "1", "prometheus": "1"}, 60, "both targets")
    rules = json.loads(machine.said("curl http://localhost:9090/api/v1/rules"))["data"]["groups"]
    assert len(rules) == 5


def test_the_dashboard_is_where_grafana_looks(machine):
    said = json.loads(machine.said("curl http://localhost:3000/api/health"))
    assert said == {"database": "ok", "dashboards": ["Understudy"], "source": "http://prometheus:9090"}


def test_the_response_time_is_told(machine):
    said = machine.said('curl -w "@curl-format.txt" http://localhost:8000/api/v1/health')
    assert float(said.split(" total ")[1].split()[0]) < 2


# Backup and rollback

def test_the_database_is_dumped(machine):
    address = machine.said("docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' rag-chatbot-database").strip()
    machine.said("pg_dump production_db > backup_$(date +%Y%m%d).sql",
                 PGHOST=address, PGUSER="understudy", PGPASSWORD=ENVIRONMENT["POSTGRES_PASSWORD"])
    backup, = SITE.glob("backup_*.sql")
    assert "CREATE TABLE public.documents" in backup.read_text()


def test_down_and_up_keeps_everything(machine):
    made = json.loads(machine.said("docker exec rag-chatbot-backend understudy key create --name before --json"))
    machine.said("docker-compose -f docker-compose.prod.yml down")
    assert states(machine) == {}
    machine.said("docker-compose -f docker-compose.prod.yml up -d")
    all_healthy(machine)
    assert "before" in machine.said("docker exec rag-chatbot-backend understudy key list")
    machine.said(f"curl -fsS -H 'Authorization: Bearer {made['key']}' http://localhost:8000/v1/models")
    read(machine)
    assert [citation["quote"] for citation in ask(machine)["citations"]] == KEPT["citations"]
    machine.said("docker exec rag-chatbot-backend understudy log verify")
    machine.said("docker-compose -f docker-compose.prod.yml down")


def test_a_service_of_a_swarm_is_rolled_back(machine):
    machine.said("docker swarm init --advertise-addr 127.0.0.1")
    machine.said("set -a && . ./.env && docker stack deploy -c docker-compose.prod.yml rag-chatbot")

    def image():
        return machine.said("docker service inspect -f '{{.Spec.TaskTemplate.ContainerSpec.Image}}' rag-chatbot_backend")

    def running():
        return machine.said("docker service ls --format '{{.Name}} {{.Replicas}}' --filter name=rag-chatbot_backend").split()[1] == "1/1"
    until(running, 120, lambda: machine.said("docker service ps --no-trunc rag-chatbot_backend"))
    before = image()
    # Another version, which differs by a label.
    machine.said("echo 'FROM rag-chatbot:latest\nLABEL version=next' | docker build -q -t registry.example.com/rag-chatbot:next -"
                 " && docker push -q registry.example.com/rag-chatbot:next")
    machine.said("docker service update --quiet --image registry.example.com/rag-chatbot:next rag-chatbot_backend")
    assert "rag-chatbot:next" in image() and image() != before
    machine.said("docker service rollback rag-chatbot_backend")
    assert image() == before
    until(running, 60, "the service as it was")
