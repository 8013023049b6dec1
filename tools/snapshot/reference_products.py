"""Write products.csv and cargo_classes.csv of `alat.reference`.

Codes and full labels come from UN Comtrade's list of the Harmonized System; the short labels of sections and
chapters and the cargo class each chapter usually travels in from `curated/hs_*.csv` (assumed); the tonnes in a box
from parameter P01 of the curated network parameters.
"""

import csv
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CURATED = HERE / "curated"
ROOT = HERE.parents[1]
TABLES = ROOT / "src" / "alat" / "reference" / "tables"

LONGEST_LABEL, SHORTEST_LABEL = 64, 30
BOX_PAYLOAD = "P01"


def main(raw: Path = ROOT.parent / "shared" / "data", out: Path = TABLES) -> None:
    """Read the raw files and write both tables."""
    sections = [
        {"code": row["section"], "level": "0", "section": row["section"], "label": row["label"]}
        | {"full_label": row["full_label"], "cargo": ""}
        for row in _read(CURATED / "hs_sections.csv")
    ]
    goods = [row for row in _read(raw / "trade" / "harmonized-system.csv") if row["level"] in {"2", "4"}]
    chapters = {row["chapter"]: row for row in _read(CURATED / "hs_chapters.csv")}
    headings = {row["heading"]: row["label"] for row in _read(CURATED / "hs_headings.csv")}
    products = sections + [
        _product(row, chapters, headings=headings) for row in sorted(goods, key=lambda row: row["hscode"])
    ]
    _write(out / "products.csv", products)
    parameters = {row["id"]: row for row in _read(raw / "network" / "curated" / "parameters.csv")}
    classes = [_cargo_class(row, parameters[BOX_PAYLOAD]) for row in _read(CURATED / "cargo_classes.csv")]
    _write(out / "cargo_classes.csv", classes)
    print(f"reference: {len(products)} products, {len(classes)} cargo classes")


def _product(row: dict[str, str], chapters: dict[str, dict[str, str]], *, headings: dict[str, str]) -> dict[str, str]:
    code = row["hscode"]
    chapter = chapters[code[:2]]
    full = row["description"].strip()
    return {
        "code": code,
        "level": row["level"],
        "section": "" if row["section"] == "TOTAL" else row["section"],
        "label": chapter["label"] if row["level"] == "2" else headings.get(code, short_label(full)),
        "full_label": full,
        "cargo": chapter["cargo"],
    }


def short_label(full: str) -> str:
    """Return a label that fits a table; what is cut off is marked, because it may be what tells two headings apart."""
    if len(full) <= LONGEST_LABEL:
        return full
    ends = [match.start() for match in re.finditer(r"[;,] | \(", full[: LONGEST_LABEL - 1])]
    end = ends[-1] if ends and ends[-1] >= SHORTEST_LABEL else full.rfind(" ", 0, LONGEST_LABEL - 1)
    return full[:end].rstrip(",;:") + " …"


def _cargo_class(row: dict[str, str], payload: dict[str, str]) -> dict[str, str]:
    boxed = row["load_name"] == "FEU"
    load = {
        "load_t": payload["value"] if boxed else "1",
        "load_low_t": payload["low"] if boxed else "",
        "load_high_t": payload["high"] if boxed else "",
        "basis": payload["basis"] if boxed else "",
        "source": payload["source"] if boxed else "",
    }
    return {**row, **load}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
