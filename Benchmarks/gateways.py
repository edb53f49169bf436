"""What a chat request can go through on its way to the fixed upstream: nothing, nginx, Understudy.

Each is a context manager that yields a running `Gateway`. All take the models `fixed` and `slow`.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass

from processes import Failed, first_line, free_port, running, wait_for_port


@dataclass(frozen=True)
class Gateway:
    """Something that answers `POST /v1/chat/completions` on a port of this machine."""

    name: str
    port: int
    pid: int
    key: str = "none"


@contextlib.contextmanager
def upstream(source, folder):
    """The fixed upstream itself, for requests that take no detour."""
    binary = folder / "upstream"
    subprocess.run(["cc", "-O2", "-o", binary, source], check=True)
    with running([binary], folder, "upstream.log", output=subprocess.PIPE) as process:
        yield Gateway("direct", int(first_line(process, folder / "upstream.log")), process.pid)


NGINX = """
daemon off; worker_processes auto; worker_rlimit_nofile 16384; pid nginx.pid; error_log stderr warn;
events {{ worker_connections 8192; }}
http {{
    access_log off; keepalive_requests 1000000000; tcp_nodelay on;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    upstream fixed {{ server 127.0.0.1:{upstream}; keepalive 128; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ proxy_pass http://fixed; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    }}
}}
"""


@contextlib.contextmanager
def nginx(upstream_port, folder):
    """A plain proxy with kept-alive connections. Streams are not buffered: the upstream says so with X-Accel-Buffering."""
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(upstream=upstream_port, port=port))
    binary = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    command = [binary, "-p", f"{folder}/", "-c", "nginx.conf", "-e", "stderr"]
    with running(command, folder, "nginx.log") as process:
        wait_for_port(process, port, folder / "nginx.log")
        yield Gateway("nginx", port, process.pid)


def understudy_environment():
    """The caller's, without what would change the configuration."""
    return {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}


@contextlib.contextmanager
def understudy(binary, upstream_port, folder):
    """The server as people run it: keys, ledger and database on, the upstream as an `openai` provider."""
    data, config = folder / "understudy-data", folder / "understudy.yaml"
    config.write_text(
        "providers:\n"
        f"  fixed: {{ kind: openai, base_url: http://127.0.0.1:{upstream_port}/v1, api_key: none }}\n"
        "chains: { default: [fixed:fixed], fixed: [fixed:fixed], slow: [fixed:slow] }\n"
        "rates: { key: { asking: 0, reading: 0 }, visitor: { assets: 0, reading: 0 } }\n")
    made = command(binary, "key", "create", "--name", "bench", "--data", data, "--json")
    serve = [binary, "serve", "--config", config, "--port", "0", "--data", data, "--log-level", "warning"]
    with running(serve, folder, "understudy.log", understudy_environment(), output=subprocess.PIPE) as process:
        address = first_line(process, folder / "understudy.log")
        yield Gateway("Understudy", int(address.rstrip("/").rpartition(":")[2]), process.pid, made["key"])


def command(binary, *arguments):
    """What an `understudy` command prints as JSON, whatever it exits with."""
    done = subprocess.run(
        [binary, *arguments], capture_output=True, text=True, timeout=120, check=False, env=understudy_environment())
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Failed(f"understudy {arguments[0]} failed: {done.stderr.strip() or done.stdout.strip()}") from None


def ledger_after(binary, folder):
    """What `log verify` says of the ledger of an `understudy` that has stopped."""
    return command(binary, "log", "verify", "--data", folder / "understudy-data", "--json")


def journal_rates(binary, folder):
    """Durable records a second, for each number of concurrent writers."""
    return command(binary, "bench-journal", "--data", folder, "--json")


def sync_rate(folder, seconds=2):
    """How often a second the disk takes one more record with `fdatasync`: what a journal has to live with."""
    syncs, record, start = 0, b"x" * 800, time.perf_counter()
    with open(folder / "syncs", "wb", buffering=0) as file:
        while time.perf_counter() - start < seconds:
            file.write(record)
            os.fdatasync(file.fileno())
            syncs += 1
    return syncs / (time.perf_counter() - start)
