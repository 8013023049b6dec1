"""The curated tables: borders, handling, parameters, statuses, capacities, lengths and other names of places."""

from pathlib import Path

from network_geo import DATA, HERE, raw_folder, rows_of, write_csv

Row = dict[str, str]
SOURCE = {"sources": "alat-cost-parameters"}
# Rows whose hours hold the change of gauge, as their notes or the report they come from say.
GAUGE_INSIDE = frozenset({"B12", "B13", "B14", "B15", "B16", "B17", "B23", "B24", "B29", "B32", "B41"})
EXTRA_BORDERS: tuple[Row, ...] = (
    {
        "id": "B40", "crossing": "Other road borders", "place_a": "*", "place_b": "*", "mode": "road",
        "direction": "both", "hours": "9.9", "usd": "208", "usd_unit": "per truck 20 t", "year": "2022",
        "low_h": "1", "high_h": "48", "basis": "assumed", "source": "facts.csv F068;F069 as proxy",
        "note": "no table of times at these borders was found: the mean of the borders inside CAREC stands in",
    },
    {
        "id": "B41", "crossing": "Other rail borders", "place_a": "*", "place_b": "*", "mode": "rail",
        "direction": "both", "hours": "40.6", "usd": "215", "usd_unit": "per 20 t", "year": "2022",
        "low_h": "7", "high_h": "96", "basis": "assumed", "source": "facts.csv F072;F073 as proxy",
        "note": "includes gauge change where there is one: do not add it again",
    },
    {
        "id": "B42", "crossing": "EU borders with Andorra, Liechtenstein, Norway and Switzerland",
        "place_a": "*", "place_b": "*", "mode": "rail;road", "direction": "both", "hours": "4", "usd": "60",
        "usd_unit": "per FEU", "year": "", "low_h": "1", "high_h": "12", "basis": "assumed",
        "source": "own estimate - verify",
        "note": "customs, but no checks on people: between the inner borders (B35) and a guarded one (B31)",
    },
)  # fmt: skip


def main(raw: Path, out: Path = DATA) -> None:
    """Write the tables that people curate."""
    folder = raw / "network/curated"
    write_csv(borders(rows_of(folder / "borders.csv")), "borders", out=out)
    write_csv(refitted("handling", handling(rows_of(folder / "handling.csv"))), "handling", out=out)
    found = [*parameters(rows_of(folder / "parameters.csv")), *rows_of(HERE / "network_more_parameters.csv")]
    write_csv(refitted("parameters", found), "parameters", out=out)
    dated = rows_of(folder / "status.csv") + rows_of(HERE / "network_statuses.csv")
    write_csv(statuses(refitted("link_status", dated)), "link_status", out=out)
    write_csv(own("capacities", SOURCE), "capacities", out=out)
    write_csv(own("lengths", SOURCE), "sourced_lengths", out=out)
    write_csv(own("place_aliases", {"source": "alat-terminals"}), "place_aliases", out=out)
    write_csv(own("inland_waters", {"source": "alat-terminals"}), "inland_waters", out=out)


def own(name: str, source: Row) -> list[Row]:
    """Return the rows of a table curated in this folder, with its source id."""
    return [{**row, **source} for row in rows_of(HERE / f"network_{name}.csv")]


def borders(rows: list[Row]) -> list[Row]:
    """Return the border rows as curated, and three that stand in where no table of border times was found.

    Rows of one crossing and one direction are its two sides: a full crossing is their sum.
    """
    found = [*refitted("borders", rows), *EXTRA_BORDERS]
    return [{**row, "gauge": "inside" if row["id"] in GAUGE_INSIDE else "apart", **SOURCE} for row in found]


def handling(rows: list[Row]) -> list[Row]:
    """Return the handling rows as curated."""
    return [{**row, **SOURCE} for row in rows]


def parameters(rows: list[Row]) -> list[Row]:
    """Return one number a row: the list of values of time by sector becomes eleven rows."""
    found = []
    for row in rows:
        values = row["value"].split(";")
        if len(values) == 1:
            found.append({**row, **SOURCE})
            continue
        for number, value in enumerate(values, start=1):
            label = f"value of time, sector {number}"
            found.append({**row, **SOURCE, "id": f"{row['id']}-{number:02d}", "parameter": label, "value": value})
    return found


def refitted(table: str, rows: list[Row]) -> list[Row]:
    """Return the rows with the cells that a calibration or a better source has changed since they were curated."""
    by_id = {row["id"]: row for row in rows}
    for edit in rows_of(HERE / "network_refits.csv"):
        if edit["table"] == table:
            if edit["column"] not in by_id[edit["id"]]:
                raise KeyError(f"network_refits.csv: {table} has no column {edit['column']}")
            by_id[edit["id"]][edit["column"]] = edit["value"]
    return rows


def statuses(rows: list[Row]) -> list[Row]:
    """Return the dated statuses, `passage` naming the strait a row speaks of and `before` what does not follow.

    The Georgian section of Baku - Tbilisi - Kars was built by its first day. Poland shut its border with Belarus for
    thirteen days: `before_since` is the first of them.
    """
    before = {"ST13": "closed", "ST18": "closed"}
    shut_since = {"ST18": "2025-09-12"}
    passages = {"ST15": "hormuz", "ST16": "bab-el-mandeb", "ST17": "turkish-straits"}
    return [
        {
            **row, "passage": passages.get(row["id"], ""), "before": before.get(row["id"], ""),
            "before_since": shut_since.get(row["id"], ""),
        }
        for row in rows
    ]  # fmt: skip


if __name__ == "__main__":
    import sys

    main(raw_folder(sys.argv[1:]))
