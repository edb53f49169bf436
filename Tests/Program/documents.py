"""What the tests of the documents share: a shell to type their commands into, and people who log in."""

import json
import os
import subprocess

from program import BINARY, PATIENCE, clean_environment


def shell(command, cwd, **environment):
    return subprocess.run(
        ["bash", "-c", command], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)


def make_user(host, name, password, email=None, role="member"):
    """Makes an account and answers its id."""
    address = ["--email", email] if email else []
    done = subprocess.run(
        [BINARY, "user", "create", name, *address, "--role", role, "--data", host.data, "--json"],
        input=password + "\n", capture_output=True, text=True, check=False, timeout=2 * PATIENCE, env=clean_environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["id"]


def log_in(host, name, password):
    """The access token that a login gives."""
    with host.http(headers={}) as http:
        answer = http.post("/auth/login", json={"username": name, "password": password})
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def server_sent(text):
    """The events of a stream, as (name, data)."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" in fields:
            events.append((fields.get("event", "message"), json.loads(fields["data"])))
    return events
