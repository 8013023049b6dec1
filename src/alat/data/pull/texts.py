"""Which tables of text does a file hold? A plain one, one packed by gzip, or the members of a zip or 7-Zip archive."""

import gzip
import io
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alat.errors import BadTable, MissingFile

TABLE_ENDS = (".csv", ".txt", ".tsv")
ENDS = (*TABLE_ENDS, ".gz", ".zip", ".7z")
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
# Programs that unpack 7-Zip archives to stdout; the last is bsdtar under another name on macOS and Windows.
_UNPACKERS = (
    ("7zz", "e", "-so", "-bd"),
    ("7z", "e", "-so", "-bd"),
    ("7za", "e", "-so", "-bd"),
    ("bsdtar", "-xOf"),
    ("tar", "-xOf"),
)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of text: what to call it, and its bytes."""

    called: str
    content: bytes


def text_tables(path: Path) -> Iterator[TextTable]:
    """Yield the tables of text in a file.

    Raises
    ------
    BadTable
        If an archive is damaged, or of 7-Zip and no program on this machine unpacks it.
    """
    with path.open("rb") as file:
        start = file.read(len(_SEVEN_ZIP))
    if start == _SEVEN_ZIP:
        yield TextTable(path.name, _seven_zip(path))
    elif zipfile.is_zipfile(path):
        yield from _zip(path)
    elif start.startswith(b"\x1f\x8b"):
        yield TextTable(path.name, _gzip(path))
    else:
        yield TextTable(path.name, path.read_bytes())


def text_frame(found: TextTable, *, skip_rows: int = 0, only: Container[str] | None = None) -> pl.DataFrame:
    """Return a table with every cell as a text, an empty one as null; commas, semicolons or tabs part its cells.

    Parameters
    ----------
    skip_rows
        Lines before the header.
    only
        Names of the columns to read, in lower case; all without it.

    Raises
    ------
    BadTable
        If it is empty, no text, or a row has more cells than the header.
    """
    content = found.content.removeprefix(b"\xef\xbb\xbf")
    lines = content.split(b"\n", skip_rows + 1)
    header = lines[skip_rows] if len(lines) > skip_rows else b""
    if not header.strip():
        raise BadTable(found.called, "empty; expected a header and rows")
    if header.lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise BadTable(found.called, "a web page; expected a table")
    separator = max((",", ";", "\t"), key=lambda mark: header.count(mark.encode()))
    names = [name.strip('"\r ') for name in header.decode("utf-8", "replace").split(separator)]
    chosen = [place for place, name in enumerate(names) if only is None or name.lower() in only]
    try:
        return pl.read_csv(
            io.BytesIO(content),
            separator=separator,
            infer_schema=False,
            skip_rows=skip_rows,
            columns=chosen if len(chosen) < len(names) else None,
        )
    except pl.exceptions.PolarsError as error:
        raise BadTable(found.called, f"no table of text, or cut off ({str(error).splitlines()[0]})") from None


def files_of(source: Path, *ends: str) -> list[Path]:
    """Return the files that a user has: one, or those of a folder with such ends, by name.

    Raises
    ------
    MissingFile
        If there is none.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise MissingFile(f"{source}: there is no such file or folder")
    found = sorted(path for path in source.rglob("*") if path.is_file() and path.name.lower().endswith(ends))
    if not found:
        raise MissingFile(f"{source}: holds no file that ends in {', '.join(ends)}")
    return found


def _zip(path: Path) -> Iterator[TextTable]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.lower().endswith(TABLE_ENDS))
        if not names:
            raise BadTable(path.name, f"no table in it; expected a member that ends in {', '.join(TABLE_ENDS)}")
        for name in names:
            try:
                yield TextTable(f"{path.name}:{name}", archive.read(name))
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise BadTable(f"{path.name}:{name}", f"the archive is damaged ({error})") from None


def _gzip(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadTable(path.name, "the packed file is damaged or cut off") from None


def _seven_zip(path: Path) -> bytes:
    for program, *options in _UNPACKERS:
        at = shutil.which(program)
        if at is None:
            continue
        done = subprocess.run([at, *options, str(path)], capture_output=True, check=False)
        if done.returncode == 0 and done.stdout:
            return done.stdout
    raise BadTable(
        path.name,
        "a 7-Zip archive, which no program on this machine unpacks; unpack it yourself and give the folder by --from,"
        " or install 7-Zip or bsdtar",
    )
