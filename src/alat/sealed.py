"""Are the files that ship with Alat still the ones that were shipped?

Every data file inside the package has a row in `seals.csv` (path, SHA-256, bytes). Reading goes through
`read_bytes`, so that a changed byte is refused wherever it would have been used.
`tools/snapshot/seal.py` writes the list.
"""

import csv
import hashlib
from functools import cache
from pathlib import Path

from alat.errors import CorruptSnapshot

PACKAGE = Path(__file__).resolve().parent
SUFFIXES = (".csv", ".parquet", ".toml")
LIST = "seals.csv"
_UNREADABLE = f"{LIST}: the list of shipped files is missing or unreadable; reinstall"


@cache
def seals() -> dict[str, str]:
    """Return the SHA-256 of each shipped file by its path inside the package.

    Raises
    ------
    CorruptSnapshot
        If the list of seals itself is missing or unreadable.
    """
    try:
        with (PACKAGE / LIST).open(encoding="utf-8", newline="") as file:
            listed = {row["path"]: row["sha256"] for row in csv.DictReader(file, strict=True)}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise CorruptSnapshot(_UNREADABLE) from error
    if not listed:
        raise CorruptSnapshot(_UNREADABLE)
    return listed


@cache
def read_bytes(path: str) -> bytes:
    """Return a shipped file's bytes, or refuse them.

    Parameters
    ----------
    path
        The file's path inside the package, with forward slashes: ``data/snapshot/flows_total.parquet``.

    Raises
    ------
    CorruptSnapshot
        If the file is missing, not on the list, or differs from what was shipped.
    """
    content, problem = inspect(path)
    if problem:
        raise CorruptSnapshot(f"{path}: {problem}; run `alat data verify` and reinstall")
    return content


def inspect(path: str) -> tuple[bytes, str]:
    """Return a shipped file's bytes and what is wrong with them ('' when nothing is).

    Parameters
    ----------
    path
        As in `read_bytes`.
    """
    expected = seals().get(path)
    if expected is None:
        return b"", "not on the list of shipped files"
    try:
        content = (PACKAGE / path).read_bytes()
    except OSError:
        return b"", "missing"
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        return content, f"changed since it was shipped (SHA-256 {found[:12]}…, expected {expected[:12]}…)"
    return content, ""


def present() -> tuple[str, ...]:
    """Return the paths of the data files that lie in the package, on the list or not."""
    found = (path for path in PACKAGE.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return tuple(sorted(path.relative_to(PACKAGE).as_posix() for path in found if path.name != LIST))
