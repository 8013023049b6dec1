"""Refuse what must never be committed: a path of somebody's machine, an address of a package registry."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME_PATH = re.compile(r"(?<![\w.])/(?:root|work|home|farm)/")
REGISTRY = re.compile(r"--(?:extra-)?index-url|\"resolved\": *\"http|url *= *\"https?://[^\"]*/(?:simple|packages)/")
THIS = "tools/check_leaks.py"


def main() -> int:
    """Print each leak as file:line and return the exit code."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    leaks = [leak for name in listed if name != THIS for leak in _leaks(name)]
    for leak in leaks:
        print(leak)
    return 1 if leaks else 0


def _leaks(name: str) -> list[str]:
    try:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, FileNotFoundError):
        return []
    lock = name.endswith((".lock", ".txt", ".toml", ".json"))
    return [
        f"{name}:{number}: a machine's path or a registry's address"
        for number, line in enumerate(lines, start=1)
        if HOME_PATH.search(line) or (lock and REGISTRY.search(line))
    ]


if __name__ == "__main__":
    sys.exit(main())
