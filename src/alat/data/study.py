"""What is a case? A folder with `study.toml` and CSV tables; the code knows no case by name."""

import json
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from alat import sealed
from alat.data.rows import read_csv
from alat.data.schema import schema
from alat.errors import BadInput, BadTable, MissingFile, UnknownCode, near_matches
from alat.reference import Bloc, Country, bloc_names, countries, pair, product

STUDIES = "studies"
REQUIRED_FIELDS = ("title", "home", "partners", "as_of")
SCENARIO_LISTS, SCENARIO_TABLES = ("close", "open", "avoid"), ("add", "improve")
REQUIRED_TABLES = ("claims", "evidence", "posts", "contacts", "wants_offers", "measures", "commitments")
# A study may leave these out: then nothing is said of what its measures change, of what sourced costs they have, or of
# exchanges of people.
OPTIONAL_TABLES = ("measure_effects", "measure_costs", "exchanges")
WORLD = "WLD"
# Columns that hold codes of countries or blocs, several with ``;`` between.
PARTY_COLUMNS = {
    "claims": ("subject", "partner"),
    "evidence": ("reporter",),
    "posts": ("sender", "host"),
    "contacts": ("home", "partner"),
    "wants_offers": ("asks", "offers", "named_partners"),
    "commitments": ("partner",),
    "exchanges": ("host", "partner", "open_to"),
}
# Columns that hold keys of another table: table, column, table of the keys.
KEY_COLUMNS = (
    ("evidence", "claim", "claims"),
    ("measures", "requires", "measures"),
    ("measure_effects", "measure", "measures"),
    ("measure_costs", "measure", "measures"),
    ("exchanges", "requires", "commitments"),
)


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
    budget_usd
        What the study's measures may cost together where nothing else is said; None where it states no budget.
    scenarios
        Named scenarios as `study.toml` states them, name -> field -> values; `alat.network.scenario` reads them.
    """

    id: str
    title: str
    home: str
    partners: str
    as_of: date
    folder: Path
    shipped: bool
    scenarios: dict[str, dict[str, object]]
    budget_usd: float | None = None

    def has(self, name: str) -> bool:
        """Return whether the study has a table that it may leave out."""
        if self.shipped:
            return f"{STUDIES}/{self.id}/{name}.csv" in sealed.seals()
        return (self.folder / f"{name}.csv").is_file()

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
        If `study.toml` cannot be read, lacks a field or names an unknown party, or a table of a folder breaks its
        schema or points to a code or key that is not there. A study that ships is sealed and was checked before.
    """
    shipped = str(name) in shipped_studies()
    folder = sealed.PACKAGE / STUDIES / str(name) if shipped else Path(name).resolve()
    if not shipped and (not str(name) or not folder.is_dir()):
        raise UnknownCode("study", str(name), near=near_matches(str(name), shipped_studies()) or shipped_studies())
    file = f"{folder.name}/study.toml"
    settings = _settings(_read(folder, "study.toml", shipped=shipped), file)
    for table in REQUIRED_TABLES:
        if not shipped and not (folder / f"{table}.csv").is_file():
            raise MissingFile(f"{folder.name}/{table}.csv: missing; a study needs {', '.join(REQUIRED_TABLES)}")
    home, partners = _parties(settings, file)
    study = Study(
        id=folder.name,
        title=_as_text(settings, "title", file=file),
        home=home,
        partners=partners,
        as_of=_as_date(settings["as_of"], file),
        folder=folder,
        shipped=shipped,
        scenarios=_scenarios(settings, file),
        budget_usd=_budget_usd(settings, file),
    )
    if not shipped:
        _check_tables(study)
    return study


def new_study(home: str, partners: str, *, folder: Path, as_of: date | None = None) -> Study:
    """Make an empty study that is valid from the start: `study.toml` and each table with its header alone.

    Parameters
    ----------
    home
        The country whose desk asks, by any name.
    partners
        The country or bloc it asks about, by any name.
    folder
        The folder to make; its parent must exist and it must not.
    as_of
        The date the study speaks from; today (UTC) when it is left out.

    Returns
    -------
    Study
        The new study, opened.

    Raises
    ------
    UnknownCode, AmbiguousName, SameParty
        If the two parties are not a pair.
    BadInput
        If the folder is there already, or its parent is not.
    """
    asked = pair(home, partners)
    target = Path(folder).resolve()
    if target.exists() or target.is_symlink():
        raise BadInput(f"{target.name}: there already; a new study needs a folder of its own")
    if not target.parent.is_dir():
        raise BadInput(f"{target.parent}: no such folder; expected one to make {target.name} in")
    day = as_of or datetime.now(tz=UTC).date()
    settings = {
        "title": f"{asked.first.name} and {asked.second.name}",
        "home": asked.first.iso3,
        "partners": _code(asked.second),
    }
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in settings.items()]
    files = {f"{name}.csv": ",".join(schema(f"study_{name}").names) for name in (*REQUIRED_TABLES, *OPTIONAL_TABLES)}
    files["study.toml"] = "\n".join([*lines, f"as_of = {day.isoformat()}"])
    _write_folder(target, files)
    return open_study(target)


def present_tables(study: Study) -> tuple[str, ...]:
    """Return the tables of a study: those it must have, and those of the others that are there."""
    return (*REQUIRED_TABLES, *(name for name in OPTIONAL_TABLES if study.has(name)))


def shipped_studies() -> tuple[str, ...]:
    """Return the ids of the studies that came with Alat."""
    prefix = f"{STUDIES}/"
    ids = {path.split("/")[1] for path in sealed.seals() if path.startswith(prefix) and path.endswith("/study.toml")}
    return tuple(sorted(ids))


def _write_folder(target: Path, files: dict[str, str]) -> None:
    """Write files beside the target and move them there at once, so that no half of a study is ever seen."""
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, text in files.items():
            (draft / name).write_text(f"{text}\n", encoding="utf-8", newline="\n")
        draft.chmod(0o755)
        draft.rename(target)
    except OSError as error:
        raise BadInput(f"{target.name}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check_tables(study: Study) -> None:
    tables = {name: study.table(name) for name in present_tables(study)}
    codes = {*countries(), *bloc_names(), WORLD}
    for name, columns in PARTY_COLUMNS.items():
        for column in columns if name in tables else ():
            _check_cells(
                tables[name], column, known=codes, what="a country or bloc code", file=f"{study.id}/{name}.csv"
            )
    _check_codes(tables["claims"], file=f"{study.id}/claims.csv")
    for name, column, other in KEY_COLUMNS:
        if name not in tables:
            continue
        keys = set(tables[other]["id"])
        _check_cells(tables[name], column, known=keys, what=f"an id of {other}.csv", file=f"{study.id}/{name}.csv")


def hs_codes(cell: str | None) -> tuple[tuple[str, ...], ...]:
    """Return the HS codes of each item of a claim: ``1701;0201|0202;`` is three items, the last without a code."""
    if not (cell or "").strip():
        return ()
    return tuple(tuple(code.strip() for code in item.split("|") if code.strip()) for item in (cell or "").split(";"))


def _check_codes(claims: pl.DataFrame, *, file: str) -> None:
    """Refuse HS codes of claims that are none, or that are not as many as the items they are of."""
    for row_id, answer, cell in claims.select("id", "answer", "hs").iter_rows():
        found = hs_codes(cell)
        items = [item for item in (answer or "").split(";") if item.strip()]
        if found and len(found) != len(items):
            problem = (
                f"{cell!r} in the row {row_id} is of {len(found)} items; expected {len(items)}, one for each answer"
            )
            raise BadTable(file, problem, column="hs")
        for code in (code for codes in found for code in codes):
            if not code.isdecimal() or len(code) not in {2, 4, 6}:
                raise BadTable(file, f"{code!r} in the row {row_id}; expected 2, 4 or 6 digits", column="hs")
            try:
                product(code[:4])
            except UnknownCode as error:
                raise BadTable(file, f"{error} in the row {row_id}", column="hs") from None


def _check_cells(frame: pl.DataFrame, column: str, *, known: set[str], what: str, file: str) -> None:
    # A table without ids of its own names its rows by the key it points with.
    ids = frame["id" if "id" in frame.columns else column]
    for row_id, cell in pl.DataFrame({"row": ids, "cell": frame[column]}).drop_nulls().iter_rows():
        for part in cell.split(";"):
            if part.strip() not in known:
                near = near_matches(part.strip(), sorted(known))
                hint = f"; did you mean {near[0]}?" if near else ""
                raise BadTable(file, f"{part.strip()!r} in the row {row_id}; expected {what}{hint}", column=column)


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
    _check_fields(settings, (*REQUIRED_FIELDS, "budget_musd", "scenarios"), file=file, place="")
    for field in REQUIRED_FIELDS:
        if field not in settings:
            raise BadTable(file, f"the field is missing; a study states {', '.join(REQUIRED_FIELDS)}", column=field)
    return settings


def _parties(settings: dict[str, object], file: str) -> tuple[str, str]:
    """Return the codes of the two parties that `study.toml` names."""
    home, partners = _as_text(settings, "home", file=file), _as_text(settings, "partners", file=file)
    try:
        asked = pair(home, partners)
    except BadInput as error:
        raise BadTable(file, str(error), column="home + partners") from None
    return asked.first.iso3, _code(asked.second)


def _code(found: Country | Bloc) -> str:
    return found.code if isinstance(found, Bloc) else found.iso3


def _check_fields(found: dict[str, object], known: tuple[str, ...], *, file: str, place: str) -> None:
    for field in found:
        if field not in known:
            near = near_matches(field, known)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join(known)}"
            raise BadTable(file, f"unknown field; {hint}", column=f"{place}{field}")


def _as_text(settings: dict[str, object], field: str, *, file: str) -> str:
    value = settings[field]
    if not isinstance(value, str) or not value.strip():
        raise BadTable(file, f"{value!r}; expected a text in quotes", column=field)
    return value


def _as_date(value: object, file: str, *, column: str = "as_of") -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadTable(file, f"{value!r}; expected a date such as 2025-04-18, without quotes", column=column)
    return value


def _budget_usd(settings: dict[str, object], file: str) -> float | None:
    value = settings.get("budget_musd")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise BadTable(file, f"{value!r}; expected million USD, 0 or more", column="budget_musd")
    return float(value) * 1e6


def _scenarios(settings: dict[str, object], file: str) -> dict[str, dict[str, object]]:
    found = settings.get("scenarios", {})
    if not isinstance(found, dict) or not all(isinstance(fields, dict) for fields in found.values()):
        raise BadTable(file, "expected one table a scenario: [scenarios.NAME]", column="scenarios")
    for name, fields in found.items():
        place = f"scenarios.{name}."
        _check_fields(fields, (*SCENARIO_LISTS, *SCENARIO_TABLES, "as_of"), file=file, place=place)
        for field, values in fields.items():
            if field == "as_of":
                _as_date(values, file, column=f"{place}as_of")
            else:
                _check_edits(field, values, file=file, column=f"{place}{field}")
    return found


def _check_edits(field: str, values: object, *, file: str, column: str) -> None:
    kind, like = (
        (dict, '{mode = "sea", from = "Poti", to = "Santos", headway_h = 168}')
        if field in SCENARIO_TABLES
        else (str, '"RUS"')
    )
    if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
        raise BadTable(file, f"{values!r}; expected a list such as [{like}]", column=column)
