"""Does every answer come without a network, and the brief from one command, whole and twice the same?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

STUDY = "azerbaijan-latin-america"
UNPLUGGED = """
import socket

def refuse(*_, **__):
    raise SystemExit("the network was asked for")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from alat.cli import main
main()
"""


def unplugged(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", UNPLUGGED, *arguments], capture_output=True, text=True, check=False)


def test_the_plug_is_pulled() -> None:
    program = UNPLUGGED.replace("from alat.cli import main\nmain()", "socket.create_connection(('localhost', 9))")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the network was asked for" in done.stderr


@pytest.mark.parametrize(
    "question",
    [
        ["profile", "AZE", "BRA"],
        ["opportunities", "AZE", "BRA"],
        ["lanes", "AZE", "BRA"],
        ["votes", "AZE", "BRA"],
        ["claims", STUDY],
    ],
    ids=" ".join,
)
def test_an_answer_needs_no_network(question: list[str]) -> None:
    done = unplugged(*question, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"]


@pytest.mark.parametrize(("first", "second"), [("KAZ", "PER"), ("AZE", "latin-america")])
def test_a_brief_on_any_pair_needs_no_network(tmp_path: Path, first: str, second: str) -> None:
    done = unplugged("brief", first, second, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) in done.stdout
    stem = f"brief-{first}-{second}".lower()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"{stem}.html", f"{stem}.manifest.json", f"{stem}.pdf"]


def test_the_brief_is_the_same_twice_and_its_json_says_where_it_is(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "deeper" / "two"
    answer = json.loads(unplugged("brief", "AZE", "BRA", "--out", str(first), "--json").stdout)
    assert unplugged("brief", "AZE", "BRA", "--out", str(second)).returncode == 0
    assert list(answer) == ["alat", "command", "inputs", "result", "sources", "notes"]
    assert answer["result"]["study"] == STUDY
    assert {source["id"] for source in answer["sources"]} == set(answer["result"]["sources"])
    for name in ("html", "pdf", "manifest"):
        path = Path(answer["result"][name])
        assert path.read_bytes() == (second / path.name).read_bytes(), name


def test_a_brief_without_its_study_says_so(tmp_path: Path) -> None:
    done = unplugged("brief", "AZE", "BRA", "--no-study", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no study; what only a study knows is left out" in done.stdout


def test_a_brief_that_fails_leaves_nothing(tmp_path: Path) -> None:
    done = unplugged("brief", "AZE", "AZE", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert done.stderr.startswith("alat: ")
    assert list(tmp_path.iterdir()) == []
