"""Write the visa rules between the home of each shipped study and its partners, both ways.

Source: Passport Index, tidy by iso3, January 2025 (MIT). Only the rows of studies ship.

Run as ``python tools/snapshot/visas.py [RAW_DIR]``.
"""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

from trade_files import RAW, ROOT, SNAPSHOT, raw_folder

STUDIES = ROOT / "src" / "alat" / "studies"
MEMBERSHIPS = ROOT / "src" / "alat" / "reference" / "tables" / "memberships.csv"
COLUMNS = ("passport", "destination", "rule", "days")
# What the file prints beside a number of days, which means that no visa is asked for so long.
RULES = {
    "visa required": "visa_required",
    "e-visa": "e_visa",
    "eta": "travel_authorisation",
    "visa on arrival": "on_arrival",
    "visa free": "visa_free",
    "no admission": "no_admission",
}


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write `visas.csv`."""
    with (raw / "politics" / "visa" / "passport-index-tidy-iso3.csv").open(encoding="utf-8-sig", newline="") as file:
        printed = {(row["Passport"], row["Destination"]): row["Requirement"] for row in csv.DictReader(file)}
    asked = sorted({pair for home, partner in _pairs() for pair in ((home, partner), (partner, home))})
    rows = [_row(pair, printed[pair]) for pair in asked if pair in printed]
    with (out / "visas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    missing = [pair for pair in asked if pair not in printed]
    print(f"visas.csv: {len(rows)} rows; not in the source: {missing or 'none'}")


def _row(pair: tuple[str, str], rule: str) -> tuple[str, str, str, str]:
    if rule.isdecimal():
        return *pair, "visa_free", rule
    return *pair, RULES[rule], ""


def _pairs() -> Iterator[tuple[str, str]]:
    with MEMBERSHIPS.open(encoding="utf-8", newline="") as file:
        members = [(row["bloc"], row["iso3"]) for row in csv.DictReader(file)]
    for settings in sorted(STUDIES.glob("*/study.toml")):
        study = tomllib.loads(settings.read_text(encoding="utf-8"))
        partners = {iso3 for bloc, iso3 in members if bloc == study["partners"]} or {study["partners"]}
        yield from ((study["home"], partner) for partner in sorted(partners))


if __name__ == "__main__":
    main(raw_folder())
