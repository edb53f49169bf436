"""Other gateways from PyPI, each in a virtual environment of its own that is kept for the next run."""

import contextlib
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

from gateways import Gateway
from processes import Failed, free_port, running, wait_for_port

START_SECONDS = 90


def install(requirement, folder):
    """The folder of the environment's programs, and the version that is installed in it."""
    name = re.match(r"[\w-]+", requirement)[0]
    programs = folder / name / "bin"
    try:
        if not (folder / name / "installed").exists():
            print(f"Installing {requirement}", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder / name], check=True, timeout=120)
            subprocess.run(
                [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement],
                check=True, timeout=900)
            (folder / name / "installed").touch()
        version = subprocess.run(
            [programs / "python", "-c", f"import importlib.metadata as m; print(m.version('{name}'))"],
            check=True, capture_output=True, text=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise Failed(f"{requirement} cannot be installed ({type(error).__name__})") from None
    return programs, version


LITELLM = """
model_list:
  - {{ model_name: fixed, litellm_params: {{ model: openai/fixed, api_base: "{base}", api_key: none }} }}
  - {{ model_name: slow, litellm_params: {{ model: openai/slow, api_base: "{base}", api_key: none }} }}
general_settings: {{ master_key: {key} }}
"""


@contextlib.contextmanager
def litellm(upstream_port, folder, environments):
    """LiteLLM's proxy with a master key and no database, as it starts by default."""
    programs, version = install("litellm[proxy]", environments)
    port, key = free_port(), f"sk-{secrets.token_hex(24)}"
    (folder / "litellm.yaml").write_text(LITELLM.format(base=f"http://127.0.0.1:{upstream_port}/v1", key=key))
    environment = os.environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
    command = [programs / "litellm", "--config", "litellm.yaml", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, folder, "litellm.log", environment) as process:
        wait_for_port(process, port, folder / "litellm.log", START_SECONDS)
        yield Gateway(f"LiteLLM {version}", port, process.pid, key)


@contextlib.contextmanager
def sglang_router(upstream_port, folder, environments):
    """sglang's router in front of one worker; it has neither keys nor records."""
    programs, version = install("sglang-router", environments)
    port = free_port()
    command = [programs / "python", "-m", "sglang_router.launch_router", "--host", "127.0.0.1", "--port", str(port),
               "--prometheus-port", str(free_port()), "--worker-urls", f"http://127.0.0.1:{upstream_port}",
               "--disable-health-check", "--log-level", "warn"]
    with running(command, folder, "sglang-router.log") as process:
        wait_for_port(process, port, folder / "sglang-router.log", START_SECONDS)
        yield Gateway(f"sglang-router {version}", port, process.pid)


PEERS = [litellm, sglang_router]


def environments_folder(root):
    """Where the environments live: among what is built, so that `make clean` takes them along."""
    folder = Path(root) / ".build" / "bench-peers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
