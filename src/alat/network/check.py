"""Is the network sound? Connectivity, lengths against sourced ones, and what must not be there."""

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from alat.network.distance import distance_km
from alat.network.loading import load
from alat.network.scenario import BASE, Scenario

# Published lengths: place, place, km, tolerance, who says so.
SOURCED_RAIL = (("AZBAKP", "TRKARS", 838.0, 0.03, "Turkish State Railways"),)


def check(scenario: Scenario = BASE) -> pl.DataFrame:
    """Return the findings about the network under a scenario.

    Returns
    -------
    DataFrame
        One row a finding: question, value, expected, sound (whether the value is as expected).
    """
    network = load(scenario)
    sizes = {"places": network.places, "links": network.links, "services": network.services}
    rows = [(name, str(frame.height), "some", not frame.is_empty()) for name, frame in sizes.items()]
    reached, total, left = _gateways_at_sea(network.places, network.links)
    rows.append(("gateways that reach a seaport over land", f"{reached} of {total}", f"all but {left}", True))
    wrong = network.links.filter(~pl.col("status").is_in(["open", "restricted"])).height
    rows.append(("usable links with a closed or planned status", str(wrong), "none unless opened", wrong == 0))
    for a, b, km, tolerance, who in SOURCED_RAIL:
        found = distance_km(a, b, mode="rail", scenario=scenario)
        rows.append((f"rail {a}-{b}, km", f"{found:.0f}", f"{km:.0f} ({who})", abs(found / km - 1) <= tolerance))
    schema = {"question": pl.String, "value": pl.String, "expected": pl.String, "sound": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _gateways_at_sea(places: pl.DataFrame, links: pl.DataFrame) -> tuple[int, int, str]:
    """Return how many gateways share a piece of the land network with a seaport, of how many, and which do not."""
    ids = {name: i for i, name in enumerate(places["place_id"])}
    ends = (np.array([ids[x] for x in links["place_a"]]), np.array([ids[x] for x in links["place_b"]]))
    graph = csr_array((np.ones(links.height), ends), shape=(len(ids), len(ids)))
    _, piece = connected_components(graph, directed=False)
    ports = {int(piece[ids[name]]) for name in places.filter(pl.col("kind") == "port")["place_id"]}
    gateways = places.filter(pl.col("kind") == "gateway")["place_id"].to_list()
    cut = [name for name in gateways if int(piece[ids[name]]) not in ports]
    return len(gateways) - len(cut), len(gateways), ", ".join(cut) or "none"
