"""scripts/check finds what it is there to find, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parents[2] / "scripts" / "check"


def run(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    done = subprocess.run([sys.executable, CHECK, "--no-format", root], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Sources/LanguageModel/A.swift", "import Telemetry\n", "LanguageModel must not import Telemetry"),
        ("Sources/Routing/A.swift", "\npackage import Storage\n", "A.swift:2: Routing must not import Storage"),
        ("Sources/Chat/A.swift", "import Hummingbird\n", "Hummingbird belongs to App and Web only"),
        ("Sources/Web/A.swift", "@preconcurrency import GRDB\n", "GRDB belongs to Storage only"),
        ("Sources/Chat/A.swift", "import struct NIOSSL.X\n", "NIOSSL belongs to Notices and Providers only"),
        ("Sources/LanguageModel/A.swift", "import NIOCore\n", "may import nothing but"),
        ("Sources/Chat/A.swift", "let a = try! b()\n", "try!"),
        ("Sources/Chat/A.swift", "let a = b!\n", "forced unwrap"),
        ("Sources/Chat/A.swift", "let a = b()!.c\n", "forced unwrap"),
        ("Sources/Chat/A.swift", "let a = b as! C\n", "as!"),
        ("Sources/Chat/A.swift", 'fatalError("x")\n', "fatalError"),
        ("Sources/Chat/A.swift", "// TODO: later\n", "TODO"),
        ("Sources/Chat/StringUtils.swift", "", "named after nothing"),
        ("Sources/Chat/Helpers/A.swift", "", "named after nothing"),
        ("Sources/Kitchen/A.swift", "", "Kitchen has no place"),
        ("Sources/Chat/A.swift", "\n" * 601, "has 601 lines"),
        ("Tests/ChatTests/A.swift", "\n" * 601, "has 601 lines"),
    ],
)
def test_a_broken_rule_is_named(tmp_path, name, text, words):
    status, output = run(tmp_path, {name: text})
    assert status == 1
    assert words in output
    assert name in output


@pytest.mark.parametrize(
    "text",
    [
        'let a = "well done!"\n',
        'let a = "\\"try! b!\\""\n',
        'let a = """\n  import GRDB\n  fatalError() b!\n  """\n',
        'let a = #"b! "c"! "#\n',
        "// as! and try! in words\n/* fatalError( /* nested */ b! */\n",
        "if a != b, !c { d(!e) }\n",
        "import Foundation\n",
        "\n" * 600,
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path, text):
    status, output = run(tmp_path, {"Sources/Chat/A.swift": text})
    assert (status, output) == (0, "check: everything in order\n")


def test_tests_may_unwrap_by_force(tmp_path):
    status, _ = run(tmp_path, {"Tests/ChatTests/A.swift": "let a = try! b()!\n"})
    assert status == 0


def test_a_kept_package_resolved_is_named(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "Package.resolved").write_text("{}")
    subprocess.run(["git", "-C", tmp_path, "add", "-f", "Package.resolved"], check=True)
    status, output = run(tmp_path, {})
    assert status == 1
    assert "Package.resolved" in output
