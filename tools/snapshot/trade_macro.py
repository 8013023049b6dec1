"""Write `macro` and `tariffs_manufactured`: latest GDP, population and mean tariff of each country, with year."""

from pathlib import Path

import polars as pl
import xlrd
from trade_files import RAW, SNAPSHOT, known_codes, raw_folder, write

SERIES = {"gdp_usd": "trade/gdp.csv", "population": "trade/population.csv"}
TARIFFS = "trade/wb_mfn_tariff_manufactured.xls"
HEADER_ROW, FIRST_YEAR_COLUMN = 3, 4


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write the latest value of each series and country; regions and income groups are left out."""
    known = sorted(known_codes())
    tables = [
        pl.read_csv(raw / path)
        .select(
            iso3="Country Code",
            indicator=pl.lit(indicator),
            year="Year",
            value=pl.col("Value").cast(pl.Float64).round(0),
        )
        .filter(pl.col("iso3").is_in(known))
        .drop_nulls()
        for indicator, path in SERIES.items()
    ]
    latest = pl.concat(tables).sort("iso3", "indicator", "year").unique(["iso3", "indicator"], keep="last")
    write(latest.sort("iso3", "indicator"), "macro.csv", out=out)
    write(_tariffs(raw / TARIFFS, known), "tariffs_manufactured.csv", out=out)


def _tariffs(path: Path, known: list[str]) -> pl.DataFrame:
    sheet = xlrd.open_workbook(path).sheet_by_name("Data")
    years = [int(year) for year in sheet.row_values(HEADER_ROW)[FIRST_YEAR_COLUMN:]]
    rows = []
    for number in range(HEADER_ROW + 1, sheet.nrows):
        cells = sheet.row_values(number)
        filled = [(year, cell) for year, cell in zip(years, cells[FIRST_YEAR_COLUMN:], strict=True) if cell != ""]
        if cells[1] in known and filled:
            rows.append((cells[1], *filled[-1]))
    schema = {"iso3": pl.String, "year": pl.Int64, "mfn_percent": pl.Float64}
    return pl.DataFrame(sorted(rows), schema=schema, orient="row")


if __name__ == "__main__":
    main(raw_folder())
