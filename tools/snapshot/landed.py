"""Write the tables of landed cost: duties, VAT, other import charges, preferences, margins and parameters.

Duties and VAT come from the case's raw files, re-keyed: one row a rate, dated, with what the source prints beside it.
What a raw row means is said in `MEANING` and `VAT_DATES`; a raw row that is not listed there stops the script. Rows
the raw files lack stand in `landed_*_source.csv`, each with its publisher and address.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from trade_files import RAW, SNAPSHOT, raw_folder

HERE = Path(__file__).resolve().parent
SCHEMAS = HERE.parents[1] / "src" / "alat" / "data" / "schemas"
SOURCE = "alat-case-rates"

Row = dict[str, str]

# What a raw row of tariffs_case.csv means, by importer, HS text and the start of its product: the HS codes it holds
# for ('' to leave it out), the cells that override what is read from the row, and what is read.
MEANING: dict[tuple[str, str, str], tuple[str, Row]] = {
    ("AZE", "all", "all goods: three"): ("all", {"use": "context", "valid_from": "2018"}),
    ("AZE", "all", "all goods: seven"): ("all", {"use": "context"}),
    ("AZE", "all", "average duty"): ("", {}),  # the notes say not to use it
    ("AZE", "all", "average applied"): ("all", {"use": "context", "valid_from": "2015"}),
    ("AZE", "01-24", "farm"): ("01-24", {"valid_from": "2018"}),
    ("AZE", "1701.14", "raw"): ("170114", {"valid_from": "2014"}),
    ("AZE", "2204", "wine"): ("2204", {"valid_from": "2015-03-01"}),
    ("AZE", "2710", "motor"): ("271012", {"valid_from": "2015-03-01"}),
    ("AZE", "0701", "fresh"): ("0701", {"valid_from": "2018", "month_from": "1", "month_until": "6"}),
    ("AZE", "2309;2303", "animal"): ("2309;2303", {"valid_from": "2022-05", "valid_until": "2022-12-31"}),
    ("AZE", "0207;0407;07;08", "poultry"): ("all", {"use": "context", "valid_from": "2016-11-01"}),
    ("AZE", "1201", "soy"): ("1201", {"valid_from": "2018"}),
    ("AZE", "8802", "aircraft"): ("8802", {"valid_from": "2018"}),
    ("AZE", "clearance", "customs fee"): ("", {}),  # a charge, not a duty
    ("BRA", "3102.10", "urea"): ("310210", {"valid_from": "2026"}),
    ("BRA", "3102.10", "urea, applied"): ("310210", {"valid_from": "2022-03"}),
    ("BRA", "3102.30", "ammonium"): ("310230", {"valid_from": "2026"}),
    ("BRA", "3102.80", "urea-ammonium"): ("310280", {"valid_from": "2026"}),
    ("BRA", "3105.40", "mono"): ("310540", {"valid_from": "2026"}),
    ("BRA", "3901;3902", "poly"): ("3901;3902", {"valid_from": "2024-10-15", "valid_until": "2025-10-14"}),
    ("BRA", "2204.29", "wine"): ("220429", {"valid_from": "2026"}),
    ("BRA", "3403.19", "lubricating"): ("340319", {"valid_from": "2026"}),
    ("BRA", "2710.91", "waste"): ("271091", {"valid_from": "2026"}),
    ("BRA", "2903.12", "dichloro"): ("290312", {"valid_from": "2022"}),
    ("BRA", "other taxes", "PIS"): ("", {}),  # charges, not duties
    ("ARG", "12", "export"): ("", {}),  # a duty on exports, of 2018
    ("ARG", "all", "Mercosur"): ("", {}),  # copied from the rows of Brazil below
    ("CHL", "all", "uniform MFN"): ("all", {"valid_from": "2003"}),
    ("MEX", "1,463 lines", "textiles"): ("all", {"use": "context", "valid_from": "2026-01-01"}),
    ("MEX", "various", "farm"): ("", {}),  # of 2012, without rates
    ("COL", "by class", "raw"): ("all", {"use": "context"}),
    ("CHL", "all", "uniform duty (history)"): ("", {}),  # of the 1990s, no exact dates
    ("ARG", "various", "Mercosur exceptions"): ("", {}),  # of 2015, without rates
}
COPIED_REGIME, COPIED_TO = "common external tariff", ("BRA", "ARG")
# Rates that changed: country -> (rate, from, until, basis), in place of the single rate of the raw row.
VAT_DATES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "KAZ": (("12", "", "2025-12-31", "reported"), ("16", "2026-01-01", "", "reported")),
    "ROU": (("19", "", "2025-07-31", "reported"), ("21", "2025-08-01", "", "reported")),
    "ECU": (("12", "", "2024-03-31", "reported"), ("15", "2024-04-01", "", "reported")),
    "BRA": (("18", "", "", "reported"),),  # the general rate of São Paulo, where goods for Brazil are delivered
    "RUS": (("20", "", "2025-12-31", "reported"), ("22", "2026-01-01", "", "assumed")),
}
# Taxes counted on the price with the tax in it, as the notes of the raw rows and the law's formula say.
WITHIN_PRICE = {"BOL", "BRA"}
NO_RATE = {"CUB", "SUR"}
SAO_PAULO = "http://thebrazilbusiness.com/article/icms-rates-for-sao-paulo-state"
SAO_PAULO_NOTE = "18 is the general rate of São Paulo, where goods are delivered; other states charge 17 to 20 or more"
FORMULA = "https://euquerosabertudo.com/search/como-calcular-o-pis-na-importao.html"


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write every table, each held to the columns of its schema."""
    case = raw / "case"
    duties = list(_duties(_read(case / "tariffs_case.csv")))
    for name, rows in {
        "tariffs_case": _numbered("D", [*duties, *_copied(duties)]),
        "vat": _numbered("V", [*_vat(_read(case / "tax_rates.csv")), *_own("vat")]),
        "import_charges": _numbered("C", [*_charges(_read(case / "tariffs_case.csv")), *_own("charges")]),
        "tariff_preferences": _numbered("P", _own("preferences")),
        "customs_bases": _read(HERE / "landed_bases_source.csv"),
        "landed_parameters": _read(HERE / "landed_parameters_source.csv"),
        "landed_margins": _read(HERE / "landed_margins_source.csv"),
    }.items():
        columns = [row["column"] for row in _read(SCHEMAS / f"{name}.csv")]
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{name}.csv: {len(rows)} rows")


def _duties(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        codes, cells = _meaning(row)
        for code in filter(None, codes.split(";")):
            made = {
                "importer": row["importer"],
                "hs": code,
                "product": row["product"],
                "use": "rate",
                "stated": row["year"].strip("-").replace("n.d.", ""),
                "regime": row["regime"],
                **_rate(row),
                **_cited(row),
                **cells,
            }
            if made["use"] == "context":
                printed = "; ".join(part for part in (row["mfn_pct"], row["specific"]) if part)
                made |= {"ad_valorem_pct": "", "note": "; ".join(filter(None, (printed, row["note"])))}
            yield made
            if "month_from" in cells:  # the raw row prints the rate of the other months beside it
                rest = row["specific"].split()[0]
                months = {"month_from": "7", "month_until": "12"}
                yield made | {"ad_valorem_pct": rest, "product": "fresh potatoes, Jul-Dec", **months}


def _meaning(row: Row) -> tuple[str, Row]:
    hits = [
        (start, meaning)
        for (importer, hs, start), meaning in MEANING.items()
        if (importer, hs) == (row["importer"], row["hs"]) and row["product"].startswith(start)
    ]
    if not hits:
        raise SystemExit(f"tariffs_case.csv: {row['importer']} {row['hs']} is new: say in MEANING what it states")
    return max(hits, key=lambda hit: len(hit[0]))[1]


def _rate(row: Row) -> Row:
    specific = re.fullmatch(r"AZN ([0-9.]+) per (litre|t)", row["specific"])
    made = {"ad_valorem_pct": row["mfn_pct"] if re.fullmatch(r"[0-9.]+", row["mfn_pct"]) else ""}
    if specific:
        made |= {"specific": specific[1], "specific_unit": f"AZN per {'l' if specific[2] == 'litre' else 't'}"}
    return made


def _copied(duties: list[Row]) -> Iterator[Row]:
    """Repeat the common external tariff for the member whose raw row says that it is the same."""
    whose, member = COPIED_TO
    for row in duties:
        if row["importer"] == whose and row["regime"] == COPIED_REGIME:
            note = "as Brazil's line of the common external tariff; exceptions differ by country"
            yield row | {"importer": member, "basis": "assumed", "note": note}


def _vat(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        iso3 = row["iso3"]
        whole = "" if iso3 in NO_RATE else row["standard_rate_pct"]
        for rate, since, until, basis in VAT_DATES.get(iso3, ((whole, "", "", row["basis"]),)):
            made = {
                "iso3": iso3,
                "tax": row["tax_name"],
                "hs": "all",
                "rate_pct": rate,
                "within_price": "yes" if iso3 in WITHIN_PRICE else "no",
                "valid_from": since,
                "valid_until": until,
                "stated": row["year"],
                "second_rate_pct": row["second_source_rate_pct"],
                **_cited(row),
                "basis": basis,
            }
            if row["reduced_rates_pct"]:
                reduced = f"reduced rates exist: {row['reduced_rates_pct'].replace(';', ', ')}"
                made["note"] = "; ".join(filter(None, (made["note"], reduced)))
            if iso3 == "BRA":
                made["address"] += f" ; {SAO_PAULO} ; {FORMULA}"
                made["note"] = f"{SAO_PAULO_NOTE}; {made['note']}"
            yield made


def _charges(rows: list[Row]) -> Iterator[Row]:
    """Yield fees and taxes beside duty and VAT that the raw rows print among the duties."""
    for row in rows:
        where = (row["importer"], row["hs"])
        printed = re.findall(r"[0-9.]+", row["specific"])
        if where == ("AZE", "clearance"):
            yield _charge(row, "Customs fee", rate=row["mfn_pct"], in_vat_base="no")
        elif where == ("COL", "by class"):
            yield _charge(row, "Customs service charge", rate=printed[1], in_vat_base="no")
        elif where == ("BRA", "other taxes"):
            yield _charge(row, "PIS/COFINS on imports", rate=printed[0])
            yield _charge(row, "AFRMM", rate=printed[1], base="sea_freight")
        elif row["importer"] == "BRA" and row["specific"].startswith("IPI"):
            yield _charge(row, "IPI", rate=printed[0], base="customs_value_and_duty") | {
                "hs": row["hs"].replace(".", "")
            }


def _charge(row: Row, name: str, *, rate: str, base: str = "customs_value", in_vat_base: str = "yes") -> Row:
    cells = {"iso3": row["importer"], "name": name, "hs": "all", "rate_pct": rate, "base": base}
    stated = row["year"].replace("n.d.", "")
    return cells | {"in_vat_base": in_vat_base, "stated": stated, **_cited(row)}


def _cited(row: Row) -> Row:
    cited = {"source": SOURCE, "publisher": row["source"], "address": row["url"]}
    return cited | {"basis": row["basis"], "note": row["note"]}


def _own(name: str) -> list[Row]:
    return [{"source": SOURCE, **row} for row in _read(HERE / f"landed_{name}_source.csv")]


def _numbered(letter: str, rows: list[Row]) -> list[Row]:
    return [{"id": f"{letter}{number:03d}", **row} for number, row in enumerate(rows, start=1)]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: (cell or "").strip() for name, cell in row.items()} for row in csv.DictReader(file)]


if __name__ == "__main__":
    main(raw_folder())
