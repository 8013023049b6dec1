"""Write what a seat of an exchange of people costs and how long a stay is, from the hand-made rows beside this script.

Run as ``python tools/snapshot/exchanges.py``.
"""

import csv
from pathlib import Path

from trade_files import RAW, SNAPSHOT

HERE = Path(__file__).resolve().parent


def main(_raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write `exchange_costs.csv` and `exchange_stays.csv`, ordered by kind, item and host."""
    for source, name in (("exchanges_source", "exchange_costs"), ("exchanges_stays", "exchange_stays")):
        with (HERE / f"{source}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = sorted(reader, key=_order)
            columns = list(reader.fieldnames or ())
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{name}.csv: {len(rows)} rows")


def _order(row: dict[str, str]) -> tuple[str, str, bool, str]:
    host = row.get("host", "WLD")
    return row["kind"], row.get("item", ""), host != "WLD", host


if __name__ == "__main__":
    main()
