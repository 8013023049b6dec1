"""What is a case? A folder with `study.toml` and CSV tables; the code knows no case by name."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from alat import sealed
from alat.data.rows import read_csv
from alat.errors import BadTable, MissingFile, UnknownCode, near_matches

STUDIES = "studies"
REQUIRED_FIELDS = ("title", "home", "partners", "as_of")
SCENARIO_FIELDS = ("close", "open", "avoid")
REQUIRED_TABLES = ("claims", "evidence", "posts", "contacts", "wants_offers", "measures", "commitments")


@dataclass(frozen=True, slots=True)
class Study:
    """A case that can be asked about.

    Attributes
    ----------
    id
        Name of its folder.
    title
        What it is called on a page.
    home, partners
        Code of the country whose desk asks, and the code of the country or bloc it asks about.
    as_of
        The date the study speaks from.
    folder
        Where its files are.
    shipped
        Whether it came with Alat and is sealed.
    scenarios
        Named scenarios as `study.toml` states them: name -> field -> values.
    """

    id: str
    title: str
    home: str
    partners: str
    as_of: date
    folder: Path
    shipped: bool
    scenarios: dict[str, dict[str, object]]

    def table(self, name: str) -> pl.DataFrame:
        """Return one of the study's tables, held to its schema.

        Raises
        ------
        MissingFile
            If the folder lacks it.
        BadTable
            If a row breaks the schema ``study_<name>``.
        """
        path = f"{name}.csv"
        return read_csv(_read(self.folder, path, shipped=self.shipped), f"study_{name}", file=f"{self.id}/{path}")


def open_study(name: str | Path) -> Study:
    """Open a shipped study by its id, or any folder that holds one.

    Parameters
    ----------
    name
        ``azerbaijan-latin-america`` or the path of a folder.

    Raises
    ------
    UnknownCode
        If no shipped study and no folder has that name.
    MissingFile
        If `study.toml` or one of the required tables is missing.
    BadTable
        If `study.toml` cannot be read or lacks a field.
    """
    shipped = str(name) in shipped_studies()
    folder = sealed.PACKAGE / STUDIES / str(name) if shipped else Path(name).resolve()
    if not shipped and (not str(name) or not folder.is_dir()):
        raise UnknownCode("study", str(name), near=near_matches(str(name), shipped_studies()))
    file = f"{folder.name}/study.toml"
    settings = _settings(_read(folder, "study.toml", shipped=shipped), file)
    for table in REQUIRED_TABLES:
        if not shipped and not (folder / f"{table}.csv").is_file():
            raise MissingFile(f"{folder.name}/{table}.csv: missing; a study needs {', '.join(REQUIRED_TABLES)}")
    return Study(
        id=folder.name,
        title=_as_text(settings, "title", file),
        home=_as_text(settings, "home", file),
        partners=_as_text(settings, "partners", file),
        as_of=_as_date(settings["as_of"], file),
        folder=folder,
        shipped=shipped,
        scenarios=_scenarios(settings, file),
    )


def shipped_studies() -> tuple[str, ...]:
    """Return the ids of the studies that came with Alat."""
    prefix = f"{STUDIES}/"
    ids = {path.split("/")[1] for path in sealed.seals() if path.startswith(prefix) and path.endswith("/study.toml")}
    return tuple(sorted(ids))


def _read(folder: Path, file: str, *, shipped: bool) -> bytes:
    if shipped:
        return sealed.read_bytes(f"{STUDIES}/{folder.name}/{file}")
    try:
        return (folder / file).read_bytes()
    except OSError:
        raise MissingFile(f"{folder.name}/{file}: missing") from None


def _settings(content: bytes, file: str) -> dict[str, object]:
    try:
        settings = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadTable(file, f"not readable as TOML: {error}") from None
    _check_fields(settings, (*REQUIRED_FIELDS, "scenarios"), file, place="")
    for field in REQUIRED_FIELDS:
        if field not in settings:
            raise BadTable(file, f"the field is missing; a study states {', '.join(REQUIRED_FIELDS)}", column=field)
    return settings


def _check_fields(found: dict[str, object], known: tuple[str, ...], file: str, *, place: str) -> None:
    for field in found:
        if field not in known:
            near = near_matches(field, known)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join(known)}"
            raise BadTable(file, f"unknown field; {hint}", column=f"{place}{field}")


def _as_text(settings: dict[str, object], field: str, file: str) -> str:
    value = settings[field]
    if not isinstance(value, str) or not value.strip():
        raise BadTable(file, f"{value!r}; expected a text in quotes", column=field)
    return value


def _as_date(value: object, file: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadTable(file, f"{value!r}; expected a date such as 2025-04-18, without quotes", column="as_of")
    return value


def _scenarios(settings: dict[str, object], file: str) -> dict[str, dict[str, object]]:
    found = settings.get("scenarios", {})
    if not isinstance(found, dict) or not all(isinstance(fields, dict) for fields in found.values()):
        raise BadTable(file, "expected one table a scenario: [scenarios.NAME]", column="scenarios")
    for name, fields in found.items():
        _check_fields(fields, SCENARIO_FIELDS, file, place=f"scenarios.{name}.")
        for field, values in fields.items():
            if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                raise BadTable(file, f'{values!r}; expected a list such as ["RUS"]', column=f"scenarios.{name}.{field}")
    return found
