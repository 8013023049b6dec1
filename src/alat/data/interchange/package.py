"""How does a result become a data package? CSV files and a datapackage.json that says what is in them (Frictionless).

Each column has its type, unit, meaning and bounds, each file its size and hash, the whole its sources and licences.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import polars as pl

from alat.data.interchange.export import DESCRIPTOR
from alat.data.interchange.flat_files import csv_bytes
from alat.data.interchange.sheets import Sheet, Sheets
from alat.data.schema import Column
from alat.data.sources import Source
from alat.data.sources import sources as known_sources

GUARDED = (
    "A text that begins with = + - @, a tab or a carriage return, also behind apostrophes, has one apostrophe put"
    " before it, so that no spreadsheet runs it; take that one off again."
)
_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "list": "string"}
_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_NAME = re.compile(r"[^a-z0-9._-]+")


def package_files(sheets: Sheets) -> dict[str, bytes]:
    """Return the files of a data package by their path in it, the descriptor first."""
    files = {f"data/{_name(sheet.name)}.csv": csv_bytes(sheet) for sheet in sheets.sheets}
    pairs = zip(files.items(), sheets.sheets, strict=True)
    descriptor: dict[str, Any] = {
        "profile": "data-package",
        "name": _name(f"alat-{sheets.title}"),
        "title": f"Alat: {sheets.title}",
        "description": " ".join([*sheets.notes, GUARDED]),
        "basis": sheets.basis,
        "version": import_module("alat").__version__,
        "sources": [_source(one) for one in sheets.sources],
        "licenses": _licences(sheets.sources),
        "resources": [_resource(path, content, sheet=sheet) for (path, content), sheet in pairs],
    }
    kept = {key: value for key, value in descriptor.items() if value not in ("", [])}
    text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    return {DESCRIPTOR: text.encode("utf-8"), **files}


def _resource(path: str, content: bytes, *, sheet: Sheet) -> dict[str, Any]:
    keys = [column.name for column in sheet.columns if column.key]
    schema: dict[str, Any] = {
        "fields": [_field(column, sheet) for column in sheet.columns],
        "missingValues": [""],
    }
    if keys:
        schema["primaryKey"] = keys
    return {
        "name": _name(sheet.name),
        "title": sheet.name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field(column: Column, sheet: Sheet) -> dict[str, Any]:
    is_day = sheet.frame[column.name].dtype == pl.Date
    dated = column.type == "date" and not is_day
    ends = {"minimum": column.low, "maximum": column.high} if column.type in {"int", "float"} else {}
    limits: dict[str, object] = {
        "required": column.required or None,
        "enum": list(column.allowed) if column.allowed and column.type == "str" else None,
        "pattern": _DATE if dated else None,
        **{name: int(end) if end is not None and column.type == "int" else end for name, end in ends.items()},
    }
    field = {
        "name": column.name,
        "type": "date" if is_day else "string" if dated else _TYPES[column.type],
        "description": column.meaning,
        "unit": column.unit,
        "basis": sheet.basis_of(column.name),
        "source": sheet.source_of(column.name),
        "constraints": {key: value for key, value in limits.items() if value is not None},
    }
    return {key: value for key, value in field.items() if value not in ("", {})}


def _source(source_id: str) -> Mapping[str, str]:
    known: Source | None = known_sources().get(source_id)
    if known is None:
        return {"title": source_id}
    said = {
        "title": f"{known.publisher}: {known.title}",
        "id": known.id,
        "year": known.year,
        "licence": known.licence,
        "path": known.address if known.address.startswith("http") else "",
    }
    return {key: value for key, value in said.items() if value}


def _licences(ids: Iterable[str]) -> list[dict[str, str]]:
    known = [known_sources()[one].licence for one in ids if one in known_sources()]
    return [{"name": _licence_name(one), "title": one} for one in dict.fromkeys(known)]


def _licence_name(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9.-]+", text) else "other"


def _name(text: str) -> str:
    return _NAME.sub("-", text.lower()).strip("-") or "table"
