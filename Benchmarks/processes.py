"""Child processes that are always stopped, by their own ids, and what they weigh."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path


class Failed(Exception):
    """A benchmark, or a part of it, that cannot go on; its text says why."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid):
    """The process and all its descendants."""
    pids = [pid]
    for parent in pids:
        with contextlib.suppress(OSError):
            for children in Path(f"/proc/{parent}/task").glob("*/children"):
                pids += [int(child) for child in children.read_text().split()]
    return pids


def resident_bytes(pid):
    """Resident memory of the process and its descendants; pages they share count for each."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
    return total * os.sysconf("SC_PAGESIZE")


def seconds_alive(pid):
    """Since the process was started, to a hundredth."""
    started = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


@contextlib.contextmanager
def running(command, folder, log, environment=None, output=None):
    """The process, stopped at the end with SIGTERM, or SIGKILL after 20 s.

    What it prints goes to the file `log` in `folder`, its standard output elsewhere with `output`.
    """
    with open(folder / log, "wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stderr=file, stdout=output or file, stdin=subprocess.DEVNULL,
            start_new_session=True)
    try:
        yield process
    finally:
        pids = family(process.pid)
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in pids:
                with contextlib.suppress(OSError):
                    os.kill(pid, 9)
            process.wait(5)
        if process.stdout:
            process.stdout.close()


def first_line(process, log):
    """The first line of a process that runs with `output=PIPE`, which says on what port it listens."""
    line = process.stdout.readline().decode().strip()
    if not line:
        raise Failed(f"{Path(process.args[0]).name} did not start: {tail(log)}")
    return line


def wait_for_port(process, port, log, seconds=20):
    """Until the process listens on `port`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise Failed(f"{Path(process.args[0]).name} does not listen: {tail(log)}")


def tail(log, length=600):
    with contextlib.suppress(OSError):
        return log.read_text(errors="replace").strip()[-length:]
    return "it said nothing"
