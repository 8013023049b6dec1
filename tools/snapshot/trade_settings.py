"""Write `trade_parameters`, `trade_chapters` and `trade_entrepots`: assumed marks, each with its reason."""

from pathlib import Path

import polars as pl
from trade_files import SNAPSHOT, write

HERE = Path(__file__).resolve().parent
TABLES = {"trade_parameters": ["name"], "trade_chapters": ["hs2"], "trade_entrepots": ["iso3"]}


def main(raw: Path = HERE, out: Path = SNAPSHOT) -> None:
    """Copy each hand-made list, sorted by its key."""
    for name, key in TABLES.items():
        write(pl.read_csv(raw / f"{name}_source.csv", infer_schema=False).sort(key), f"{name}.csv", out=out)


if __name__ == "__main__":
    main()
