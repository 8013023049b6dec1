"""Write `disruptions` and `disruption_windows`: closures that were reported, and the years they were looked for in.

Both are kept by hand beside this script; each closure names the page it was read on.
"""

from pathlib import Path

from network_geo import DATA, HERE, rows_of, write_csv


def main(out: Path = DATA) -> None:
    """Write both tables."""
    for table, file in (("disruptions", "disruptions_events"), ("disruption_windows", "disruptions_windows")):
        write_csv(rows_of(HERE / f"{file}.csv"), table, out=out)


if __name__ == "__main__":
    main()
