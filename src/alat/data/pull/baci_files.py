"""What did CEPII ship? Yearly files and two lists of codes, in a zip, in several, or unpacked in a folder."""

import csv
import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from alat.data.warehouse.vintages import StoredFile, revision_year
from alat.errors import BadInput, BadTable, MissingFile, near_matches

_YEARLY = re.compile(r"BACI_(HS\d{2})_Y(\d{4})_(V\d{4}\w+)\.csv", re.IGNORECASE)
_COUNTRIES = re.compile(r"country_codes_(V\w+)\.csv", re.IGNORECASE)
_PRODUCTS = re.compile(r"product_codes_(HS\d{2})_(V\w+)\.csv", re.IGNORECASE)
_EXPECTED = "files such as BACI_HS22_Y2023_V202501.csv"
_CHUNK = 1 << 18  # larger pieces fall out of the cache: a sixth more seconds of processor


@dataclass(frozen=True, slots=True)
class Member:
    """A file on its own, or inside a zip."""

    place: Path
    name: str
    bytes: int
    zipped: bool

    @property
    def shown(self) -> str:
        """The name an error calls it by: ``BACI_HS22_V202501.zip: BACI_HS22_Y2023_V202501.csv``."""
        base = self.name.rpartition("/")[2]
        return f"{self.place.name}: {base}" if self.zipped else base

    def unpacked(self, folder: Path) -> Path:
        """Return the file as one on disk; a zipped one is put into `folder`.

        Raises
        ------
        BadTable
            If the zip is damaged.
        """
        if not self.zipped:
            return self.place
        file = folder / self.name.rpartition("/")[2]
        with self._opened() as source, file.open("wb") as target:
            try:
                shutil.copyfileobj(source, target, _CHUNK)
            except (zipfile.BadZipFile, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
                raise BadTable(self.shown, f"the zip is damaged ({error}); get the file again") from None
        return file

    def rows(self, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Read a code list: line number and cells, of a file that must have `columns`.

        Raises
        ------
        BadTable
            If it is not UTF-8, a column is missing, or a row is short.
        """
        with self._opened() as source:
            content = source.read()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise BadTable(self.shown, f"not UTF-8 text (byte {error.start})", row=line) from None
        reader = csv.DictReader(io.StringIO(text, newline=""))
        check_columns(reader.fieldnames or (), columns, file=self.shown)
        for row in reader:
            if any(row[name] is None for name in columns):
                raise BadTable(self.shown, f"the row is short; expected {', '.join(columns)}", row=reader.line_num)
            yield reader.line_num, row

    def _opened(self) -> BinaryIO:
        if not self.zipped:
            return self.place.open("rb")
        archive = zipfile.ZipFile(self.place)
        return archive.open(self.name)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One release of BACI in one revision: its yearly files by year, and its code lists.

    Attributes
    ----------
    revision, release
        ``HS22``, ``V202501``.
    years
        The file of each year.
    countries, products
        The two lists of codes.
    """

    revision: str
    release: str
    years: dict[int, Member]
    countries: Member
    products: Member

    def stored_files(self) -> tuple[StoredFile, ...]:
        """Return the files on disk that this is read from, each with its hash."""
        members = (*self.years.values(), self.countries, self.products)
        places = sorted({member.place for member in members})
        return tuple(StoredFile(place.name, _sha256(place), place.stat().st_size) for place in places)


def deliver(source: Path, *, years: Sequence[int] | None = None) -> Delivery:
    """Find BACI in a folder or zip.

    Parameters
    ----------
    source
        A zip as CEPII ships it, a folder with such zips, or a folder with their files.
    years
        Which years to take; all without it.

    Raises
    ------
    MissingFile
        If there is no such folder or file, no BACI in it, no list of codes, or not one of the years.
    BadInput
        If what is there is no zip.
    BadTable
        If revisions or releases are mixed, or a year is there twice.
    """
    members = _members(source)
    found = [(member, match) for member in members if (match := _matched(_YEARLY, member))]
    if not found:
        raise MissingFile(f"{source}: no BACI in it; expected {_EXPECTED}{_nearest(members)}")
    revision = _only({match[1].upper() for _, match in found}, source, what="revisions of the Harmonized System")
    release = _only({match[3].upper() for _, match in found}, source, what="releases")
    by_year: dict[int, Member] = {}
    for member, match in found:
        year = int(match[2])
        if not revision_year(revision) <= year < int(release[1:5]):
            problem = (
                f"the year {year}; expected {revision_year(revision)}, when {revision} began, to the one before the"
            )
            raise BadTable(member.shown, f"{problem} release {release}")
        if year in by_year:
            raise BadTable(member.shown, f"the year {year} is there twice, also as {by_year[year].shown}")
        by_year[year] = member
    return Delivery(
        revision=revision,
        release=release,
        years=_chosen(by_year, years, source=source),
        countries=_list(_COUNTRIES, members, expected=f"country_codes_{release}.csv", source=source),
        products=_list(_PRODUCTS, members, expected=f"product_codes_{revision}_{release}.csv", source=source),
    )


def check_columns(found: Sequence[str], wanted: Sequence[str], *, file: str) -> None:
    """Refuse a header that lacks a column.

    Raises
    ------
    BadTable
        Naming the column, and what is there instead of it.
    """
    listed = ",".join(wanted)
    if len(found) == 1 and any(mark in found[0] for mark in ";\t"):
        raise BadTable(file, f"cells are not separated by commas; expected {listed}", row=1)
    for name in wanted:
        if name not in found:
            near = near_matches(name, found) or tuple(found)
            raise BadTable(
                file, f"the column is missing; expected {listed}; there is {', '.join(near)}", row=1, column=name
            )


def _members(source: Path) -> list[Member]:
    if not source.exists():
        raise MissingFile(f"{source}: there is no such folder or file; expected a zip of BACI or a folder with one")
    if not source.is_dir():
        return _in_zip(source)
    members: list[Member] = []
    for file in sorted(each for each in source.rglob("*") if each.is_file()):
        if file.suffix.lower() == ".zip":
            members += _in_zip(file)
        else:
            members.append(Member(file, file.name, file.stat().st_size, zipped=False))
    return members


def _in_zip(file: Path) -> list[Member]:
    if file.suffix.lower() == ".csv":
        raise BadInput(f"{file}: is one file of BACI; give the folder, which also has the lists of codes")
    try:
        with zipfile.ZipFile(file) as archive:
            return [Member(file, each.filename, each.file_size, zipped=True) for each in archive.infolist()]
    except zipfile.BadZipFile:
        raise BadInput(f"{file}: is no zip, or was cut off; expected one as CEPII ships it, get it again") from None


def _matched(pattern: re.Pattern[str], member: Member) -> re.Match[str] | None:
    return pattern.fullmatch(member.name.rpartition("/")[2])


def _nearest(members: Sequence[Member]) -> str:
    names = [member.name for member in members]
    near = near_matches("BACI_HS22_Y2023_V202501.csv", names) or tuple(names[:3])
    return f"; there is {', '.join(near)}" if near else "; it is empty"


def _only(found: set[str], source: Path, *, what: str) -> str:
    if len(found) > 1:
        raise BadTable(str(source), f"{what} are mixed: {', '.join(sorted(found))}; give one at a time")
    return found.pop()


def _chosen(by_year: dict[int, Member], years: Sequence[int] | None, *, source: Path) -> dict[int, Member]:
    if years is None:
        return dict(sorted(by_year.items()))
    missing = [str(year) for year in years if year not in by_year]
    if missing:
        there = ", ".join(str(year) for year in sorted(by_year))
        raise MissingFile(f"{source}: no file of {', '.join(missing)}; there are {there}")
    return {year: by_year[year] for year in sorted(set(years))}


def _list(pattern: re.Pattern[str], members: Sequence[Member], *, expected: str, source: Path) -> Member:
    found = [member for member in members if _matched(pattern, member)]
    same = [member for member in found if member.name.rpartition("/")[2].upper() == expected.upper()]
    if not same:
        there = f"; there is {', '.join(member.shown for member in found)}" if found else ""
        raise MissingFile(f"{source}: no {expected} beside the yearly files{there}")
    return same[0]


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
