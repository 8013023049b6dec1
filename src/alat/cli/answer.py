"""How an answer leaves: to the screen, as JSON, or into a file that is either whole or not there."""

import errno
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from alat.cli.paper import blank_paper, is_plain
from alat.cli.request import Answered, Request
from alat.data.envelope import envelope
from alat.data.places import check_file, check_folder
from alat.errors import AlatError, BadInput

if TYPE_CHECKING:
    from alat.data.interchange import Target

QUIET_S = 2.0
TELL_EVERY_S = 10.0
READER_GONE = 141
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def execute(request: Request) -> None:
    """Answer a request: check where the answer goes, compute it, write it.

    Raises
    ------
    BadInput
        If the file of ``--out`` or ``--export`` cannot be written, or is there and
        ``--overwrite`` is not given; nothing is computed then.
    """
    file = None if request.out_is_folder else request.out
    if file is not None:
        check_file(file, option="--out", overwrite=request.overwrite)
    elif request.out is not None:
        check_folder(request.out, option="--out")
    target = None if request.export is None else _target(request.export, request=request)
    at_work = nullcontext() if request.tells_itself else working(request.command)
    with at_work, _writing(request.out if request.out_is_folder else None):
        answered = request.answer()
        if target is not None:
            _export(request, answered, target=target)
        text = _text(request, answered, plain=file is not None or is_plain())
    if file is None:
        send(text)
    else:
        write_whole(file, text)
        send(f"{file}\n")
    if answered.exit_code:
        raise typer.Exit(answered.exit_code)


def send(text: str) -> None:
    """Write to stdout; a reader that has left (``| head``) is no error of ours."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(READER_GONE) from None


def write_whole(path: Path, text: str, *, option: str = "--out") -> None:
    """Write a file by its side and move it into place, so that half of it is never seen.

    Raises
    ------
    BadInput
        If the file cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            part.chmod(0o644)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{option} {path}: cannot be written ({error.strerror})") from None


@contextmanager
def working(on: str) -> Iterator[None]:
    """Tell on stderr that work is going on, once it has taken two seconds."""
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(on, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


@contextmanager
def _writing(folder: Path | None) -> Iterator[None]:
    """Turn the refusal of a folder by the system into one line; any other failure of the system is our own."""
    try:
        yield
    except OSError as error:
        if isinstance(error, AlatError) or folder is None:
            raise
        named = Path(str(error.filename or os.sep)).absolute()
        if folder.absolute().parent not in named.parents and error.errno not in _DISK:
            raise
        raise BadInput(f"--out {folder}: cannot be written ({error.strerror})") from None


def _target(path: Path, *, request: Request) -> "Target":
    from alat.data.interchange import target

    if request.out is not None and request.out.absolute() == path.absolute():
        raise BadInput(f"--export {path}: is the place of --out too; expected another")
    return target(path, overwrite=request.overwrite)


def _export(request: Request, answered: Answered, *, target: "Target") -> None:
    """Write the tables of an answer and say on stderr which, since stdout belongs to the answer."""
    from alat.data.interchange import export, sheets_of

    names = export(sheets_of(answered.result, title=request.command), target)
    sys.stderr.write(f"alat: {target.path}: {len(names)} {'table' if len(names) == 1 else 'tables'} written\n")


def _text(request: Request, answered: Answered, *, plain: bool) -> str:
    result = answered.result
    if request.as_json:
        every = {field.name for field in fields(Request)}
        asked = {field.name: getattr(request, field.name) for field in fields(request) if field.name not in every}
        answer = envelope(request.command, asked, result=result, sources=result.sources, notes=result.notes)
        return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    paper = blank_paper(plain=plain)
    answered.show(paper)
    return paper.close(result.sources if answered.footnotes else (), result.notes)


def _tell(on: str, done: threading.Event) -> None:
    seconds = QUIET_S
    wait = QUIET_S
    while not done.wait(wait):
        sys.stderr.write(f"alat: {on}: {seconds:.0f} s ...\n")
        sys.stderr.flush()
        wait = TELL_EVERY_S
        seconds += wait
