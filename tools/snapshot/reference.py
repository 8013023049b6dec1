"""Write the tables of `alat.reference`: countries, memberships and products.

Codes, names and regions come from the ISO 3166 / UN M49 list, capitals and their places from CEPII GeoDist, and what
these two get wrong or lack from `curated/*.csv`, where each row names its source. Memberships that carry dates come
from `curated/memberships.csv`; where only the undated January 2020 list of the CIA World Factbook speaks, a row
says so (`attested`) and claims no earlier date.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
CURATED = HERE / "curated"
ROOT = HERE.parents[1]
TABLES = ROOT / "src" / "alat" / "reference" / "tables"

LEGACY_CEPII = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "YUG": "SRB", "PAL": "PSE", "ANT": "CUW"}
FACTBOOK_DATE = "2020-01"
FACTBOOK_BLOCS = {"G-77": "g77", "NAM": "nam", "WTO": "wto"}


def main(raw: Path = ROOT.parent / "shared" / "data", out: Path = TABLES) -> None:
    """Read the raw files and write countries.csv and memberships.csv."""
    codes = _read(raw / "trade" / "country-codes.csv")
    countries = _countries(codes, pl.read_parquet(raw / "trade" / "geo_cepii.parquet"))
    _write(out / "countries.csv", countries)
    memberships = [*_geographic(codes), *_curated(), *_factbook(raw)]
    _write(out / "memberships.csv", _numbered(memberships))
    print(f"reference: {len(countries)} countries, {len(memberships)} memberships")


def _countries(codes: list[dict[str, str]], geodist: pl.DataFrame) -> list[dict[str, str]]:
    names = {row["iso3"]: row["name"] for row in _read(CURATED / "country_names.csv")}
    corrected = {row["iso3"]: row for row in _read(CURATED / "places.csv")}
    landlocked = {row["iso3"] for row in _read(CURATED / "landlocked.csv")}
    places = _places(geodist)
    rows = []
    for code in sorted(codes, key=lambda row: row["ISO3166-1-Alpha-3"]):
        iso3 = code["ISO3166-1-Alpha-3"]
        place = _place(code["Capital"].strip(), places.get(iso3, {}), correction=corrected.get(iso3, {}))
        developing = code["Land Locked Developing Countries (LLDC)"] == "x"
        rows.append(
            {
                "iso3": iso3,
                "iso2": code["ISO3166-1-Alpha-2"],
                "m49": code["M49"],
                "name": names.get(iso3) or _short_name(code),
                "capital": place["capital"],
                "lon": place.get("lon", ""),
                "lat": place.get("lat", ""),
                "main_city": place.get("main_city", ""),
                "main_lon": place.get("main_lon", ""),
                "main_lat": place.get("main_lat", ""),
                "landlocked": "yes" if developing or iso3 in landlocked else "no",
                "sovereign": "yes" if code["is_independent"] == "Yes" or iso3 in {"PSE", "VAT"} else "no",
                "region": code["Region Name"],
                "subregion": code["Sub-region Name"],
                "place_source": place.get("source", ""),
            }
        )
    return rows


def _short_name(code: Mapping[str, str]) -> str:
    unterm = code["UNTERM English Short"].replace("*", "").replace("(the)", "").strip()
    return unterm or code["official_name_en"]


def _place(capital: str, found: Mapping[str, str], *, correction: Mapping[str, str]) -> dict[str, str]:
    """Return a country's places: GeoDist's, under the names of the list of codes, corrected ("-" takes away)."""
    place = {"capital": capital, **found}
    if (place.get("main_lon"), place.get("main_lat")) == (place.get("lon"), place.get("lat")) and found:
        place["main_city"] = capital
    place |= {key: value for key, value in correction.items() if value}
    return {key: "" if value == "-" else value for key, value in place.items()}


def _places(geodist: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Return capital and main city by ISO3; CEPII marks the capital with cap = 1."""
    places: dict[str, dict[str, str]] = {}
    for row in geodist.iter_rows(named=True):
        place = places.setdefault(LEGACY_CEPII.get(row["iso3"], row["iso3"]), {"source": "cepii-geodist"})
        lon, lat = f"{row['lon']:.4f}", f"{row['lat']:.4f}"
        if row["cap"] == 1:
            place |= {"lon": lon, "lat": lat}
        if row["maincity"] == 1:
            place |= {"main_city": row["city_en"], "main_lon": lon, "main_lat": lat}
    return places


def _geographic(codes: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    rows = []
    for code in codes:
        if code["is_independent"] != "Yes":
            continue
        iso3 = code["ISO3166-1-Alpha-3"]
        if code["Sub-region Name"] == "Latin America and the Caribbean":
            rows.append(_membership("lac", iso3, source="un-m49"))
        if code["Intermediate Region Name"] == "South America":
            rows.append(_membership("south-america", iso3, source="un-m49"))
    return rows


def _curated() -> list[dict[str, str]]:
    return [
        {
            **_membership(row["bloc"], iso3, source=row["source"]),
            **{k: row[k] for k in ("since", "until", "attested", "note")},
        }
        for row in _read(CURATED / "memberships.csv")
        for iso3 in row["members"].split()
    ]


def _factbook(raw: Path) -> list[dict[str, str]]:
    """Return the memberships that only the undated January 2020 list states."""
    dated = {(row["bloc"], row["iso3"]) for row in _curated()}
    rows = []
    for entry in _read(raw / "politics" / "membership" / "dieghernan_CountrycodesOrgs.csv"):
        bloc, iso3 = FACTBOOK_BLOCS.get(entry["org_id"].strip(), ""), entry["ISO_3166_3"]
        if bloc and entry["org_member"].strip() == "member" and (bloc, iso3) not in dated:
            rows.append({**_membership(bloc, iso3, source="cia-factbook-2020"), "attested": FACTBOOK_DATE})
    return rows


def _numbered(memberships: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the memberships by bloc and member; who left and came back has a first and a second span."""
    spans: Counter[tuple[str, str]] = Counter()
    rows = sorted(memberships, key=lambda m: (m["bloc"], m["iso3"], m["since"]))
    for row in rows:
        spans[row["bloc"], row["iso3"]] += 1
        row["span"] = str(spans[row["bloc"], row["iso3"]])
    return rows


def _membership(bloc: str, iso3: str, *, source: str) -> dict[str, str]:
    return {"bloc": bloc, "iso3": iso3, "since": "", "until": "", "attested": "", "source": source, "note": ""}


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
