"""A place and the findings about the network on a terminal."""

import json
from dataclasses import dataclass

import polars as pl

from alat.cli.paper import NOT_KNOWN, Paper, number
from alat.network import PlaceSheet


@dataclass(frozen=True, slots=True)
class CheckedNetwork:
    """What was found about the network."""

    findings: pl.DataFrame
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every finding is as expected."""
        return bool(self.findings["sound"].all())


@dataclass(frozen=True, slots=True)
class ExportedNetwork:
    """The network as GeoJSON."""

    features: dict[str, object]
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def show_sheet(paper: Paper, result: PlaceSheet, *, most: int) -> None:
    """Write what is known of a place, with its `most` nearest sea services."""
    one = result.place
    paper.title(f"{one.name} ({one.id}): {one.kind.replace('_', ' ')}, {result.state}")
    code = f"UN/LOCODE {one.unlocode}" if one.unlocode else "no UN/LOCODE known"
    size = f", size class {one.tier} of 4" if one.tier else ""
    paper.say(f"{one.iso3}, zone {one.zone}; {_degrees(one.lat, 'NS')} {_degrees(one.lon, 'EW')}; {code}{size}")
    paper.say(f"Position: {one.basis.value} {paper.cite(one.source.split(';'))}")
    paper.table(
        ("mode", "to", "id", "km", "gauge", "border", "status", "since", "until", "as of", "basis", "source"),
        [_link(paper, row) for row in result.links.iter_rows(named=True)],
        right=("km",),
        title=f"Links: {result.links.height}",
    )
    if result.services.height:
        paper.table(
            ("to", "id", "km", "ships", "through", "basis", "source"),
            [_service(paper, row) for row in result.services.head(most).iter_rows(named=True)],
            right=("km",),
            title=f"Direct sea services: {result.services.height}, the nearest {min(most, result.services.height)}",
        )
    if result.handling.height:
        paper.table(
            ("where", "what", "cargo", "hours", "USD", "unit", "basis", "said by"),
            [_operation(row) for row in result.handling.iter_rows(named=True)],
            right=("hours", "USD"),
            title="Handling and waits: typical (low-high)",
        )
    if result.capacities.height:
        paper.table(
            ("capacity of", "a year", "state", "year", "basis", "said by", "note"),
            [_capacity(row) for row in result.capacities.iter_rows(named=True)],
            right=("a year",),
            title="Capacity",
        )
    for row in result.statuses.iter_rows(named=True):
        paper.say(
            f"Status {row['id']}, {row['subject']}: {row['status']}{_dates(row)}; {row['basis']}, {row['source']}"
        )


def show_check(paper: Paper, result: CheckedNetwork) -> None:
    """Write the findings, the unsound ones marked."""
    paper.title("The network: " + ("sound" if result.sound else "NOT SOUND"))
    rows = [
        (row["about"], row["question"], row["value"], row["expected"], "" if row["sound"] else "NOT SOUND")
        for row in result.findings.iter_rows(named=True)
    ]
    paper.table(("about", "question", "found", "expected", "finding"), rows)


def show_features(paper: Paper, result: ExportedNetwork) -> None:
    """Write the GeoJSON as it is."""
    paper.console.file.write(json.dumps(result.features, ensure_ascii=False))


def _link(paper: Paper, row: dict[str, str | float | None]) -> tuple[str, ...]:
    dates = (str(row[name] or "") for name in ("since", "until", "as_of"))
    cited = paper.cite(str(row["source"]).split(";"))
    return (
        str(row["mode"]), str(row["to_name"]), str(row["to"]), f"{row['km']:,.0f}", str(row["gauge"]),
        str(row["border"]), str(row["status"]), *dates, str(row["basis"]), cited,
    )  # fmt: skip


def _service(paper: Paper, row: dict[str, str | float | list[str]]) -> tuple[str, ...]:
    through = ", ".join(row["passages"]) if isinstance(row["passages"], list) else ""
    cited = paper.cite(str(row["source"]).split(";"))
    return (str(row["name"]), str(row["port"]), f"{row['km']:,.0f}", str(row["ship_class"]), through,
            str(row["basis"]), cited)  # fmt: skip


def _operation(row: dict[str, str | float | None]) -> tuple[str, ...]:
    return (
        str(row["place_kind"]), str(row["operation"]), str(row["cargo_class"]), _range(row, "hours"),
        _range(row, "usd"),
        str(row["unit"]), str(row["basis"]), str(row["source"]),
    )  # fmt: skip


def _range(row: dict[str, str | float | None], name: str) -> str:
    if row[name] is None:
        return NOT_KNOWN
    ends = [row[f"{name}_{end}"] for end in ("low", "high")]
    return f"{row[name]:g}" + (f" ({ends[0]:g}-{ends[1]:g})" if None not in ends else "")


def _capacity(row: dict[str, str | float | None]) -> tuple[str, ...]:
    amount = number(float(row["value"] or 0.0), str(row["unit"]).removesuffix(" a year"))
    said = (str(row[name] or "") for name in ("state", "year", "basis", "source", "note"))
    return (str(row["subject"]), amount, *said)


def _dates(row: dict[str, str | float | None]) -> str:
    said = (("since", "since"), ("until", "until"), ("as of", "as_of"))
    return "".join(f", {words} {row[name]}" for words, name in said if row[name])


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.2f}{letters[0] if value >= 0 else letters[1]}"
