"""Write `freight_costs`: what freight costs between all countries over the shipped network, by cargo class.

It is computed by `alat.routing.all_pairs` from the other shipped tables, and shipped because it takes seconds. Run it
again after any change of the network, its services or its prices; a test compares.
"""

from pathlib import Path

import numpy as np
import polars as pl
from trade_files import RAW, SNAPSHOT, raw_folder, write

from alat.routing import all_pairs
from alat.routing.carriage import BY_NETWORK

FILE = "freight_costs.parquet"


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write the table; `raw` is not read."""
    del raw
    write(pl.concat([costs(cargo) for cargo in BY_NETWORK]), FILE, out=out)


def costs(cargo: str) -> pl.DataFrame:
    """Return one row a pair that some lane joins: cargo, origin, destination, money (a load) and hours of the best."""
    found = all_pairs(cargo=cargo)
    rows, columns = np.nonzero(np.isfinite(found.money_usd) & ~np.eye(len(found.countries), dtype=bool))
    names = np.array(found.countries)
    return pl.DataFrame(
        {
            "cargo": [cargo] * rows.size,
            "origin": names[rows],
            "destination": names[columns],
            "money_usd": np.round(found.money_usd[rows, columns], 1).astype(np.float32),
            "hours": np.round(found.hours[rows, columns]).astype(np.float32),
        }
    ).sort("origin", "destination")


if __name__ == "__main__":
    main(raw_folder())
