"""What could be sold, on a terminal: by product, net of freight, and by member of a bloc."""

from alat.cli.paper import NOT_KNOWN, Paper, written_out
from alat.cli.show_rivals import show_rivals
from alat.routing import NetOfFreight, OpportunitiesAgainstRivals, Priority
from alat.trade import Opportunities, without_demand

SHOWN_PRODUCTS, SHOWN_APART = 20, 6
_SMALL_MUSD = 0.1
_LEVELS = {2: "chapter", 4: "heading", 6: "subheading"}


def show_opportunities(paper: Paper, result: Opportunities, *, every: bool) -> None:
    """Write what one country could sell to another; products that a filter dropped only when `every`."""
    kind = _LEVELS[result.level]
    paper.title(f"What {result.exporter.name} could sell to {result.importer.name}, by HS {kind}")
    paper.quantities(
        [
            (f"structural potential, all {kind}s", result.structural),
            (f"structural potential, {kind}s kept", result.structural_kept),
            (f"structural potential, {kind}s to look at", result.structural_listed),
            ("total the gravity model predicts", result.predicted),
            ("total recorded", result.observed),
            ("place among pairs of like predicted size", result.percentile),
            ("complementarity", result.complementarity),
            ("importer's imports that the product file covers", result.demand_coverage),
        ]
    )
    rows = result.products.to_dicts()
    apart = [row for row in rows if row["kept"] and without_demand(row) and not every]
    kept = [row for row in rows if every or (row["kept"] and not without_demand(row))]
    shown = kept if every else kept[:SHOWN_PRODUCTS]
    observed = any(row["today_musd"] is not None for row in rows)
    today = ("today",) if observed else ()
    paper.table(
        ("HS", "product", "structural", "ITC type", *today, "RCA", "kept", "caution"),
        [_product(row, observed=observed) for row in shown],
        right=("structural", "ITC type", *today, "RCA"),
        title=f"Potential a year, modelled{', beside trade as recorded' if observed else ''} (m USD); RCA without oil",
    )
    paper.say(f"{result.itc.name} potential leaves out: {', '.join(result.itc.left_out) or 'nothing'}.")
    if apart:
        largest = sorted(apart, key=lambda row: -row["structural_musd"])[:SHOWN_APART]
        names = "; ".join(f"{row['hs']} {row['label']} ({_cell(row['structural_musd'])} m USD)" for row in largest)
        more = f"; and {len(apart) - SHOWN_APART} smaller ones" if len(apart) > SHOWN_APART else ""
        paper.say(f"Set aside, because {result.importer.name} has no import of them on record: {names}{more}")
    if not every:
        paper.say(_how_many(len(shown), of=len(kept), tried=len(rows), kind=kind))


def show_against_rivals(paper: Paper, result: OpportunitiesAgainstRivals, *, every: bool) -> None:
    """Write what could be sold, and its largest products against the best rival of each."""
    show_opportunities(paper, result, every=every)
    show_rivals(paper, result.rivals)


def show_net(paper: Paper, result: NetOfFreight, *, every: bool) -> None:
    """Write what could be sold, and what freight over the network and the best rival leave of it."""
    show_opportunities(paper, result.opportunities, every=every)
    net = result.network
    kind = _LEVELS[result.opportunities.level]
    paper.quantities(
        [
            (f"potential at network freight, {kind}s kept", net.kept),
            (f"potential at network freight, {kind}s to look at", net.listed),
        ]
    )
    shown = result.looked_at if every else result.looked_at[:SHOWN_PRODUCTS]
    rows = [row for row in net.products.iter_rows(named=True) if row["hs"] in shown]
    paper.table(
        ("HS", "travels as", "at usual freight", "at network freight", "range over theta", "freight", "usual"),
        [
            (
                row["hs"],
                row["cargo"].replace("_", " "),
                _cell(row["structural_musd"]),
                _cell(row["network_musd"]),
                f"{_cell(row['network_low_musd'])} to {_cell(row['network_high_musd'])}",
                _percent(row["freight_share"]),
                _percent(row["usual_share"]),
            )
            for row in rows
        ],
        right=("at usual freight", "at network freight", "range over theta", "freight", "usual"),
        title="Potential a year (m USD) and freight as a share of a load's value, modelled",
    )
    spans: dict[str, list[str]] = {}
    for each in net.thetas:
        spans.setdefault(f"{each.central:g} ({each.low:g} to {each.high:g})", []).append(each.goods)
    listed = "; ".join(f"{span} for {', '.join(goods)}" for span, goods in spans.items())
    paper.say(f"Elasticity theta, assumed from published figures: {listed}. Scenario: {net.scenario}.")
    show_rivals(paper, result.rivals)


def show_priority(paper: Paper, result: Priority) -> None:
    """Write the members of a bloc in the order of what could be sold to, or bought from, each."""
    way = "could sell to" if result.sells else "could buy from"
    paper.title(f"What {result.home.name} {way} the members of {result.bloc.name}, largest first")
    known = [row for row in result.partners.iter_rows(named=True) if not row["unknown"]]
    paper.table(
        ("partner", "potential", "range over theta", "at usual freight", "recorded", "place", "mix fits", "first HS"),
        [
            (
                row["name"],
                _cell(row["network_musd"]),
                f"{_cell(row['network_low_musd'])} to {_cell(row['network_high_musd'])}",
                _cell(row["structural_musd"]),
                _recorded(row),
                NOT_KNOWN if row["percentile"] is None else f"{row['percentile']:.0f} of 100",
                _percent(row["complementarity"]),
                row["first"].replace(";", ", "),
            )
            for row in known
        ],
        right=("potential", "range over theta", "at usual freight", "recorded", "place", "mix fits"),
        title="Potential a year over the products to look at, modelled; recorded trade, all products (m USD)",
    )
    unknown = [row for row in result.partners.iter_rows(named=True) if row["unknown"]]
    for row in unknown:
        paper.say(f"Not ranked: {row['name']} ({row['unknown']})")


def _how_many(shown: int, *, of: int, tried: int, kind: str) -> str:
    """Return of how many products to look at so many are shown, and how to see the rest."""
    which = "all of them" if shown == of else "the largest; the figures above are of all of them"
    rest = f"--all shows all {tried}, those that were dropped with the reason"
    return f"{shown} of {of} {kind}s to look at are shown ({which}); {rest}."


def _recorded(row: dict[str, object]) -> str:
    if row["recorded_musd"] is not None:
        return _cell(row["recorded_musd"])
    return "none recorded" if row["covered"] else "not covered"


def _product(row: dict[str, object], *, observed: bool) -> tuple[str, ...]:
    return (
        str(row["hs"]),
        str(row["label"]),
        _cell(row["structural_musd"]),
        _cell(row["itc_type_musd"]),
        *((_cell(row["today_musd"]),) if observed else ()),
        _cell(row["rca_without_oil"]),
        "yes" if row["kept"] else str(row["reason"]).replace("_", " "),
        str(row["caution"] or "").replace(";", ", ").replace("_", " "),
    )


def _cell(value: object) -> str:
    if not isinstance(value, int | float):
        return NOT_KNOWN
    return f"{value:,.2f}" if value >= _SMALL_MUSD else written_out(value, digits=2)


def _percent(value: object) -> str:
    if not isinstance(value, int | float):
        return NOT_KNOWN
    return f"{100 * value:.1f} %"
