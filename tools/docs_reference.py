"""Write what follows from the code: docs/commands.md, docs/errors.md, docs/data.md and the tables of docs/appraisal.md.

With ``--check`` nothing is written; the exit code is 1 and the stale pages are named if there are any.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from alat import errors
from alat.cli.app import EXIT_CODES, build
from alat.data import datasets, open_study, sources
from alat.data.schema import schema
from alat.data.study import OPTIONAL_TABLES, REQUIRED_TABLES, Study, shipped_studies

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- made by tools/docs_reference.py; edit the code, then run `make pages` -->"

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


def main(arguments: list[str]) -> int:
    """Write the pages, or name those that are stale; return the exit code."""
    pages: dict[str, Callable[[], Iterator[str]]] = {"commands": commands, "errors": error_tree, "data": data_tables}
    texts = {name: "\n".join([MADE, "", *lines()]).rstrip() + "\n" for name, lines in pages.items()}
    texts["appraisal"] = with_measures((DOCS / "appraisal.md").read_text(encoding="utf-8"))
    stale = []
    for name, text in texts.items():
        path = DOCS / f"{name}.md"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
    print(f"docs: {', '.join(stale) or 'nothing'} {'stale' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


def commands() -> Iterator[str]:
    """Yield the page on commands: usage, arguments, options and exit codes."""
    yield "# Commands"
    yield ""
    yield "Every command takes `--out` and `--json`: one object with the keys `alat`, `command`, `inputs`, `result`,"
    yield "`sources` and `notes`. Results go to stdout; progress, after two seconds, and errors go to stderr."
    yield ""
    yield "| exit code | meaning |"
    yield "|---|---|"
    yield from (f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    yield from _commands("alat", typer.main.get_command(build()))


def error_tree() -> Iterator[str]:
    """Yield the page on errors: class, built-in it refines, exit code, meaning."""
    yield "# Errors"
    yield ""
    yield "Every error that Alat raises on purpose is one of these. Its text is one line that says what was wrong, what"
    yield "was expected, and where. A command prints that line to stderr and exits with the code."
    yield ""
    yield "| error | refines | exit code | meaning |"
    yield "|---|---|---|---|"
    for kind in _family(errors.AlatError):
        bases = ", ".join(f"`{base.__name__}`" for base in kind.__bases__)
        yield f"| `{kind.__name__}` | {bases} | {kind.exit_code} | {(kind.__doc__ or '').splitlines()[0]} |"


def data_tables() -> Iterator[str]:
    """Yield the page on data: tables, their columns, and sources with licences."""
    yield "# Data that ship"
    yield ""
    yield "`alat data list`, `alat data show TABLE`, `alat data sources` and `alat data verify` say the same from the"
    yield "installed files. A missing value is missing, never zero."
    yield ""
    yield "| table | years | basis | sources | a row is |"
    yield "|---|---|---|---|---|"
    tables = sorted(datasets().values(), key=lambda each: each.name)
    for each in tables:
        cited = ", ".join(f"[{source}](#source-{source})" for source in each.sources)
        yield f"| [{each.name}](#{each.name}) | {each.years} | {each.basis} | {cited} | {each.meaning} |"
    for each in tables:
        yield from ("", f"## {each.name}", "", each.meaning, "")
        yield from _columns(each.name)
    yield from ("", "## Tables of a study", "", "Every study is a folder with `study.toml` and these CSV files.")
    yield from ("", f"A study may leave out {' and '.join(f'`{name}.csv`' for name in OPTIONAL_TABLES)}.")
    for name in (*REQUIRED_TABLES, *OPTIONAL_TABLES):
        yield from ("", f"### {name}.csv", "")
        yield from _columns(f"study_{name}")
    yield from (
        "",
        "## Sources",
        "",
        "| id | publisher | title | year | licence | address |",
        "|---|---|---|---|---|---|",
    )
    for source in sources().values():
        anchor = f'<a id="source-{source.id}"></a>{source.id}'
        cells = (anchor, source.publisher, source.title, source.year, source.licence, source.address)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _columns(name: str) -> Iterator[str]:
    yield "| column | type | unit | key | required | bounds or values | meaning |"
    yield "|---|---|---|---|---|---|---|"
    for column in schema(name).columns:
        ends = ["" if end is None else f"{end:g}" for end in (column.low, column.high)]
        bounds = ", ".join(column.allowed) or (" to ".join(ends) if any(ends) else "")
        marks = (
            "yes" if column.key else "",
            "yes" if column.required else "may be left out" if column.optional else "",
        )
        cells = (f"`{column.name}`", column.type, column.unit, *marks, bounds, column.meaning.replace("|", "\\|"))
        yield "| " + " | ".join(cells) + " |"


def _commands(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - typer keeps its command class to itself
    for child_name, child in getattr(command, "commands", {}).items():
        full = f"{name} {child_name}"
        if getattr(child, "commands", None):
            yield from _commands(full, child)
            continue
        arguments = " ".join(
            param.metavar or param.name for param in child.params if param.param_type_name == "argument"
        )
        yield from ("", f"## {full}", "", child.help, "", f"    {full} {arguments}".rstrip() + " [OPTIONS]", "")
        yield from ("| argument or option | meaning |", "|---|---|")
        yield from (_parameter(param) for param in child.params)


def _parameter(param: Any) -> str:  # noqa: ANN401 - same
    if param.param_type_name == "argument":
        return f"| `{param.metavar or param.name}` | {param.help} |"
    value = f" {param.metavar}" if param.metavar and not param.is_flag else ""
    default = f" Default: `{param.default}`." if param.default not in {None, False} else ""
    return f"| `{', '.join(param.opts)}{value}` | {param.help}{default} |"


def _family(root: type[errors.AlatError]) -> Iterator[type[errors.AlatError]]:
    yield root
    for child in root.__subclasses__():
        yield from _family(child)


def with_measures(page: str) -> str:
    """Return a page with the tables between its two marks written anew."""
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n" + "\n".join(_measure_tables()) + f"\n\n{END}{after}"


def _measure_tables() -> Iterator[str]:
    for name in shipped_studies():
        study = open_study(name)
        if study.has("measure_effects") and study.has("measure_costs"):
            names = dict(study.table("measures").select("id", "name").iter_rows())
            yield from (f"### {study.title}: what measures change", "", *_measure_effects(study, names), "")
            yield from (f"### {study.title}: what measures cost, million USD", "", *_measure_costs(study, names), "")
            yield from (f"### {study.title}: what was found beside that", "", *_measure_evidence(study))


def _measure_effects(study: Study, names: dict[str, str]) -> Iterator[str]:
    yield "| measure | edit | value | low to high | basis and source | limits |"
    yield "|---|---|---|---|---|---|"
    for row in study.table("measure_effects").to_dicts():
        edit = "nothing is modelled" if row["verb"] == "none" else f"{row['verb']} `{row['subject']}`"
        if row["value"] is not None:
            edit += f": {row['what']}"
        edit += ", own trade alone" if row.get("holds_for") == "own" else ""
        sign = "x " if row["unit"] == "factor" else ""
        unit = "" if row["unit"] in {None, "factor"} else f" {row['unit']}"
        value = "" if row["value"] is None else f"{sign}{row['value']:g}{unit}"
        ends = "" if row["value"] is None else f"{row['low']:g} to {row['high']:g}"
        named = f"{row['measure']} {names[row['measure']]}"
        yield _row(named, edit, value, ends, f"{row['basis']}: {row['source']}", row["note"])


def _measure_costs(study: Study, names: dict[str, str]) -> Iterator[str]:
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


def _measure_evidence(study: Study) -> Iterator[str]:
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
