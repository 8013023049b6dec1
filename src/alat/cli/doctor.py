"""Is this installation in order? Only what was looked at is said."""

import platform
import sys
from dataclasses import dataclass
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

from alat import __version__
from alat.cli.paper import Paper
from alat.data import verify
from alat.data.warehouse import check_there, configured_url, shown
from alat.errors import BadInput

FONT = "SourceSansPro-Regular"


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional extra, and which of the modules it brings are there."""

    name: str
    present: bool
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What was found.

    Attributes
    ----------
    version, python, system, package
        Alat's version, Python's, the system, and where Alat is installed.
    files, problems
        How many shipped files were checked, and what is wrong with which.
    font
        The file of the font that charts and pages use; None where it was not found.
    warehouse
        The warehouse in use, its password blotted out; None where the snapshot alone answers.
    warehouse_problem
        Why it cannot be read, where that is seen without asking a server; '' if it is there.
    extras
        Optional extras.
    """

    version: str
    python: str
    system: str
    package: str
    files: int
    problems: tuple[str, ...]
    font: str | None
    warehouse: str | None
    warehouse_problem: str
    extras: tuple[Extra, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def examine() -> Health:
    """Look at the installation.

    Raises
    ------
    CorruptSnapshot
        If the list of shipped files cannot be read.
    """
    verdicts = verify()
    url = configured_url()
    return Health(
        version=__version__,
        python=sys.version.split()[0],
        system=f"{platform.system()} {platform.machine()}",
        package=str(Path(__file__).resolve().parents[1]),
        files=len(verdicts),
        problems=tuple(f"{verdict.file}: {verdict.problem}" for verdict in verdicts if verdict.problem),
        font=_font(),
        warehouse=None if url is None else shown(url),
        warehouse_problem="" if url is None else _warehouse_problem(url),
        extras=_extras(),
        sources=(),
        notes=("Only `alat data pull` uses a network, and only it writes to a warehouse.",),
    )


def show_health(paper: Paper, result: Health) -> None:
    """Write what was found."""
    paper.title(f"Alat {result.version}")
    paper.say(f"Python {result.python} on {result.system}; installed in {result.package}")
    state = "all as shipped" if not result.problems else f"{len(result.problems)} broken"
    paper.say(f"Shipped files: {result.files} checked, {state}")
    for problem in result.problems:
        paper.say(f"  {problem}")
    paper.say(f"Font: {result.font or 'Source Sans Pro was not found; charts and pages need it'}")
    paper.say(f"Warehouse: {result.warehouse or 'none; the snapshot alone answers'}")
    if result.warehouse_problem:
        paper.say(f"  {result.warehouse_problem}")
    for extra in result.extras:
        paper.say(f"Optional extra {extra.name}: {'present' if extra.present else 'not installed'}")


def _warehouse_problem(url: str) -> str:
    try:
        check_there(url)
    except BadInput as error:
        return str(error)
    return ""


def _font() -> str | None:
    spec = find_spec("font_source_sans_pro")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(folder.rglob(f"{FONT}.*")) if folder else []
    return str(found[0]) if found else None


_MODULES = {
    "gravity": ("pyfixest",),
    "cluster": ("dask", "distributed"),
    "spark": ("pyspark",),
    "postgres": ("psycopg",),
    "oidc": ("authlib",),
    "notebook": ("jupyterlab",),
}


def _extras() -> tuple[Extra, ...]:
    stated = {line.partition("extra ==")[2].strip(" '\"") for line in requires("alat") or () if "extra ==" in line}
    return tuple(
        Extra(name, all(find_spec(module) for module in modules), modules)
        for name, modules in _MODULES.items()
        if name in stated
    )
