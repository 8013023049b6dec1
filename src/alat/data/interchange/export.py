"""Where does a result go, and in which format? The name of the file says it; a file is whole or not there."""

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alat.data.interchange.sheets import Sheet, Sheets
from alat.data.places import check_file, check_new, takes_files
from alat.errors import BadInput, near_matches

BOOK, CSV, PARQUET, SDMX, ZIP, FOLDER = ".xlsx", ".csv", ".parquet", ".sdmx.csv", ".zip", "/"
# The longest first: .sdmx.csv ends in .csv too.
ENDINGS = (SDMX, BOOK, CSV, PARQUET, ZIP)
EXPECTED = "FILE.xlsx, FILE.csv, FILE.parquet, FILE.sdmx.csv, FILE.zip, or a folder for a data package"
DESCRIPTOR = "datapackage.json"
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to write: the path, and what its name asks for."""

    path: Path
    kind: str


def target(path: Path, *, overwrite: bool = False) -> Target:
    """Return what a name asks for, and refuse one that cannot be written, before anything is computed.

    Parameters
    ----------
    path
        A file that ends in .xlsx, .csv, .parquet, .sdmx.csv or .zip, or a folder that is new or empty.
    overwrite
        Whether a file that is there may be replaced, and a folder that holds nothing but a data package.

    Raises
    ------
    BadInput
        If it has another ending, its folder is not there or cannot be written to, or it is there and may not be
        replaced.
    """
    kind = next((end for end in ENDINGS if path.name.lower().endswith(end)), "" if path.suffix else FOLDER)
    if not kind:
        raise BadInput(f"--export {path}: no format ends in {path.suffix}; expected {EXPECTED}")
    if kind != FOLDER:
        check_file(path, option="--export", overwrite=overwrite)
        return Target(path, kind)
    _check_package(path, overwrite=overwrite)
    parent = path.absolute().parent
    if not parent.is_dir():
        raise BadInput(f"--export {path}: there is no folder {parent}")
    if not takes_files(parent):
        raise BadInput(f"--export {path}: the folder {parent} cannot be written to")
    return Target(path, kind)


def export(sheets: Sheets, where: Target) -> tuple[str, ...]:
    """Write a result's tables and return the names of those written.

    Raises
    ------
    BadInput
        If there is no table at all, a flat file is asked of several without naming one, or the system refuses.
    """
    if not sheets.sheets:
        raise BadInput(f"--export {where.path}: {sheets.title} has no table and no figure to write")
    try:
        if where.kind == FOLDER:
            write_folder(where.path, _package(sheets))
        else:
            write_file(where.path, _content(sheets, where))
    except OSError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"--export {where.path}: cannot be written ({error.strerror})") from None
    flat = where.kind in {CSV, PARQUET, SDMX}
    return (_chosen(sheets, where).name,) if flat else tuple(sheet.name for sheet in sheets.sheets)


def write_file(path: Path, content: bytes) -> None:
    """Write a file by its side and move it into place, so that half of it is never seen."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files by its side and move it into place; one that is there gives way, or stays if it fails."""
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.absolute().parent))
    before = part.with_name(f"{part.name}.before")
    try:
        for name, content in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        part.chmod(0o755)
        if folder.exists():
            folder.rename(before)
        part.replace(folder)
    finally:
        if before.exists() and not folder.exists():
            before.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
        shutil.rmtree(part, ignore_errors=True)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def _check_package(folder: Path, *, overwrite: bool) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir() or folder.is_symlink():
        raise BadInput(f"--export {folder}: is there and no folder; a data package needs a folder of its own")
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    if not held:
        return
    strange = sorted(held - _packed(folder))
    if strange:
        raise BadInput(
            f"--export {folder}: is there and not an empty folder; a data package needs one of its own, and"
            f" {strange[0]} is of no data package"
        )
    check_new((folder,), option="--export", overwrite=overwrite)


def _packed(folder: Path) -> frozenset[str]:
    """Return the files and folders of the data package in a folder, nothing where there is none."""
    descriptor = folder / DESCRIPTOR
    try:
        package = json.loads(descriptor.read_text(encoding="utf-8"))
        files = [DESCRIPTOR, *(str(resource["path"]) for resource in package["resources"])]
        return frozenset(files) | {above.as_posix() for file in files for above in Path(file).parents}
    except (OSError, ValueError, KeyError, TypeError):  # not readable as a package: whatever it is, it is not ours
        return frozenset()


def _content(sheets: Sheets, where: Target) -> bytes:
    # Each writer brings a library of its own; only the one that is used is loaded.
    if where.kind == BOOK:
        from alat.data.interchange.workbook import xlsx_bytes  # noqa: PLC0415 - see above

        return xlsx_bytes(sheets)
    if where.kind == ZIP:
        return zip_bytes(_package(sheets))
    from alat.data.interchange.flat_files import csv_bytes, parquet_bytes  # noqa: PLC0415 - same

    sheet = _chosen(sheets, where)
    if where.kind == CSV:
        return csv_bytes(sheet)
    if where.kind == PARQUET:
        return parquet_bytes(sheet, sheets)
    from alat.data.interchange.sdmx import sdmx_csv_bytes  # noqa: PLC0415 - same

    return sdmx_csv_bytes(sheet, sheets)


def _package(sheets: Sheets) -> dict[str, bytes]:
    from alat.data.interchange.package import package_files  # noqa: PLC0415 - same

    return package_files(sheets)


def _chosen(sheets: Sheets, where: Target) -> Sheet:
    """Return the one table of a flat file: the only one, or the one that stands before the ending."""
    by_name = {sheet.name: sheet for sheet in sheets.sheets}
    stem = where.path.name[: -len(where.kind)]
    named = [name for name in by_name if stem == name or stem.endswith(f".{name}")]
    if named:
        return by_name[max(named, key=len)]
    if len(by_name) == 1:
        return sheets.sheets[0]
    asked = stem.rpartition(".")[2]
    near = near_matches(asked, by_name) if "." in stem else ()
    hint = f"; did you mean {near[0]}?" if near else ""
    pattern = f"{stem.partition('.')[0]}.TABLE{where.kind}"
    raise BadInput(
        f"--export {where.path}: {sheets.title} has {len(by_name)} tables, and this format holds one{hint}; expected"
        f" {pattern}, where TABLE is one of {', '.join(by_name)}; .xlsx, .zip and a folder hold all of them"
    )
