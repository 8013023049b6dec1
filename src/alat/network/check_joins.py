"""Does everything hold together? Sizes, pieces of the land network and of the sea, services, statuses."""

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from alat.data import table
from alat.network.finding import Finding, none_of
from alat.network.loading import USABLE, closed_passages
from alat.network.model import Network
from alat.network.sea import ways


def join_findings(network: Network) -> list[Finding]:
    """Return what was found about sizes, joins and statuses."""
    return [*_sizes(network), _gateways_at_sea(network), *_sea(network), *_statuses(network), _to_verify()]


def _sizes(network: Network) -> list[Finding]:
    kinds = dict(network.places["kind"].value_counts().sort("kind").iter_rows())
    modes = dict(network.links["mode"].value_counts().sort("mode").iter_rows())
    counts = {**{f"places: {kind}": n for kind, n in kinds.items()}, **{f"links: {m}": n for m, n in modes.items()}}
    counts["services"] = network.services.height
    return [Finding("sizes", name, f"{count:,}", "some", count > 0) for name, count in counts.items()]


def _gateways_at_sea(network: Network) -> Finding:
    """Say how many gateways share a piece of the land network with a seaport."""
    ids = {name: i for i, name in enumerate(network.places["place_id"])}
    piece = _pieces(ids, network.links)
    kinds = dict(network.places.select("place_id", "kind").iter_rows())
    ports = {int(piece[ids[name]]) for name, kind in kinds.items() if kind == "port"}
    gateways = [name for name, kind in kinds.items() if kind == "gateway"]
    cut = [name for name in gateways if int(piece[ids[name]]) not in ports]
    value = f"{len(gateways) - len(cut)} of {len(gateways)}" + (f"; not {', '.join(cut)}" if cut else "")
    return Finding("joins", "gateways that reach a seaport over land", value, "all", not cut)


def _pieces(ids: dict[str, int], links: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    ends = (np.array([ids[x] for x in links["place_a"]], int), np.array([ids[x] for x in links["place_b"]], int))
    graph = csr_array((np.ones(links.height), ends), shape=(len(ids), len(ids)))
    return np.asarray(connected_components(graph, directed=False)[1])


def _sea(network: Network) -> list[Finding]:
    ports = network.places.filter(pl.col("kind") == "port")["place_id"].to_list()
    served = set(network.services["port_a"]) | set(network.services["port_b"])
    unserved = [port for port in ports if port not in served]
    first = ports[0]
    found = ways([first], closed_passages(network.scenario))
    apart = [port for port in ports if not np.isfinite(found.distance_km(first, port))]
    pairs = network.services.select("port_a", "port_b")
    twice = pairs.height - pairs.n_unique()
    return [
        none_of("joins", "ports without a sea service", found=unserved, of=len(ports)),
        none_of("joins", f"ports that no lane joins to {first}", found=apart, of=len(ports)),
        Finding("joins", "services that stand twice", str(twice), "0", twice == 0),
    ]


def _statuses(network: Network) -> list[Finding]:
    """Say whether what is closed or planned is out, and whether links and the dated statuses they cite agree."""
    links, opened = network.links, network.scenario.open
    shut = [] if opened else links.filter(~pl.col("status").is_in(USABLE))["link_id"].to_list()
    said = dict(table("link_status").select("id", "status").iter_rows())
    cited = table("links").filter(pl.col("status_id") != "").select("link_id", "status", "status_id")
    other = [link for link, status, key in cited.iter_rows() if said.get(key) != status]
    over = table("link_status").filter(
        pl.col("status").is_in(["closed", "planned"]) & (pl.col("until") < pl.col("as_of"))
    )
    return [
        none_of("statuses", "links in use that are closed or planned", found=shut, of=links.height),
        none_of("statuses", "links whose status is not that of the row they cite", found=other, of=cited.height),
        none_of("statuses", "rows closed or planned though their last day is past", found=over["id"].to_list(),
                of=len(said)),
    ]  # fmt: skip


def _to_verify() -> Finding:
    names = ("borders", "handling", "parameters", "link_status")
    sources = pl.concat([table(name)["source"] for name in names])
    asked = int(sources.str.contains("verify").sum())
    value = f"{asked} of {len(sources)}"
    return Finding("statuses", "rows of borders, costs and statuses that ask to be verified", value, "told", sound=True)
