"""The files that the document's commands read: what they name is there, and one says the same as the other."""

import re
import subprocess

import httpx2 as httpx
import yaml
from documents import shell
from program import BINARY, ROOT, quickest, understudy

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.prod.yml").read_text())
SERVICES = COMPOSE["services"]


def without_lines_end(text):
    return text.replace("\\\n", " ")


def test_the_names_are_the_documents():
    backend = SERVICES["backend"]
    assert backend["container_name"] == "rag-chatbot-backend"
    assert backend["image"] == "${REGISTRY:-registry.example.com}/rag-chatbot:${TAG:-latest}"
    assert backend["ports"] == ["8000:8000"]
    assert SERVICES["prometheus"]["ports"] == ["127.0.0.1:9090:9090"]
    assert all(service["container_name"] == f"rag-chatbot-{name}" for name, service in SERVICES.items())
    assert SERVICES["database"]["environment"]["POSTGRES_DB"] == "production_db"


def test_every_image_has_a_version_and_every_service_is_watched():
    for name, service in SERVICES.items():
        assert re.search(r":[v\d$]", service["image"]), name
        # The server's own is in the Dockerfile.
        assert "healthcheck" in service or name == "backend"
        assert service["logging"]["options"]["max-size"]
    assert "HEALTHCHECK" in DOCKERFILE


def test_what_is_mounted_is_there_and_what_is_kept_has_a_name():
    for name, service in SERVICES.items():
        for volume in service["volumes"]:
            source = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", volume).split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).exists(), name
            else:
                assert COMPOSE["volumes"][source]["name"] == f"rag-chatbot-{source}"


def test_every_variable_without_a_default_is_in_the_example():
    example = (ROOT / "deploy" / "docker" / "example.env").read_text()
    text = (ROOT / "docker-compose.prod.yml").read_text()
    for name in re.findall(r"\$\{(\w+)", text):
        assert re.search(rf"^{name}=", example, re.MULTILINE), name
    assert ".env" in (ROOT / ".gitignore").read_text().split()


def test_the_image_takes_in_what_the_build_needs():
    """Each file that the Dockerfile copies is let through by .dockerignore, which lets nothing else through."""
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = set()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        copied |= set(line.split()[:-1])
    assert copied - {"dist/understud[y]"} | {"dist/understudy"} == set(allowed)
    assert all((ROOT / name).exists() for name in copied if "[" not in name)
    # What is a link there leads to what is there as well.
    links = [file for folder in ("Sources", "Tests") for file in (ROOT / folder).rglob("*") if file.is_symlink()]
    assert {file.resolve().relative_to(ROOT.resolve()).parts[0] for file in links} <= copied


def test_the_image_has_the_libraries_that_the_server_is_linked_with():
    """The runtime packages of the image against those that the build's packages stand for."""
    packages = re.search(r"apt-get install -y --no-install-recommends(.*?)&&", without_lines_end(DOCKERFILE), re.DOTALL)
    installed = set(packages[1].split())
    linked = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True).stdout
    for library, package in (("libpq.so", "libpq5"), ("libsqlite3.so", "libsqlite3-0"), ("libxml2.so", "libxml2"),
                             ("libcmark-gfm.so", "libcmark-gfm0.29.0.gfm.6"), ("libstemmer.so", "libstemmer0d"),
                             ("libcmark-gfm-extensions.so", "libcmark-gfm-extensions0.29.0.gfm.6"), ("libcurl.so", "libcurl4"),
                             ("libz.so", "zlib1g")):
        assert (library in linked) <= (package in installed), package
    assert {"ca-certificates", "curl", "poppler-utils"} <= installed


def test_the_images_configuration_is_one_that_the_server_takes(stage, tmp_path):
    config = (ROOT / "deploy" / "docker" / "understudy.yaml").read_text()
    config = config.replace("/documents", str(tmp_path)).replace("0.0.0.0", "127.0.0.1")
    (tmp_path / "hello.md").write_text("# Hello\n\nThe shop opens at nine.\n")
    host = stage.server(config)
    assert httpx.get(f"{host.url}/api/v1/assistants", headers={"authorization": f"Bearer {host.key}"}).status_code == 200
    # As in the container: settings from the file in the folder, whoever asks.
    status, output, errors = understudy("migrate", "status", "--json", "--data", host.data, cwd=host.store[1].parent)
    assert status == 0 and '"applied_at"' in output, errors


def test_the_response_time_is_told_and_below_two_seconds(stage):
    host = stage.server({})
    command = 'curl -w "@curl-format.txt" http://localhost:8000/api/v1/health'.replace("localhost:8000", f"localhost:{host.port}")

    def total():
        done = shell(command, ROOT)
        assert done.returncode == 0, done.stderr
        figures = {name.strip(): value for name, value in re.findall(r"^ *([\w ]+?)  ([\d.]+)(?: s)?$", done.stdout, re.MULTILINE)}
        assert set(figures) == {"name lookup", "connect", "TLS handshake", "first byte", "total", "status"}
        assert figures["status"] == "200"
        return float(figures["total"])

    assert quickest(total) < 2
