"""Write the parameters of the energy answers: what a plant costs, how full it runs, what a ship takes.

Hand-made rows with their sources stand in `energy_source.csv`; a row in euro becomes dollars here. Capacity factors of
countries are computed: generation of a year over the mean of the capacities at its two ends (BP), or as IRENA prints
them for new wind farms. Members of the OECD get the cost of capital of the row ``OECD``.

Run as ``python tools/snapshot/energy.py [RAW_DIR]``.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from trade_files import COUNTRIES, RAW, SNAPSHOT, raw_folder

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "parameter",
    "iso3",
    "value",
    "low",
    "high",
    "unit",
    "year",
    "basis",
    "sources",
    "cited",
    "url",
    "note",
)
# USD a euro: 1.04 when 2025 began, 1.18 when it ended, and the middle of the two.
# https://www.currencynews.co.uk/forecast/20251229-44883_euro-to-dollar-2025-review-eur-usd-up-sharply-in-2025-us-risks-weigh.html
USD_PER_EUR = {"value": 1.11, "low": 1.04, "high": 1.18}
# https://www.oecd.org/en/about/members-partners.html; the Factbook's list of 2020 has India, and neither Chile nor
# Latvia.
OECD = (
    *("AUS", "AUT", "BEL", "CAN", "CHE", "CHL", "COL", "CRI", "CZE", "DEU", "DNK", "ESP", "EST"),
    *("FIN", "FRA", "GBR", "GRC", "HUN", "IRL", "ISL", "ISR", "ITA", "JPN", "KOR", "LTU", "LUX"),
    *("LVA", "MEX", "NLD", "NOR", "NZL", "POL", "PRT", "SVK", "SVN", "SWE", "TUR", "USA"),
)
OWID_NAMES = {
    "Czechia": "CZE",
    "Russia": "RUS",
    "South Korea": "KOR",
    "Taiwan": "TWN",
    "Turkey": "TUR",
    "United Kingdom": "GBR",
    "United States": "USA",
    "Vietnam": "VNM",
}
YEARS = (2018, 2020)
LEAST_MW = 500.0  # below it a plant that opened in the year decides
MOST_GROWTH = 0.35  # above it the mean of two year's ends says little of the year
HIGHEST = {"Solar": 0.31, "Wind": 0.52}  # above it the record is wrong
NEW_OVER_FLEET = 0.18 / 0.152  # new solar plants of 2019 (IRENA) over the fleet of 2018-2020 (BP), world
HOURS = 8760.0

Row = dict[str, str]


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write `energy_parameters.csv` and `energy_prices.csv`."""
    prices = sorted(_read(HERE / "energy_prices_source.csv"), key=lambda row: (row["iso3"], row["power"], row["kind"]))
    _write(out / "energy_prices.csv", prices, columns=tuple(prices[0]))
    curated = _read(HERE / "energy_source.csv")
    rows = [_in_dollars(row) for row in curated if row["iso3"] != "OECD"]
    oecd = next(row for row in curated if row["iso3"] == "OECD")
    rows += [{**oecd, "iso3": iso3} for iso3 in OECD]
    own = {(row["parameter"], row["iso3"]) for row in rows}
    rows += [row for row in _factors(raw) if (row["parameter"], row["iso3"]) not in own]
    rows.sort(key=lambda row: (row["parameter"], row["iso3"] != "WLD", row["iso3"]))
    _write(out / "energy_parameters.csv", rows, columns=COLUMNS)


def _write(path: Path, rows: list[Row], *, columns: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows")


def _in_dollars(row: Row) -> Row:
    if row["currency"] != "eur":
        return row
    money = {end: f"{float(row[end]) * rate:.6g}" for end, rate in USD_PER_EUR.items()}
    printed = f"printed as {float(row['value']):,.6g} EUR; a euro at 1.11 USD (1.04 to 1.18 in 2025)"
    return {**row, **money, "note": "; ".join(part for part in (printed, row["note"]) if part)}


def _factors(raw: Path) -> Iterator[Row]:
    codes = {name: iso3 for iso3, name in _codes().items()} | OWID_NAMES
    folder = raw / "politics" / "energy"
    fleets = {kind: _fleet(folder, kind, codes=codes) for kind in ("Solar", "Wind")}
    for iso3, years in fleets["Solar"].items():
        mean, best = sum(years) / len(years), max(years)
        ends = (mean, min(years), max(best, mean * NEW_OVER_FLEET))
        note = f"the fleet in {len(years)} of the years 2018-2020; high: a new plant over the fleet as in the world"
        yield _factor("solar", iso3, ends=ends, cited=_BP, sources="bp-review-power;irena-costs-owid", note=note)
    new = _new_wind(folder, codes)
    for iso3 in sorted({*fleets["Wind"], *new}):
        years, plants = fleets["Wind"].get(iso3, []), new.get(iso3, [])
        if plants:
            every = [*plants, *years]
            ends = (plants[-1], min(every), max(every))
            note = "new plants of the last year printed; low and high: those of 2018-2019 and the fleet of 2018-2020"
            yield _factor("wind", iso3, ends=ends, cited=_IRENA, sources="irena-costs-owid;bp-review-power", note=note)
        else:
            ends = (sum(years) / len(years), min(years), max(years))
            note = f"the fleet in {len(years)} of the years 2018-2020; a new plant may do better"
            yield _factor("wind", iso3, ends=ends, cited=_BP, sources="bp-review-power", note=note)


_BP = "BP Statistical Review 2021, by Our World in Data: generation over the mean of the capacities at the year's ends"
_IRENA = "IRENA 2020, by Our World in Data: capacity factor of new onshore wind farms"


def _factor(kind: str, iso3: str, *, ends: tuple[float, float, float], cited: str, sources: str, note: str) -> Row:
    value, low, high = (f"{end:.3f}" for end in ends)
    return {
        "parameter": f"{kind}.capacity_factor",
        "iso3": iso3,
        "value": value,
        "low": low,
        "high": high,
        "unit": "share",
        "year": str(YEARS[1] if cited == _BP else YEARS[1] - 1),
        "basis": "modelled" if cited == _BP else "reported",
        "sources": sources,
        "cited": cited,
        "url": "https://ourworldindata.org" if cited == _BP else "https://github.com/owid/owid-datasets",
        "note": note,
    }


def _fleet(folder: Path, kind: str, *, codes: dict[str, str]) -> dict[str, list[float]]:
    power, energy = f"{kind} Capacity", f"{kind} Generation - TWh"
    frame = (
        pl.read_csv(folder / "bp_statistical_review_2021.csv", infer_schema_length=None)
        .select("Entity", "Year", mw=pl.col(power), mwh=pl.col(energy) * 1e6)
        .sort("Entity", "Year")
        .with_columns(before=pl.col("mw").shift(1).over("Entity"))
        .filter(pl.col("Year").is_between(*YEARS) & (pl.col("before") >= LEAST_MW))
        .filter(pl.col("mw") / pl.col("before") - 1 <= MOST_GROWTH)
        .with_columns(factor=pl.col("mwh") / (HOURS * (pl.col("mw") + pl.col("before")) / 2))
        .filter(pl.col("factor") <= HIGHEST[kind])
    )
    found: dict[str, list[float]] = {}
    for name, factor in frame.select("Entity", "factor").iter_rows():
        if name in codes:
            found.setdefault(codes[name], []).append(factor)
    return dict(sorted(found.items()))


def _new_wind(folder: Path, codes: dict[str, str]) -> dict[str, list[float]]:
    frame = (
        pl.read_csv(folder / "owid_renewable_costs_irena_2020.csv", infer_schema_length=None)
        .select("Entity", "Year", factor=pl.col("Onshore wind capacity factor"))
        .drop_nulls()
        .filter(pl.col("Year") >= YEARS[0])
        .sort("Entity", "Year")
    )
    found: dict[str, list[float]] = {}
    for name, factor in frame.select("Entity", "factor").iter_rows():
        if name in codes:
            found.setdefault(codes[name], []).append(factor)
    return found


def _codes() -> dict[str, str]:
    return {row["iso3"]: row["name"] for row in _read(COUNTRIES)}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(raw_folder())
