"""Do costs and times meet what is published, and does the page on calibration say so, misses included?"""

import csv
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "tools" / "calibrate"
PAGE = ROOT / "docs" / "calibration.md"


@pytest.fixture(scope="module")
def report() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        yield importlib.import_module("calibration_report")
    for name in [name for name in sys.modules if name.startswith("calibration_")]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def tables(report: ModuleType) -> dict[str, str]:
    return dict(report.tables())


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def cells(table: str) -> list[list[str]]:
    """Rows of a table of the page, without its head."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def test_the_page_shows_what_the_engine_says_today(tables: dict[str, str], page: str) -> None:
    for name, table in tables.items():
        assert table in page, f"docs/calibration.md is out of date: {name}; run tools/calibrate/calibration_report.py"


@pytest.mark.raw
def test_the_whole_page_is_written_by_the_script(
    report: ModuleType, tables: dict[str, str], raw_data: Path, page: str
) -> None:
    assert report.page({**tables, **report.sea_tables(raw_data)}) == page


@pytest.mark.raw
def test_every_published_figure_is_compared_or_set_aside_with_a_reason(raw_data: Path) -> None:
    with (raw_data / "network/facts/facts.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"] for row in csv.DictReader(file) if row["use"].startswith(("validation", "DO NOT"))}
    with (SCRIPTS / "calibration_facts.csv").open(encoding="utf-8", newline="") as file:
        compared = {row["id"].rstrip("abr") for row in csv.DictReader(file)}
    with (SCRIPTS / "calibration_unused.csv").open(encoding="utf-8", newline="") as file:
        aside = {fact for row in csv.DictReader(file) for fact in row["facts"].split(";")}
    assert rows - {"F025", "F086"} <= compared | aside
    assert not compared & aside


def test_what_was_fitted_agrees(tables: dict[str, str]) -> None:
    rows = cells(tables["facts-fit"])
    assert len(rows) >= 6
    assert [row[0] for row in rows if row[-1] != "yes"] == []


def test_the_misses_of_the_page_are_those_found_and_no_others(tables: dict[str, str], page: str) -> None:
    missed = [row[0] for row in cells(tables["facts-held-out"]) if row[-1] != "yes"]
    section = page.split("### Misses")[1].split("\n## ", maxsplit=1)[0]
    assert [line.split(" | ")[0].strip("| ") for line in section.splitlines() if line.startswith("| ")][2:] == missed


def test_most_held_out_facts_agree(tables: dict[str, str]) -> None:
    agreed = [row[-1] == "yes" for row in cells(tables["facts-held-out"])]
    assert sum(agreed) >= 0.6 * len(agreed)


def test_the_fewest_transshipments_are_within_four_points_of_the_count(tables: dict[str, str]) -> None:
    points = [float(row[3]) for row in cells(tables["shares"])]
    assert len(points) == 3
    assert max(abs(point) for point in points) <= 4
