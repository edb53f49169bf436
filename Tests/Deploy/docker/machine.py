"""The machine that the checklist is carried out on: a Debian of its own with dockerd and a registry, and its shell."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE.parents[2] / ".build" / "docker"
ROOT = PLACE / "machine"
SITE = ROOT / "srv" / "rag-chatbot"
DATA = PLACE / "state"


def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def until(ask, within, what):
    """The first true answer of `ask`."""
    deadline = time.monotonic() + within
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"not within {within} s: {what() if callable(what) else what}"
        time.sleep(0.2)
    return answer


class Machine:
    """Lives in the namespaces that scripts/test-docker has made, and ends with them."""

    def __init__(self):
        assert os.getpid() < 100, "run scripts/test-docker, which gives it namespaces of its own"
        run("ip", "link", "set", "lo", "up")
        run("rm", "-rf", DATA)
        DATA.mkdir(parents=True)
        # A mount of its own, since dockerd turns the root into one that shares nothing.
        run("mount", "--bind", ROOT, ROOT)
        for kind, target in (("/dev", "dev"), ("/sys", "sys")):
            run("mount", "--rbind", kind, ROOT / target)
        run("mount", "-t", "proc", "proc", ROOT / "proc")
        run("mount", "-t", "tmpfs", "tmpfs", ROOT / "run")
        (ROOT / "var" / "lib" / "docker").mkdir(parents=True, exist_ok=True)
        run("mount", "--bind", DATA, ROOT / "var" / "lib" / "docker")
        (ROOT / "etc" / "hosts").write_text("127.0.0.1 localhost registry.example.com\n")
        # There is no way out of here, and nobody to ask for names.
        (ROOT / "etc" / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        # It answers for Docker's own registry as well.
        (ROOT / "etc" / "registry.yml").write_text(
            "version: 0.1\nstorage: { filesystem: { rootdirectory: /var/lib/docker/registry } }\nhttp: { addr: ':80' }\n")
        self.start("docker-registry serve /etc/registry.yml", "registry.log")
        self.start("dockerd --insecure-registry registry.example.com --registry-mirror http://registry.example.com", "dockerd.log")
        until(lambda: self.shell("docker info").returncode == 0, 30, "dockerd")

    def start(self, command, log):
        with (PLACE / log).open("wb") as output:
            # Not only chroot: `docker exec` enters namespaces, whose root is not what chroot says.
            enter = f"cd {ROOT} && pivot_root . mnt && exec chroot . bash -c 'umount -l /mnt && exec {command}'"
            subprocess.Popen(["unshare", "--mount", "bash", "-c", enter], stdout=output, stderr=output)

    def shell(self, command, within=180, **environment):
        """Types a command in the folder of the clone."""
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
        return subprocess.run(
            ["chroot", ROOT, "bash", "-o", "pipefail", "-c", f"cd /srv/rag-chatbot && {command}"], capture_output=True, text=True,
            check=False, timeout=within, env=clean | environment)

    def said(self, command, within=180, **environment):
        """What a command printed that has gone well."""
        done = self.shell(command, within, **environment)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def take_in(self, root, image):
        """Makes an image of a folder of .build/docker."""
        packed = subprocess.Popen(["tar", "-C", PLACE / root, "--exclude=./dev/*", "-c", "."], stdout=subprocess.PIPE)
        run("chroot", ROOT, "docker", "import", "-", image, stdin=packed.stdout, stdout=subprocess.DEVNULL)
        assert packed.wait() == 0

    def stand_in(self, image, dockerfile):
        """Makes an image of the services' root, and puts it into the registry that answers for Docker's."""
        with tempfile.TemporaryDirectory(dir=ROOT / "srv") as folder:
            for file in HERE.glob("*-*"):
                run("cp", file, folder)
            (Path(folder) / "Dockerfile").write_text("FROM services\n" + dockerfile)
            self.said(f"docker build -q -t {image} /srv/{Path(folder).name}")
        remote = f"registry.example.com/{image if '/' in image else 'library/' + image}"
        self.said(f"docker tag {image} {remote} && docker push -q {remote} && docker image rm {image} {remote}")
