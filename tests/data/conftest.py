"""A small package of data files that a test may break."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from alat import sealed
from alat.data import datasets, sources, table
from alat.data.schema import schema

TOY = """column,type,unit,key,required,low,high,allowed,meaning
id,str,,yes,yes,,,,the key
day,date,,,,,,,a date
count,int,,,,0,100,,a whole number
value_usd,float,usd,,yes,0,,,a number
kind,str,,,,,,big|small,one of two
good,bool,,,,,,,yes or no
"""
FRAME = {"id": ["a", "b"], "day": ["2025-04-18", None], "count": [1, None], "value_usd": [1.5, 2.0]}
REST = {"kind": ["big", None], "good": [True, None]}
_CACHES = (sealed.seals, sealed.read_bytes, schema, datasets, table, sources)


def forget() -> None:
    """Drop everything that was read, as a new process would."""
    for cached in _CACHES:
        cached.cache_clear()


def seal(folder: Path) -> None:
    """Write the list of shipped files of a package folder, as tools/snapshot/seal.py does."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in sealed.SUFFIXES and p.name != sealed.LIST)
    with (folder / sealed.LIST).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "sha256", "bytes"])
        for path in files:
            content = path.read_bytes()
            writer.writerow([path.relative_to(folder).as_posix(), hashlib.sha256(content).hexdigest(), len(content)])


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in for the installed package: two tables `toy` (CSV) and `toy_frame` (Parquet), one source."""
    folder = tmp_path / "package"
    schemas = folder / "data" / "schemas"
    schemas.mkdir(parents=True)
    for name in ("datasets", "sources"):
        (schemas / f"{name}.csv").write_bytes((sealed.PACKAGE / "data" / "schemas" / f"{name}.csv").read_bytes())
    for name in ("toy", "toy_frame"):
        (schemas / f"{name}.csv").write_text(TOY, encoding="utf-8")
    (folder / "data" / "snapshot").mkdir()
    (folder / "data" / "snapshot" / "toy.csv").write_text(
        "id,day,count,value_usd,kind,good\na,2025-04-18,1,1.5,big,yes\nb,,,2,,\n", encoding="utf-8"
    )
    pl.DataFrame(FRAME | REST).write_parquet(folder / "data" / "snapshot" / "toy_frame.parquet")
    (folder / "data" / "datasets.csv").write_text(
        "name,path,basis,years,sources,meaning\n"
        "toy,data/snapshot/toy.csv,observed,2023,who,a toy\n"
        "toy_frame,data/snapshot/toy_frame.parquet,mixed,2023,who,a toy\n",
        encoding="utf-8",
    )
    (folder / "data" / "sources.csv").write_text(
        "id,publisher,title,year,licence,address\nwho,Someone,Something,2023,CC-BY-4.0,\n", encoding="utf-8"
    )
    seal(folder)
    monkeypatch.setattr(sealed, "PACKAGE", folder)
    forget()
    yield folder
    forget()


@pytest.fixture
def reseal(package: Path) -> Callable[[], None]:
    """Seal the package anew after a change, as if it had been shipped so."""

    def again() -> None:
        seal(package)
        forget()

    return again
