"""Is a file of the kind it should be, and whole? Asked before it gets its name."""

import gzip
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 20


def json_problem(path: Path) -> str:
    """Return what is wrong with a file of JSON ('' for nothing)."""
    try:
        json.loads(path.read_bytes())
    except UnicodeDecodeError:
        return "the answer is no text"
    except json.JSONDecodeError as error:
        return f"the answer is no JSON, or cut off ({error.msg} at character {error.pos})"
    return ""


def zip_problem(path: Path) -> str:
    """Return what is wrong with a zip archive ('' for nothing); each member is read once."""
    if not zipfile.is_zipfile(path):
        return "no zip archive, or one that is cut off"
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        return f"the zip archive is damaged ({error})"
    return f"the zip archive is damaged at {broken}" if broken else ""


def gzip_problem(path: Path) -> str:
    """Return what is wrong with a file packed by gzip ('' for nothing)."""
    try:
        with gzip.open(path) as file:
            while file.read(_CHUNK):
                pass
    except gzip.BadGzipFile:
        return "not packed by gzip, or damaged"
    except EOFError:
        return "the packed file is cut off"
    except zlib.error:
        return "the packed file is damaged"
    return ""


def text_problem(path: Path) -> str:
    """Return what is wrong with a table of text ('' for nothing): that its last line has no end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1))
        return "" if file.read(1) in {b"\n", b"\r"} else "its last line has no end, so it may be cut off"


def file_problem(name: str) -> Callable[[Path], str]:
    """Return the check for a file by the end of its name."""
    kinds = {".zip": zip_problem, ".gz": gzip_problem, ".json": json_problem, ".csv": text_problem}
    return kinds.get(Path(name).suffix.lower(), lambda _path: "")
