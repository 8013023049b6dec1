"""May a file or a folder be written there? Asked before the work, so that no answer is lost, nor what stands there.

One rule for all that a user names: what is there stays, unless the user says that it may be replaced (`--overwrite`).
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from alat.errors import BadInput

OVERWRITE = "--overwrite"


def check_file(file: Path, *, option: str, overwrite: bool) -> None:
    """Refuse a file that cannot or must not be written, before anything is computed.

    Parameters
    ----------
    file
        Where it would be written.
    option
        What an error calls it by, such as ``--out``.
    overwrite
        Whether a file that is there may be replaced.

    Raises
    ------
    BadInput
        If it is a folder, no plain file, or there already, or lies in a folder that does not exist or cannot be
        written to.
    """
    if file.is_dir():
        raise BadInput(f"{option} {file}: is a folder; expected the name of a file")
    if not file.parent.is_dir():
        raise BadInput(f"{option} {file}: there is no folder {file.parent}")
    if file.exists() and not file.is_file():
        raise BadInput(f"{option} {file}: is no plain file; expected the name of one")
    check_new((file,), option=option, overwrite=overwrite)
    if not takes_files(file.parent):
        raise BadInput(f"{option} {file}: the folder {file.parent} cannot be written to")


def check_folder(folder: Path, *, option: str) -> None:
    """Refuse a folder that cannot be made or written to, before anything is computed.

    Raises
    ------
    BadInput
        If it is a file, lies in one, or cannot be written to.
    """
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not there.is_dir():
        raise BadInput(f"{option} {folder}: {there.name} is a file; expected a folder")
    if not takes_files(there):
        raise BadInput(f"{option} {folder}: the folder {there} cannot be written to")


def check_new(files: Iterable[Path], *, option: str, overwrite: bool) -> None:
    """Refuse files that are there already, unless they may be replaced.

    Raises
    ------
    BadInput
        If one is there and `overwrite` is not set; it is named.
    """
    there = [] if overwrite else [file for file in files if file.exists() or file.is_symlink()]
    if there:
        raise BadInput(f"{option} {there[0]}: is there already; name another, or replace it with {OVERWRITE}")


def takes_files(folder: Path) -> bool:
    """Whether a file can be made there, by making one: what a system allows on paper it may refuse in fact."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
