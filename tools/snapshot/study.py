"""Write the tables of the shipped study out of the case's raw files.

Rows are re-keyed, dates are ISO with the precision the source prints, numbers stand in numeric columns, and what the
case's notes list as wrong or contradictory is mended or noted here, each with its reason beside it.
Bodies are named as in the bloc table; findings that Alat computes from its own snapshot are left out, so that no
figure stands in two places.

Run as ``python tools/snapshot/study.py [RAW_DIR]``.
"""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_RAW = ROOT.parent / "shared" / "data"
OUT = ROOT / "src" / "alat" / "studies" / "azerbaijan-latin-america"
CURATED = Path(__file__).resolve().parent
SCHEMAS = ROOT / "src" / "alat" / "data" / "schemas"

Row = dict[str, str]

# The founding text prints no address in the case's digest; it is cited by publisher and date.
SAID_BY, SAID_ON = "BakuNetwork", "2025-04-18"
BODIES = {"PACALL": "pacific-alliance"}

# Findings the snapshot answers live (BACI totals, the roll call's own counts): claim, start of the finding and
# the table that answers.
COMPUTED_LIVE = {
    ("C01", "BACI"): "trade totals",
    ("C03", "BACI"): "trade totals",
    ("C05", "BACI"): "trade totals",
    ("C21", "UNGA resolution 62/243: 38 for"): "votes",
    ("C21", "Resolution 62/243: of 18"): "votes",
    ("C22", "Colombia voted"): "votes",
    ("C22", "Uruguay abstained"): "votes",
}
# What the number of a finding measures, whose record it is and its bounds, by claim and the start of the finding:
# quantity, reporter, basis, low, high.
EVIDENCE: dict[tuple[str, str], tuple[str, str, str, str, str]] = {
    ("C01", "State Customs"): ("total_goods_exports", "AZE", "reported", "", ""),
    ("C01", "First quarter"): ("quarter_goods_exports", "AZE", "reported", "", ""),
    ("C03", "Two-way trade seen by Azerbaijan"): ("two_way_goods_trade", "AZE", "reported", "", ""),
    ("C03", "Two-way trade seen by Brazil"): ("two_way_goods_trade", "BRA", "reported", "", ""),
    ("C03", "Azerbaijan's imports of"): ("one_way_goods_trade", "AZE", "reported", "", ""),
    ("C03", "Brazil's exports"): ("one_way_goods_trade", "BRA", "reported", "", ""),
    ("C03", "Azerbaijan's imports from"): ("one_way_goods_trade", "AZE", "reported", "", ""),
    ("C05", "Two-way trade seen by Azerbaijan"): ("two_way_goods_trade", "AZE", "reported", "", ""),
    ("C12", "An Azerbaijani diplomat"): ("further_posts", "AZE", "reported", "", ""),
    ("C14", "UNCTAD"): ("direct_pairs_share", "", "reported", "", ""),
    ("C15", "Silk Way"): ("freighter_flights", "", "reported", "", ""),
    ("C17", "TITR runs"): ("corridor_course", "", "reported", "", ""),
    ("C18", "Lithium triangle"): ("lithium_leaders", "", "reported", "", ""),
    ("C19", "Lithium is an alkali"): ("mineral_class", "", "reported", "", ""),
    ("C21", "UNGA resolution 62/243: 39 for"): ("roll_call_counts", "", "reported", "", ""),
    ("C04", "Half of all pairs"): ("usual_growth", "", "reported", "-22", "36"),
    ("C06", "A base of 1-10"): ("usual_growth", "", "reported", "-72", "157"),
}
# HS codes of the goods that a claim names, where its words leave no choice: beef is fresh or frozen. "Petrochemicals",
# "chemicals" and "agricultural goods" are many chapters by one reading and few by another, and stay without.
CLAIM_CODES = {"C08": "1701;0201|0202;0901", "C09": ";2204", "C10": "2710;"}
# Rows the raw file lacks: the part of an import figure that speaks to another claim, and the roll call of two.
SUGAR: Row = {
    "claim": "C08",
    "quantity": "main_exports",
    "finding": "Azerbaijan's imports of cane sugar from Brazil, out of 189 million in all",
    "value": "134700000",
    "answer": "sugar",
    "unit": "USD",
    "period": "2022",
    "reporter": "AZE",
    "basis": "reported",
    "cited": "portalnorte citing the State Statistics Committee",
}
MORE_EVIDENCE: tuple[Row, ...] = (
    SUGAR,
    *(
        {
            "claim": claim,
            "quantity": "roll_call",
            "finding": "The vote of 14 March 2008 on the situation in the occupied territories of Azerbaijan",
            "answer": "R/62/243",
            "unit": "resolution",
            "period": "2008",
            "basis": "observed",
            "cited": "Voeten, Strezhnev, Bailey roll calls (rcid 4828)",
        }
        for claim in ("C21", "C22")
    ),
)
DIRECTIONS = {"from_AZE": "from_home", "to_AZE": "to_home"}
# The document says "core"; the raw row keeps only that it takes part.
CLAIM_ANSWERS = {"C20": "core participant"}
ANSWERS = {("C19", "Lithium is an alkali"): "alkali metal"}
POST_LEVELS = {"planned closure": "planned_closure"}
# A status date later than the newest source a row cites is set back to that source.
POST_STATUS = {("AZE", "MEX"): "2024-02-05", ("BRA", "AZE"): "2023-10-30"}
NOTES = {
    "claim and denial: a good test of evidence handling": "reported on 4 January 2016, denied the day after",
    "good case of a dormant commitment": "",
    "law adopted before January 2023 (exact date to be found); a diplomatic mission existed before; explains the "
    "absence in Wikidata 2022": "law adopted before January 2023; a diplomatic mission existed before",
}
STATUS_NOTE = "status date set to the newest source cited"
COMMITMENT_STATUS = {
    "in use": ("in_use", ""),
    "in force": ("in_force", ""),
    "in force; working group overdue": ("in_force", "working group overdue"),
    "dormant?": ("dormant", "status not certain"),
    "done?": ("done", "status not certain"),
    "partly done": ("partly_done", ""),
}
# The raw row gives the section's loan as if it were the cost of the link.
ZANGEZUR_COST = (
    "a floor: the loan of EUR 2.4 bn for the Kars-Igdir-Dilucu section alone; its programme prints TRY 139.5 bn, "
    "and the other sections have no figure"
)
CORRIDOR = "corridor"
# What is paid every year, by measure; the rest is paid once.
YEARLY = ("M09", "M14", "M15")
COST_NOTES = {"kept from measures.csv: no source found": "no source found"}


def main(raw: Path = DEFAULT_RAW, out: Path = OUT) -> None:
    """Write every table of the study.

    Parameters
    ----------
    raw
        The folder with the raw files.
    out
        The study's folder.
    """
    case = raw / "case"
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in {
        "claims": _claims(_read(case / "claims.csv")),
        "evidence": _evidence(_read(case / "evidence.csv")),
        "posts": _posts(_read(case / "posts.csv")),
        "contacts": _contacts(_read(case / "contacts.csv")),
        "wants_offers": _read(case / "wants_offers.csv"),
        "measures": _measures(_read(case / "measures.csv")),
        "commitments": _commitments(_read(case / "commitments.csv")),
        "exchanges": _read(CURATED / "study_exchanges.csv"),
        "measure_effects": _read(CURATED / "study_measure_effects.csv"),
        "measure_costs": _measure_costs(_read(CURATED / "study_measure_costs.csv"), _read(case / "measure_costs.csv")),
    }.items():
        _write(out / f"{name}.csv", rows, columns=_columns(f"study_{name}"))
        print(f"{name}: {len(rows)} rows")


def _claims(rows: list[Row]) -> list[Row]:
    return [
        {
            **row,
            **_value(CLAIM_ANSWERS.get(row["id"], row["value"])),
            "said_by": SAID_BY,
            "said_on": SAID_ON,
            "hs": CLAIM_CODES.get(row["id"], ""),
        }
        for row in rows
    ]


def _value(text: str) -> Row:
    """Put a number in `value`, and anything else in `answer`."""
    try:
        number = float(text)
    except ValueError:
        return {"value": "", "answer": text}
    return {"value": f"{number:.0f}" if number == int(number) else repr(number), "answer": ""}


def _evidence(rows: list[Row]) -> list[Row]:
    kept = []
    for row in rows:
        if _starting(COMPUTED_LIVE, row):
            continue
        measured = _starting(EVIDENCE, row)
        if measured is None:
            raise SystemExit(
                f"evidence.csv: {row['claim']}, {row['finding']!r} is new: say in EVIDENCE what it measures"
            )
        quantity, reporter, basis, low, high = measured
        # An interval has no single value; the raw file repeats the claimed number there.
        value = {"value": "", "answer": ""} if low else _value(row["value"])
        value["answer"] = _starting(ANSWERS, row) or value["answer"]
        kept.append(
            {
                "claim": row["claim"],
                "quantity": quantity,
                "finding": row["finding"],
                **value,
                "low": low,
                "high": high,
                "unit": row["unit"],
                "period": row["year"].replace("study", ""),
                "reporter": reporter,
                "basis": basis,
                "cited": row["source"],
            }
        )
    kept = sorted([*kept, *MORE_EVIDENCE], key=lambda row: row["claim"])
    return [{"id": f"E{number:02d}", **row} for number, row in enumerate(kept, start=1)]


def _starting(table: Mapping[tuple[str, str], T], row: Row) -> T | None:
    """Return the entry for the row's claim whose start the row's finding has."""
    hits = (
        entry for (claim, start), entry in table.items() if row["claim"] == claim and row["finding"].startswith(start)
    )
    return next(hits, None)


def _posts(rows: list[Row]) -> list[Row]:
    kept = []
    for row in rows:
        if row["host"] == "total":  # a world count is no post
            continue
        ends = (row["sender"], row["host"])
        note = NOTES.get(row["note"], row["note"])
        if ends in POST_STATUS and row["level"] == "embassy":
            note = "; ".join(part for part in (note, STATUS_NOTE) if part)
        for host in row["host"].split(";"):
            kept.append(
                {
                    **row,
                    "sender": BODIES.get(row["sender"], row["sender"]),
                    "host": host,
                    "level": POST_LEVELS.get(row["level"], row["level"]),
                    "status_date": POST_STATUS.get(ends, row["status_date"]),
                    "note": note.replace("presence.csv", "a list of 2022"),
                }
            )
            if ends == ("PER", "AZE"):  # the same report says who covers the country since
                kept.append(
                    {
                        **kept[-1],
                        "level": "accredited",
                        "city": "",
                        "since": row["until"],
                        "until": "",
                        "covers_from": "Ankara",
                        "note": "since the embassy in Baku closed",
                    }
                )
    return [{"id": f"P{number:02d}", **row} for number, row in enumerate(kept, start=1)]


def _contacts(rows: list[Row]) -> list[Row]:
    return [
        {
            **row,
            "home": row["party_az"],
            "partner": BODIES.get(row["partner_iso3"], row["partner_iso3"]),
            "place": row["place"].strip("-"),
            "direction": DIRECTIONS.get(row["direction"], row["direction"]),
            "status": "announced" if row["note"].startswith("announcement") else "reported",
        }
        for row in rows
    ]


def _measures(rows: list[Row]) -> list[Row]:
    return [{**row, "cost_basis": ZANGEZUR_COST if row["id"] == "M07" else row["cost_basis"]} for row in rows]


def _measure_costs(summed: list[Row], raw: list[Row]) -> list[Row]:
    """Put what was found beside what enters the sum, measure by measure.

    Needs of a whole corridor belong to no measure: four of them stand in the raw file, of different things.
    """
    found = [
        {
            **row,
            "use": "evidence",
            "nature": "yearly" if row["measure"] in YEARLY else "capital",
            "low_musd": row["cost_low_musd"],
            "high_musd": row["cost_high_musd"],
            "money_year": row["cost_year"],
            "flag": "" if row["cost_low_musd"] or row["cost_high_musd"] else "to_be_sourced",
            "address": row["url"],
            "note": "; ".join(
                part
                for part in (
                    row["original_value"],
                    f"for {row['capacity']} {row['capacity_unit']}".strip() if row["capacity"] else "",
                    COST_NOTES.get(row["note"], row["note"]),
                )
                if part
            ),
        }
        for row in raw
        if row["measure"] != CORRIDOR
    ]
    return sorted([*summed, *found], key=lambda row: (row["measure"], row["use"] == "evidence"))


def _commitments(rows: list[Row]) -> list[Row]:
    kept = []
    for row in rows:
        status, remark = COMMITMENT_STATUS.get(row["status"], (row["status"], ""))
        note = NOTES.get(row["note"], row["note"]).split("; evidence.csv")[0]
        kept.append(
            {
                **row,
                "partner": BODIES.get(row["partner_iso3"], row["partner_iso3"]),
                "kind": row["kind"].replace(" ", "_").lower(),
                "status": status,
                "note": "; ".join(part for part in (note, remark) if part),
            }
        )
    return kept


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: (cell or "").strip() for name, cell in row.items()} for row in csv.DictReader(file)]


def _columns(schema: str) -> list[str]:
    return [row["column"] for row in _read(SCHEMAS / f"{schema}.csv")]


def _write(path: Path, rows: list[Row], *, columns: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_RAW)
