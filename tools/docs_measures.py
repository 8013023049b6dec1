"""The part of docs/appraisal.md that follows from the shipped studies: what each measure changes and costs."""

from collections.abc import Iterator

from alat.data import open_study
from alat.data.study import Study, shipped_studies

BEGIN = (
    "<!-- from here made by tools/docs_reference.py out of the study's tables; edit those, then run `make pages` -->"
)
END = "<!-- up to here -->"
_RULES = {
    "weekly_service": "computed: ships of a weekly service {}, less freight",
    "weekly_feeder": "computed: ships of a weekly feeder {}, less freight",
    "freighter": "computed: block hours of a freighter {}",
    "upkeep": "computed: share of capital",
}


def with_measures(page: str) -> str:
    """Return a page with the tables between its two marks written anew."""
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n" + "\n".join(_tables()) + f"\n\n{END}{after}"


def _tables() -> Iterator[str]:
    for name in shipped_studies():
        study = open_study(name)
        if study.has("measure_effects") and study.has("measure_costs"):
            names = dict(study.table("measures").select("id", "name").iter_rows())
            yield from (f"### {study.title}: what measures change", "", *_effects(study, names), "")
            yield from (f"### {study.title}: what measures cost, million USD", "", *_costs(study, names), "")
            yield from (f"### {study.title}: what was found beside that", "", *_evidence(study))


def _effects(study: Study, names: dict[str, str]) -> Iterator[str]:
    yield "| measure | edit | value | low to high | basis and source | limits |"
    yield "|---|---|---|---|---|---|"
    for row in study.table("measure_effects").to_dicts():
        edit = "nothing is modelled" if row["verb"] == "none" else f"{row['verb']} `{row['subject']}`"
        if row["value"] is not None:
            edit += f": {row['what']}"
        sign = "x " if row["unit"] == "factor" else ""
        unit = "" if row["unit"] in {None, "factor"} else f" {row['unit']}"
        value = "" if row["value"] is None else f"{sign}{row['value']:g}{unit}"
        ends = "" if row["value"] is None else f"{row['low']:g} to {row['high']:g}"
        named = f"{row['measure']} {names[row['measure']]}"
        yield _row(named, edit, value, ends, f"{row['basis']}: {row['source']}", row["note"])


def _costs(study: Study, names: dict[str, str]) -> Iterator[str]:
    yield "| measure | item | paid | low | central | high | flag | basis and source | limits |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in study.table("measure_costs").to_dicts():
        if row["use"] != "sum":
            continue
        item = row["item"]
        if row["rule"]:
            rule, _, places = row["rule"].partition(" ")
            item += f" ({_RULES[rule].format(places.replace(' ', ' - '))})"
        paid = "once" if row["nature"] == "capital" else "every year"
        flag = (row["flag"] or "").replace("_", " ")
        said = f"{row['basis']}: {row['source']}"
        named = f"{row['measure']} {names[row['measure']]}"
        yield _row(named, item, paid, *_ends(row), f"**{flag}**" if flag else "", said, row["note"] or "")


def _evidence(study: Study) -> Iterator[str]:
    yield "| measure | found | low | high | money of | source | what it says |"
    yield "|---|---|---|---|---|---|---|"
    for row in study.table("measure_costs").to_dicts():
        if row["use"] == "evidence":
            low, _, high = _ends(row)
            source = f"[{row['source']}]({row['address']})" if row["address"] else row["source"]
            yield _row(row["measure"], row["item"], low, high, row["money_year"] or "", source, row["note"] or "")


def _ends(row: dict[str, object]) -> tuple[str, str, str]:
    low, central, high = (row[f"{end}_musd"] for end in ("low", "central", "high"))
    return tuple("" if end is None else f"{end:g}" for end in (low, central, high))  # type: ignore[return-value]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
