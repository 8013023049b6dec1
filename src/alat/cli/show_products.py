"""A pair's trade by product, a duty, and a country's complexity on a terminal, each with its doubts."""

from alat.cli.paper import NOT_KNOWN, Paper, number
from alat.routing import Tariff
from alat.routing.landed.owed import DutyKind
from alat.trade import Outlook, Split

SHOWN_PRODUCTS, SHOWN_SECTIONS, SHOWN_WORST, SHOWN_NEAR = 20, 8, 5, 15
_KINDS = {
    DutyKind.TERRITORY: "none inside one customs territory",
    DutyKind.PREFERENTIAL: "preference: goods of the partner's own origin, with proof",
    DutyKind.APPLIED: "applied to the partner, preferences included",
    DutyKind.AGREEMENT: "none by an agreement: goods of the partner's own origin, with proof",
    DutyKind.MFN: "most favoured nation: what all pay",
    DutyKind.LINE: "a dated line of the tables that ship: what all pay",
    DutyKind.FINER_LINES: "no rate of this code: the mean of the finer lines known stands in",
    DutyKind.WIDER_MEAN: "no rate of this code: the mean of a wider one stands in",
    DutyKind.CLASS_RATE: "no rate of this code: that of a class of chapters stands in",
    DutyKind.AVERAGE: "no rate of this product: a mean over manufactures stands in",
}
_LEVELS = {2: "chapter", 4: "heading", 6: "subheading"}


def show_split(paper: Paper, result: Split) -> None:
    """Write what one country sells to another by product."""
    how = "as recorded" if result.observed else "fitted, not recorded"
    paper.title(f"{result.exporter.name} to {result.importer.name} by HS {_LEVELS[result.level]}, {how}")
    if result.warning:
        paper.say(f"Warning: {result.warning}.")
    paper.quantities([("total recorded", result.total)])
    if not result.observed:
        paper.say(f"How far to trust it: {result.trust}.")
    columns = ("section", "", "value", "share")
    paper.table(
        columns,
        [
            (row["section"], row["label"], number(row["value_usd"], "usd"), number(row["share"], "share"))
            for row in result.sections.head(SHOWN_SECTIONS).to_dicts()
        ],
        right=("value", "share"),
        title=f"Largest sections, a year{'' if result.observed else ' (modelled)'}",
    )
    paper.table(
        ("HS", "product", "value", "share", "basis", "caution"),
        [
            (
                row["hs"],
                row["label"],
                number(row["value_usd"], "usd"),
                number(row["share"], "share"),
                row["basis"],
                row["caution"].replace("_", " "),
            )
            for row in result.products.head(SHOWN_PRODUCTS).to_dicts()
        ],
        right=("value", "share"),
        title=f"Largest {_LEVELS[result.level]}s, {result.total.year}",
    )
    rest = float(result.products[SHOWN_PRODUCTS:]["share"].sum())
    shown = min(SHOWN_PRODUCTS, result.products.height)
    paper.say(f"{shown} of {result.products.height} shown; the others are {number(rest, 'share')} of the total.")
    if not result.observed:
        _show_fit(paper, result)


def _show_fit(paper: Paper, result: Split) -> None:
    residual = number(result.residual.value, "share")
    of_pairs = number(result.pairs_residual.value, "share")
    paper.say(
        f"Residual of the fit: {residual} of world trade by product, {of_pairs} by pair ({result.passes} passes)."
    )
    paper.table(
        ("missed", "exporter", "importer", "HS", "wanted", "reached"),
        [
            (
                f"sum of the {row['side']}",
                row["exporter"],
                row["importer"],
                row["hs"],
                number(row["wanted_usd"], "usd"),
                number(row["reached_usd"], "usd"),
            )
            for row in result.worst.head(SHOWN_WORST).to_dicts()
        ],
        right=("wanted", "reached"),
        title="Where the fit of all countries misses most",
    )


def show_duty(paper: Paper, result: Tariff) -> None:
    """Write a duty."""
    whose = "goods from anywhere" if result.partner is None else f"goods of {result.partner.name}"
    paper.title(f"Duty of {result.importer.name} on {result.product} {result.label}, {whose}, {result.on}")
    tonne = [("and on the tonne", result.usd_per_t)] if result.usd_per_t.value else []
    paper.quantities(
        [
            ("duty, of the customs value", result.rate),
            *tonne,
            ("lowest that sources print", result.low),
            ("highest", result.high),
            ("what all pay", result.mfn),
        ]
    )
    paper.say(f"Kind: {_KINDS[DutyKind(result.kind)]}.")
    if result.only_an_average:
        of = "all manufactures" if result.kind == DutyKind.AVERAGE else f"HS {result.held_by}"
        paper.say(f"Only an average ({of}): a line of the tariff may be far from it.")
    if result.lines is not None:
        paper.say(f"Lines: {result.lines}.")


def show_outlook(paper: Paper, result: Outlook) -> None:
    """Write a country's complexity, what is near and what is made."""
    kind = _LEVELS[result.level]
    paper.title(f"Complexity of the exports of {result.country.name} by HS {kind}, {result.years}")
    paper.quantities(
        [
            ("economic complexity index (ECI)", result.eci),
            ("its rank", result.eci_rank),
            ("complexity outlook index (COI)", result.coi),
            ("its rank", result.coi_rank),
            ("diversity: products made", result.diversity),
            ("exports looked at", result.exports),
            ("left out", result.left_out),
        ]
    )
    paper.table(
        ("HS", "product", "density", "PCI", "COG", "RCA", "exports m USD"),
        [
            (
                row["hs"],
                row["label"],
                f"{row['density']:.3f}",
                f"{row['pci']:+.2f}",
                f"{row['cog']:+.3f}",
                f"{row['rca']:.2f}",
                _musd(row["exports_musd"]),
            )
            for row in result.near.head(SHOWN_NEAR).to_dicts()
        ],
        right=("density", "PCI", "COG", "RCA", "exports m USD"),
        title=f"Not made yet, nearest first ({min(SHOWN_NEAR, result.near.height)} of {result.near.height}; modelled)",
    )
    paper.table(
        ("HS", "product", "PCI", "RCA", "exports m USD", "countries"),
        [
            (
                row["hs"],
                row["label"],
                f"{row['pci']:+.2f}",
                f"{row['rca']:.2f}",
                _musd(row["exports_musd"]),
                str(row["ubiquity"]),
            )
            for row in result.made.head(SHOWN_NEAR).to_dicts()
        ],
        right=("PCI", "RCA", "exports m USD", "countries"),
        title=f"Made, most complex first ({min(SHOWN_NEAR, result.made.height)} of {result.made.height}; modelled)",
    )


def _musd(value: float | None) -> str:
    if value is None:
        return NOT_KNOWN
    return f"{value:,.1f}" if value == 0 or value >= 0.1 else f"{value:.2g}"  # noqa: PLR2004 - a tenth is shown as such
