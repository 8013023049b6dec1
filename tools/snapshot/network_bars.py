"""Bars: which goods and ships law or decree keeps out of which country, each with its dates and address."""

from pathlib import Path

from network_geo import DATA, HERE, raw_folder, rows_of, write_csv


def main(raw: Path, out: Path = DATA) -> None:
    """Write `bars` from the curated list beside this script; the raw files hold none."""
    del raw
    write_csv(sorted(rows_of(HERE / "network_bars.csv"), key=lambda row: row["id"]), "bars", out=out)


if __name__ == "__main__":
    import sys

    main(raw_folder(sys.argv[1:]))
