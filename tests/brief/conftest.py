"""Hand-made answers of the other rooms, for testing the brief alone; every number in them is invented."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from alat.brief.catalogue import Catalogue, catalogue
from alat.brief.document import Document
from alat.brief.gather import Absent, Contact, PairMaterial, Ways
from alat.brief.sections import compose_pair
from alat.data import Basis, Quantity, Study
from alat.diplomacy.results import Agreement, Contacts, Presence
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, country
from alat.register.results import ClaimCheck, ClaimVerdict, Finding
from alat.routing import Landed, Lane, LaneLine, Lanes, Part, PartKind, Rival, Step
from alat.routing.landed import Incoterm, Stage, Totals
from alat.trade.results import (
    Direction,
    Flag,
    FlagKind,
    FlowState,
    GapVerdict,
    ItcReading,
    MirrorGap,
    Opportunities,
    Profile,
    Rank,
)

SOURCE = ("natural-earth-land-50m",)
AVOIDING = Scenario("avoiding-two", avoid=("RUS", "IRN"))


def study() -> Study:
    return Study(
        "invented", "An invented study", "AZE", "latin-america", date(2025, 11, 26), Path(), shipped=False, scenarios={}
    )


def usd(value: float | None, year: str = "2023", basis: Basis = Basis.RECONCILED) -> Quantity:
    return Quantity(value, "usd", basis, SOURCE, year)


def direction(exporter: Country, importer: Country, value: float | None, *, scale: float) -> Direction:
    years = list(range(2007, 2024))
    seller = [None if y == 2011 else scale * (1 + 0.1 * (y - 2007)) for y in years]
    buyer = [scale * (2.5 + 0.4 * ((y * 7) % 5)) for y in years]
    series = pl.DataFrame(
        {
            "year": years,
            "exporter_usd": seller,
            "importer_usd": buyer,
            "exporter_reported": [v is not None for v in seller],
            "importer_reported": [True] * len(years),
            "ratio": [None if s is None else b / s for s, b in zip(seller, buyer, strict=True)],
            "exporter_asked": [True] * len(years),
            "importer_asked": [True] * len(years),
            "exporter_source": list(SOURCE) * len(years),
            "importer_source": list(SOURCE) * len(years),
        }
    )

    def pooled(value: float, unit: str) -> Quantity:
        return Quantity(value, unit, Basis.REPORTED, SOURCE, "2019-2023")

    mirror = MirrorGap(
        "2019-2023",
        pooled(scale * 9.1, "usd"),
        pooled(scale * 31.3, "usd"),
        pooled(3.44, "ratio"),
        pooled(81.0, "percentile"),
        pooled(1.21, "ratio"),
        1.0,
        1.25,
        (importer.iso3, "GEO", "ARM"),
        pooled(1.18, "ratio"),
        GapVerdict.BUYER_FAR_MORE,
        pooled(74.0, "percentile"),
        pooled(scale * 19.9, "usd"),
        pooled(scale * 22.2, "usd"),
    )
    state = FlowState.RECORDED if value is not None else FlowState.NOTHING_RECORDED
    rank = Rank(None if value is None else 23, 171, Quantity(0.0123, "share", Basis.RECONCILED, SOURCE, "2023"))
    flags = (Flag(FlagKind.ONE_CARGO, "importer", 2018, buyer[11]),)
    return Direction(exporter, importer, usd(value), "both", state, series, mirror, flags, rank, rank, both_known=True)


def profile(home: Country, partner: Country) -> Profile:
    out, back = direction(home, partner, 1.234e6, scale=3e5), direction(partner, home, 210.9e6, scale=4e7)
    return Profile(out, back, SOURCE, ("A remark on trade of 2023.",))


def opportunities(exporter: Country, importer: Country) -> Opportunities:
    labels = ["Fertilisers", "Plastics and articles thereof", "Organic chemicals", "Aluminium and articles thereof"]
    labels += [
        "Edible vegetables and certain roots and tubers",
        "Cotton",
        "Salt; sulphur; earths and stone; plastering materials",
    ]
    count = len(labels)
    products = pl.DataFrame(
        {
            "hs": ["31", "39", "29", "76", "07", "52", "25"],
            "label": labels,
            "supply_musd": [120.0, 310.5, 90.1, 230.0, 401.0, 77.7, 35.1],
            "supply_years": ["2020"] * count,
            "demand_musd": [9000.0, 8100.0, 12000.0, 2500.0, 390.0, 220.0, 0.14],
            "demand_years": ["2023"] * count,
            "structural_musd": [8.63, 4.53, 3.84, 2.28, 1.32, 0.74, 0.068],
            "itc_type_musd": [0.012, 0.007, None, 0.003, 0.002, 0.001, 0.0001],
            "today_musd": pl.Series([None] * count, dtype=pl.Float64),
            "rca_without_oil": [3.1, 1.2, 1.1, 4.4, 2.9, 1.9, 1.3],
            "net_export_ratio": [1.0] * count,
            "kept": [True] * count,
            "reason": [""] * count,
            "caution": ["stale_margin", "", "", "demand_gap", "perishable;demand_gap", "", "bulk"],
        }
    )

    def made(value: float, unit: str, basis: Basis = Basis.MODELLED) -> Quantity:
        return Quantity(value, unit, basis, SOURCE, "2023")

    return Opportunities(
        exporter,
        importer,
        2,
        products,
        made(279.4e6, "usd"),
        made(24.2e6, "usd"),
        made(21.4e6, "usd"),
        made(248.3e6, "usd"),
        made(317.1e6, "usd"),
        made(0.529e6, "usd", Basis.RECONCILED),
        made(3.0, "percentile"),
        made(0.31, "share"),
        made(0.9384, "share", Basis.RECONCILED),
        ItcReading("ITC-type", ("growth",)),
        SOURCE,
        ("A remark on potential.",),
    )


def part(kind: PartKind, mode: str, places: tuple[str, str], *sizes: float) -> Part:
    start, end = places
    km, hours, money = sizes
    return Part(kind, mode, start, end, start, end, km, hours, money, 0.0, km * 0.2, "", (), (), Basis.MODELLED, SOURCE)


def lane(name: str, port: str, *, hours: float, money: float) -> Lane:
    parts = (
        part(PartKind.HANDLING, "", ("Baku", "Baku"), 0, 24, 300),
        part(PartKind.MOVE, "rail", ("Baku", port), 900, 70, 1200),
        part(PartKind.BORDER, "", (port, port), 0, 12, 100),
        part(PartKind.HANDLING, "", (port, port), 0, 96, 250),
        part(PartKind.MOVE, "sea", (port, "Tangier Med"), 4200, 190, money / 3),
        part(PartKind.HANDLING, "", ("Tangier Med", "Tangier Med"), 0, 110, 180),
        part(PartKind.MOVE, "sea", ("Tangier Med", "Santos"), 7900, hours - 700, money / 2),
        part(PartKind.HANDLING, "", ("Santos", "Santos"), 0, 110, 350),
        part(PartKind.MOVE, "road", ("Santos", "São Paulo"), 80, 88, 280),
    )
    return Lane(
        name,
        parts,
        sum(p.money_usd for p in parts),
        sum(p.hours for p in parts),
        sum(p.kgco2e for p in parts),
        9000.0,
        1,
        ("Azerbaijan Railways", f"Port of {port}", "Liner", "Port of Santos", "Haulier"),
        ("Böyük Kəsik",),
        ("Turkish Straits", "Strait of Gibraltar"),
        ("generalised", "money") if name == "L1" else ("hours",),
    )


PLACES = {
    "Baku": (49.87, 40.4),
    "Poti": (41.66, 42.15),
    "Novorossiysk": (37.8, 44.7),
    "Tangier Med": (-5.5, 35.88),
    "Santos": (-46.3, -23.97),
    "São Paulo": (-46.63, -23.55),
}


def ways(home: Country, partner: Country, scenario: Scenario, port: str) -> Ways:
    found = tuple(lane(f"L{n}", port, hours=1000 - 60 * n, money=3600.0 + 400 * n) for n in (1, 2, 3))
    lanes = Lanes(
        home,
        partner,
        "Baku",
        "São Paulo",
        "container",
        scenario,
        "FEU",
        20.0,
        12.5,
        found,
        SOURCE,
        ("A remark on lanes.",),
    )
    lines = {
        each.id: tuple(
            LaneLine(p.mode, (PLACES[p.start_name], PLACES[p.end_name])) for p in each.parts if p.kind is PartKind.MOVE
        )
        for each in found
    }
    return Ways(lanes, lines)


def agreement(first: Country, second: Country) -> Agreement:
    def share(value: float) -> Quantity:
        return Quantity(value, "share", Basis.OBSERVED, SOURCE, "2010-2019")

    sessions = list(range(65, 75))
    by_session = pl.DataFrame(
        {
            "session": sessions,
            "votes": [70] * len(sessions),
            "exact": [0.86 + 0.007 * (n % 5) for n in sessions],
            "median_exact": [0.905 + 0.004 * (n % 3) for n in sessions],
        }
    )
    return Agreement(
        first, second, 65, 74, "2010-2019", 712, share(0.883), share(0.937), 121, 190, share(0.911), share(0.949),
        share(0.74), share(0.80), share(0.02), share(0.03), by_session, SOURCE, (),
    )  # fmt: skip


def ties(first: Country, second: Country) -> Contact:
    row = {
        "level": "embassy",
        "city": "Brasília",
        "since": "2012",
        "until": None,
        "status_date": "2025",
        "covers_from": None,
        "source": "An invented gazette, 3 May 2024",
        "url": "",
        "basis": "reported",
        "note": "appointed 10 February 2012",
    }
    posts = pl.DataFrame([row], schema=dict.fromkeys(row, pl.String))
    meeting = {
        "id": "K1",
        "date_from": "2024-11-13",
        "date_to": "2024-11-14",
        "place": "Baku",
        "direction": "to_home",
        "level": "vice_president",
        "type": "visit",
        "status": "reported",
        "who": "An invented delegation of 12",
        "outcome": None,
        "source": "An invented gazette, 15 Nov 2024",
        "url": "",
        "basis": "reported",
        "note": "",
    }
    contacts = pl.DataFrame([meeting], schema=dict.fromkeys(meeting, pl.String))
    since = Quantity(377, "days", Basis.REPORTED, (), "2025")
    return Contact(
        Presence(first, second, posts, posts.clear(), ("An invented gazette, 3 May 2024",), ()),
        Contacts(first, second, date(2025, 11, 26), contacts, "2024-11-14", since, ("An invented gazette",), ()),
    )


def claims() -> tuple[ClaimCheck, ...]:
    finding = Finding("Buyer's record", usd(160.2e6, "2024", Basis.REPORTED), "", ClaimVerdict.CONTRADICTED, "Gazette")
    words = replace(finding, what="Set of leaders", value=Quantity(None, "set", Basis.OBSERVED), answer="CHL;ARG")
    check = ClaimCheck(
        "C1", "trade", "Trade was 52 million dollars", 2024, "USD 52 million", (finding, words),
        ClaimVerdict.DEPENDS_ON_REPORTER, "The two records differ by a factor of 3.",
    )  # fmt: skip
    return (check, replace(check, id="C2", verdict=ClaimVerdict.SUPPORTED, findings=(finding,)))


def step(name: str, usd_per_t: float | None, *, seller: bool = True) -> Step:
    known = usd_per_t is not None
    cents = round((usd_per_t or 0.0) * 2000)
    amount = Quantity(cents / 100 if known else None, "usd", Basis.ASSUMED, SOURCE, "2020")
    value = usd_per_t or 0.0
    return Step(name, name, amount, cents, value, value * 20, cents if seller else 0, "", money=name != "time")


def landed(exporter: Country, importer: Country, *, duty: float | None = 30.0) -> Landed:
    parts = {
        "goods": 200.0, "export_documents": 5.0, "export_inland": 20.0, "loading": 8.0, "margin_trader": 4.0,
        "main": 60.0, "insurance": 1.0, "duty": duty, "charge_fee": 2.0, "vat": 50.0, "import_handling": 6.0,
        "import_inland": 9.0, "finance": 3.0, "margin_importer": 12.0, "time": 25.0,
    }  # fmt: skip
    buyers = {"duty", "charge_fee", "vat", "margin_importer"}
    steps = tuple(step(name, usd_per_t, seller=name not in buyers) for name, usd_per_t in parts.items())
    paid = sum(each.cents for each in steps if each.id != "time")
    sums = Totals(40000, 59600, 16400, paid, paid + 50000, 62000, paid - 62000, paid - 10000)
    value = Quantity(230.0, "usd_per_t", Basis.RECONCILED, SOURCE, "2020")
    sold = Quantity(5.4e9, "usd", Basis.RECONCILED, SOURCE, "2020")
    near = Rival(country("MAR"), value, sold, 55.0, 30.0, 410.0, None, complete=duty is not None)
    none = Rival(
        country("RUS"), replace(value, value=None), sold, None, None, None, None, complete=False, why="cut by dry_bulk"
    )
    term = Incoterm(
        code="DAP",
        name="Delivered at place",
        by_ship=False,
        seller_pays_to=Stage.IMPORT_INLAND,
        risk_passes_at=Stage.IMPORT_INLAND,
        seller_insures=False,
        seller_pays_duty=False,
        note="",
    )
    return Landed(
        exporter=exporter,
        importer=importer,
        product="31",
        product_label="Fertilisers",
        incoterm=term,
        named_place="São Paulo",
        value=value,
        cargo="container",
        load_name="FEU",
        load_t=20.0,
        loads=1.0,
        tonnes=20.0,
        scenario=BASE,
        lane=lane("L1", "Poti", hours=940, money=4000.0),
        day="2026-01-01",
        hours=960.0,
        steps=steps,
        totals=sums,
        customs_base="CIF",
        missing=() if duty is not None else ("Duty",),
        rivals=(near, none),
        sources=SOURCE,
        notes=("A remark on landed costs.",),
    )


def made(*, with_study: bool = True) -> PairMaterial:
    home, partner = country("AZE"), country("BRA")
    wants = pl.DataFrame(
        [
            {"id": "W1", "asks": "AZE", "offers": "BRA", "theme": "food", "what": "grain", "named_partners": "BRA"},
            {"id": "W2", "asks": "BRA", "offers": "AZE", "theme": "energy", "what": "urea", "named_partners": None},
        ]
    )
    return PairMaterial(
        home=home,
        partner=partner,
        study=study() if with_study else None,
        profile=profile(home, partner),
        selling=opportunities(home, partner),
        buying=opportunities(partner, home) if with_study else Absent("no product data for it"),
        free=ways(home, partner, BASE, "Novorossiysk"),
        avoiding=ways(home, partner, AVOIDING, "Poti") if with_study else None,
        agreement=agreement(home, partner),
        ties=ties(home, partner) if with_study else None,
        wants=wants if with_study else None,
        claims=claims() if with_study else None,
        blocs=("Group of 77", "Non-Aligned Movement") if with_study else (),
        delivered_out=landed(home, partner),
        delivered_in=landed(partner, home) if with_study else Absent("no product data for it"),
    )


@pytest.fixture(scope="session")
def words() -> Catalogue:
    return catalogue("en")


@pytest.fixture(scope="session")
def pair_material() -> Callable[..., PairMaterial]:
    """Return a maker of invented material: with a study, or without."""
    return made


@pytest.fixture(scope="session")
def document(words: Catalogue) -> Document:
    return compose_pair(made(), words, run="0123456789abcdef", command="alat brief AZE BRA")
