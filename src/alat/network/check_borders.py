"""Are borders crossed only where they may be? Crossings, zones of exclaves and islands, gauges."""

import polars as pl

from alat.network.finding import Finding, none_of
from alat.network.model import Network

# All land borders of these states are crossed at curated crossings only, as the snapshot is built.
CURATED_ONLY = ("ARM", "AZE", "GEO")
# A derived crossing is an edge of the lines, and in deserts those are long.
LONGEST_CROSSING_KM = 150.0
# Borders where railways of two gauges meet, and Georgia's break at Akhalkalaki, inside the country.
BREAKS = (("CHN", "KAZ"), ("BLR", "POL"), ("ESP", "FRA"), ("GEO", "GEO"))
BREAK_PLACES = ("GEAKHK", "IRASTA", "TRDILU")
# Finland's 1,524 mm and 1,520 mm are run through without a change.
SAME_GAUGE_MM = 10


def border_findings(network: Network) -> list[Finding]:
    """Return what was found about borders, zones and gauges."""
    land = network.links.filter(pl.col("mode") != "caspian")
    return [*_crossings(network, land), *_zones(network, land), *_gauges(network)]


def _crossings(network: Network, land: pl.DataFrame) -> list[Finding]:
    across = land.filter(pl.col("iso3_a") != pl.col("iso3_b"))
    inside = land.filter(pl.col("iso3_a") == pl.col("iso3_b"))
    known = network.borders["id"].to_list()
    unnamed = across.filter(~pl.col("border").is_in(known))["link_id"].to_list()
    derived = pl.col("place_a").str.starts_with("X") | pl.col("place_b").str.starts_with("X")
    strict = across.filter(pl.col("iso3_a").is_in(CURATED_ONLY) | pl.col("iso3_b").is_in(CURATED_ONLY))
    long = across.filter((pl.col("km") > LONGEST_CROSSING_KM) & (pl.col("status") != "planned"))
    names = ", ".join(CURATED_ONLY)
    return [
        none_of("borders", "links between countries without a row of borders", found=unnamed, of=across.height),
        none_of("borders", "links inside a country with a row of borders", of=inside.height,
                found=inside.filter(pl.col("border") != "")["link_id"].to_list()),
        none_of("borders", f"links over the borders of {names} away from curated crossings", of=strict.height,
                found=strict.filter(derived)["link_id"].to_list()),
        none_of("borders", f"crossings longer than {LONGEST_CROSSING_KM:.0f} km", of=across.height,
                found=long["link_id"].to_list()),
    ]  # fmt: skip


def _zones(network: Network, land: pl.DataFrame) -> list[Finding]:
    """Say whether an exclave or island is left over borders only, and which crossings lead out of each exclave."""
    zone = network.places.select("place_id", "zone")
    joined = land.join(zone, left_on="place_a", right_on="place_id").join(
        zone, left_on="place_b", right_on="place_id", suffix="_b"
    )
    between = joined.filter(pl.col("zone") != pl.col("zone_b"))
    same = between.filter((pl.col("iso3_a") == pl.col("iso3_b")) & (pl.col("status") != "planned"))
    apart = network.places.filter(pl.col("zone") != pl.col("iso3"))["zone"].n_unique()
    found = [none_of("zones", f"land links between zones of one country ({apart} zones lie apart)", of=land.height,
                     found=same["link_id"].to_list())]  # fmt: skip
    for name in network.places.filter(pl.col("zone").str.contains(r"^[A-Z]{3}-[A-Z]{2,3}$"))["zone"].unique().sort():
        out = between.filter((pl.col("zone") == name) | (pl.col("zone_b") == name))
        over = out.filter((pl.col("iso3_a") != pl.col("iso3_b")) & (pl.col("border") != ""))
        value = f"{over.height} of {out.height}: {', '.join(over['link_id'].head(3)) or 'none leads out'}"
        found.append(Finding("zones", f"links out of {name} that cross a border", value, "all", out.equals(over)))
    return found


def _gauges(network: Network) -> list[Finding]:
    rails = network.links.filter(pl.col("mode") == "rail")
    no_gauge = rails.filter(pl.col("gauge_a_mm").is_null() | pl.col("gauge_b_mm").is_null())["link_id"].to_list()
    ends = pl.concat([
        rails.select(pl.col(f"place_{side}").alias("place_id"), pl.col(f"gauge_{side}_mm").alias("mm")) for side in "ab"
    ])  # fmt: skip
    mixed = ends.group_by("place_id").agg(pl.col("mm").n_unique()).filter(pl.col("mm") > 1)["place_id"].sort()
    inner = rails.filter((pl.col("iso3_a") == pl.col("iso3_b")) & _breaks())["link_id"].to_list()
    reload = [link for link in inner if any(place in link for place in BREAK_PLACES)]
    return [
        none_of("gauges", "railway links without a gauge", found=no_gauge, of=rails.height),
        none_of("gauges", "places where railways of two gauges meet", found=mixed.to_list(), of=ends.height // 2,
                allowed=BREAK_PLACES),
        none_of("gauges", "breaks of gauge inside a country", found=inner, of=rails.height, allowed=reload),
        *[_break(rails, pair) for pair in BREAKS],
    ]  # fmt: skip


def _breaks() -> pl.Expr:
    return (pl.col("gauge_a_mm") - pl.col("gauge_b_mm")).abs() > SAME_GAUGE_MM


def _break(rails: pl.DataFrame, pair: tuple[str, str]) -> Finding:
    """Say whether every railway between two countries (or one through a country's own break) changes gauge."""
    if pair[0] == pair[1]:
        held = rails.filter(pl.col("link_id") == "rail:GEAKHK-GEKART")
        question = "Akhalkalaki - Kartsakhi changes gauge, the border after it does not"
        after = rails.filter(pl.col("link_id") == "rail:GEKART-TRCANB")
        right = held.filter(_breaks()).height == 1 and after.filter(~_breaks()).height == 1
        return Finding("gauges", question, _mm(pl.concat([held, after])), "1520/1435, 1435/1435", right)
    held = rails.filter(pl.concat_list("iso3_a", "iso3_b").list.sort() == sorted(pair))
    right = held.height > 0 and held.filter(_breaks()).height == held.height
    return Finding("gauges", f"railways {pair[0]}-{pair[1]} change gauge", _mm(held), "every one", right)


def _mm(rails: pl.DataFrame) -> str:
    texts = [f"{link} {a}/{b}" for link, a, b in rails.select("link_id", "gauge_a_mm", "gauge_b_mm").iter_rows()]
    return ", ".join(texts) or "no railway"
