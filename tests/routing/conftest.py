"""A small network made by hand, with the real cost tables: Baku to São Paulo, and what lies around."""

import polars as pl
import pytest

from alat import data
from alat.network.model import Network
from alat.network.scenario import BASE
from alat.routing.decision import Decision, decision

PLACES = """
BAK Baku AZE gateway -
AZALAT Alat AZE caspian_port -
AZBKES Boyuk-Kesik AZE border -
GEGARD Gardabani GEO border -
AZREDB Red-Bridge-(AZ) AZE border -
GEREDB Red-Bridge-(GE) GEO border -
TBS Tbilisi GEO gateway -
AKH Akhalkalaki GEO rail_terminal -
GEKART Kartsakhi GEO border -
KAR Kars TUR rail_terminal -
POT Poti GEO port 3
MER Mersin TUR port 2
IST Ambarli TUR port 1
TNG Tanger-Med MAR port 1
SAN Santos BRA port 1
SAO São-Paulo BRA gateway -
KZAAU Aktau KAZ caspian_port -
KZKURK Kuryk KAZ caspian_port -
ALM Almaty KAZ gateway -
EVN Yerevan ARM gateway -
"""
LINKS = """
rail BAK AZALAT 80 - 1520 1520
rail BAK AZBKES 500 - 1520 1520
rail AZBKES GEGARD 20 B18 1520 1520
rail GEGARD TBS 40 - 1520 1520
rail TBS POT 320 - 1520 1520
rail TBS AKH 180 - 1520 1520
rail AKH GEKART 29 - 1520 1435
rail GEKART KAR 76 B19 1435 1435
rail KAR MER 1100 - 1435 1435
rail KAR IST 1700 - 1435 1435
rail KZAAU ALM 3000 - 1520 1520
rail KZKURK ALM 2980 - 1520 1520
road BAK AZALAT 75 - - -
road BAK AZREDB 480 - - -
road AZREDB GEREDB 1 B01 - -
road GEREDB TBS 60 - - -
road TBS POT 340 - - -
road TBS MER 1500 B05 - -
road SAO SAN 80 - - -
road KZAAU ALM 3100 - - -
caspian AZALAT KZAAU 470 - - -
caspian AZALAT KZKURK 430 - - -
"""
SERVICES = """
SAN MER 11500 main gibraltar
SAN IST 11300 main gibraltar;turkish-straits
SAN TNG 8300 main -
TNG POT 4600 feeder gibraltar;turkish-straits
TNG MER 3700 main gibraltar
IST POT 1150 feeder turkish-straits
"""


def made(places: str = PLACES, links: str = LINKS, services: str = SERVICES) -> Network:
    """Read a network out of text, one row a line, blanks between cells, - for nothing."""
    rows = [line.split() for line in places.split("\n") if line]
    iso3 = {row[0]: row[2] for row in rows}
    steps = [
        [cell.replace("-", "") if cell == "-" else cell for cell in row.split()] for row in links.split("\n") if row
    ]
    legs = [row.split() for row in services.split("\n") if row]
    return Network(
        places=pl.DataFrame(
            {
                "place_id": [row[0] for row in rows],
                "name": [row[1].replace("-", " ") for row in rows],
                "iso3": [row[2] for row in rows],
                "kind": [row[3] for row in rows],
                "tier": [row[4].replace("-", "") for row in rows],
            }
        ),
        links=pl.DataFrame(
            {
                "link_id": [f"{row[0]}:{row[1]}-{row[2]}" for row in steps],
                "mode": [row[0] for row in steps],
                "place_a": [row[1] for row in steps],
                "place_b": [row[2] for row in steps],
                "iso3_a": [iso3[row[1]] for row in steps],
                "iso3_b": [iso3[row[2]] for row in steps],
                "km": [float(row[3]) for row in steps],
                "border": [row[4] for row in steps],
                "gauge_a_mm": [int(row[5]) if row[5] else None for row in steps],
                "gauge_b_mm": [int(row[6]) if row[6] else None for row in steps],
                "status": ["open"] * len(steps),
                "basis": ["modelled"] * len(steps),
                "source": ["alat-routing"] * len(steps),
            },
            schema_overrides={"gauge_a_mm": pl.Int64, "gauge_b_mm": pl.Int64},
        ),
        services=pl.DataFrame(
            {
                "port_a": [row[0] for row in legs],
                "port_b": [row[1] for row in legs],
                "km": [float(row[2]) for row in legs],
                "ship_class": [row[3] for row in legs],
                "passages": [[] if row[4] == "-" else row[4].split(";") for row in legs],
                "basis": ["modelled"] * len(legs),
                "source": ["alat-routing"] * len(legs),
            },
            schema_overrides={"passages": pl.List(pl.String)},
        ),
        borders=data.table("borders"),
        handling=data.table("handling"),
        parameters=data.table("parameters"),
        scenario=BASE,
        cut=pl.DataFrame(schema=dict.fromkeys(("id", "kind", "name", "why"), pl.String)),
    )


@pytest.fixture(scope="session")
def small() -> Network:
    return made()


@pytest.fixture(scope="session")
def choice(small: Network) -> Decision:
    return decision(small, "container")
