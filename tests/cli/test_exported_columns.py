"""Does every exported column say what it means, and every figure how it came to be and from where?

The commands are those that the application has; each is asked once for its package, whose descriptor must say it.
"""

import contextlib
import csv
import dataclasses
import importlib
import io
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

import alat
from alat.cli.app import build, run
from alat.data import Basis
from alat.data.interchange.meanings import ANY, ASKED, EACH, FILE, LABEL
from alat.sealed import read_bytes

STUDY = "azerbaijan-latin-america"
# What each command is asked; {source} is a file of BACI, {new} a path where nothing is.
QUESTIONS: dict[str, list[str]] = {
    "brief": ["AZE", "mercosur", "--out", "{new}"],
    "profile": ["AZE", "BRA"],
    "votes": ["AZE", "BRA"],
    "ideal": ["AZE", "BRA"],
    "presence": ["AZE", "URY"],
    "exchanges": ["AZE", "BRA"],
    "energy": ["AZE", "BRA", "--rival", "CHL"],
    "opportunities": ["AZE", "BRA", "--net"],
    "estimate": ["DEU", "TUR"],
    "complexity": ["AZE"],
    "lanes": ["AZE", "BRA"],
    "onward": ["BRA", "--hub", "Alat", "--to", "TKM"],
    "landed": ["BRA", "AZE", "--product", "1701"],
    "service": ["Poti", "Santos"],
    "hubs": ["AZE", "BRA"],
    "stress": ["AZE", "BRA"],
    "impact": ["--measures", "M05"],
    "plan": [STUDY, "--budget", "500"],
    "claims": [STUDY],
    "doctor": [],
    "data list": [],
    "data show": ["flows_total"],
    "data verify": [],
    "data sources": [],
    "data history": [],
    "data pull baci": ["--from", "{source}", "--warehouse", "{new}.duckdb"],
    "study list": [],
    "study show": [STUDY],
    "study check": [STUDY],
    "study new": ["KAZ", "BRA", "--out", "{new}"],
    "network show": ["Alat"],
    "network check": [],
    "network export": [],
    "gravity fit": [],
    "gravity theta": [],
}
# Answers that `data pull baci` has in common, and one that needs rates that do not ship (its own tests export it).
NOT_ASKED = {"data pull comtrade", "data pull worldbank", "data pull unctad", "data pull tariffs", "tariff"}
SLOW = {"brief", "network export", "hubs", "impact"}
WITH_FLOWS = (
    ["profile", "AZE", "BRA"],
    ["data", "history"],
    ["opportunities", "TUR", "BRA", "--level", "4"],
    ["energy", "AZE", "BRA"],
)
OF_A_REGION = (
    ["profile", "AZE", "mercosur"],
    ["opportunities", "AZE", "mercosur"],
    ["presence", "AZE", "latin-america"],
)
KNOWN = {*(basis.value for basis in Basis), ASKED}


def _leaves(group: Any, above: tuple[str, ...] = ()) -> Iterator[str]:  # noqa: ANN401 - a click group
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _leaves(command, (*above, name))
        else:
            yield " ".join((*above, name))


def test_every_command_that_exports_is_asked_here() -> None:
    assert set(_leaves(typer.main.get_command(build()))) == {*QUESTIONS, *NOT_ASKED}


@pytest.fixture(scope="module")
def source(baci_files: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return baci_files.write_baci(tmp_path_factory.mktemp("raw"), years=[2022, 2023])  # type: ignore[no-any-return]


def _unsaid(words: list[str], folder: Path) -> list[str]:
    """Ask for the package of an answer, and return every column that says too little."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert run([*words, "--export", str(folder)]) == 0
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return [
        f"{resource['title']}.{said}"
        for resource in package["resources"]
        for said in _of_table(resource, folder, package)
    ]


def _of_table(resource: dict[str, Any], folder: Path, package: dict[str, Any]) -> Iterator[str]:
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    labels = {column for row in _stated() if row["basis"] == LABEL for column in row["columns"].split("|")}
    for name, field in fields.items():
        if not field.get("description"):
            yield f"{name} has no meaning"
        above, _, last = name.rpartition(".")
        figure = resource["title"] == "figures"
        values = [row for row in rows if row[name] and not (figure and row["name"].rpartition(".")[2] in labels)]
        if field["type"] not in {"integer", "number"} or not values or last.endswith("_row") or last in labels:
            continue
        here = f"{above}." if above else ""
        bases = [f"{name}_basis", f"{here}basis", f"{name.removesuffix('_musd')}_basis"]
        sources = [f"{name}_sources", f"{here}sources", f"{here}source"]
        stated = field.get("basis", package.get("basis", ""))
        if stated not in KNOWN and not any(end in fields and all(row[end] for row in values) for end in bases):
            yield f"{name} has no basis"
        told = field.get("source") or (package.get("basis") and package["sources"])
        if not told and not any(end in fields for end in sources):
            yield f"{name} has no source"


@pytest.mark.parametrize(
    "command",
    [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in QUESTIONS],
)
def test_every_exported_column_says_what_it_means_and_how_far_to_trust_it(
    command: str, source: Path, tmp_path: Path
) -> None:
    words = [word.format(source=source, new=tmp_path / "new") for word in QUESTIONS[command]]
    assert _unsaid([*command.split(), *words], tmp_path / "package") == []


@pytest.mark.parametrize("words", OF_A_REGION, ids=" ".join)
def test_so_does_every_column_of_a_region(words: list[str], tmp_path: Path) -> None:
    assert _unsaid(words, tmp_path / "package") == []


@pytest.mark.parametrize("words", WITH_FLOWS, ids=" ".join)
def test_so_does_every_column_where_flows_were_pulled(
    words: list[str], baci_warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", baci_warehouse)
    assert _unsaid(words, tmp_path / "package") == []


def test_what_is_said_of_columns_is_said_of_columns_there_are() -> None:
    fields: dict[str, set[str]] = {}
    for module in pkgutil.walk_packages(alat.__path__, "alat."):
        if module.name.endswith(".spark"):  # needs Spark
            continue
        for name, kind in vars(importlib.import_module(module.name)).items():
            if isinstance(kind, type) and dataclasses.is_dataclass(kind):
                fields.setdefault(name, set()).update(field.name for field in dataclasses.fields(kind))
    for row in _stated():
        holder, _, inner = row["holder"].partition(".")
        if holder == ANY:
            continue
        assert holder in fields, row
        wanted = {inner.partition(".")[0]} if inner else set(row["columns"].split("|"))
        assert wanted <= fields[holder], row
        assert row["basis"] in {*KNOWN, LABEL, EACH, ""}, row


def _stated() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_bytes(FILE).decode("utf-8"), newline="")))
