"""What does a tonne of ammonia cost, part upon part, and may that be far off? Bars with their range, and the price."""

from dataclasses import dataclass

import polars as pl

from alat.brief.charts.drawing import FULL_WIDTH, INK, altair, inline, round_ticks, svg
from alat.data import Quantity
from alat.sectors import Energy

_ROW, _BAR, _LABELS = 46, 22, 176
_LEAST_PRINTED = 0.035  # share of the axis that is wide enough for a number
_LINES = "|"  # between the two lines of a label
# Dark and light by turns, so that neighbours differ in grey too.
_GROUPS = (
    ("power", "#1b3a5c", "white", ("power",)),
    ("electrolyser, water", "#9db4cc", INK, ("electrolyser",)),
    ("hydrogen tanks, battery", "#5b7a99", "white", ("storage",)),
    ("synthesis, nitrogen", "#d3dae2", INK, ("synthesis",)),
    ("carriage", "#8a4a0c", "white", ("land_origin", "ports", "ship", "land_destination")),
    ("ammonia tanks, losses", "#f2c79b", INK, ("tank_at_plant", "tank_at_destination", "losses")),
)


@dataclass(frozen=True, slots=True)
class _Bar:
    """One chain: its label, its parts in order, and where eight draws in ten lie."""

    label: str
    parts: list[tuple[str, float]]
    p10: float
    p90: float


def delivered_bars(result: Energy, *, name: str) -> str:
    """Draw what ammonia costs by each chain as one bar of parts, its range below it, and the price to beat across.

    Parameters
    ----------
    result
        The answer.
    name
        As in `drawing.svg`.
    """
    alt = altair()
    bars = _bars(result)
    price = float(result.price.value or 0.0)
    ticks = round_ticks(max(price, *(bar.p90 for bar in bars), *(sum(usd for _, usd in bar.parts) for bar in bars)))
    place = {"labelLimit": 300, "labelAlign": "left", "labelPadding": _LABELS, "minExtent": _LABELS}
    labels = alt.Axis(labelExpr=f"split(datum.label, '{_LINES}')", ticks=False, domain=False, **place)
    order = [bar.label for bar in bars]
    y = alt.Y("label:N", sort=order, title=None, axis=labels, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    scale = alt.Scale(domain=[0, ticks[-1]], nice=False)
    axis = alt.Axis(values=ticks, grid=True, domain=False, format=",~f")
    x = alt.X("start:Q", title=_title(result.price), scale=scale, axis=axis)
    rows = _rows(bars, price=price, most=ticks[-1])
    kinds = alt.Scale(domain=[group[0] for group in _GROUPS], range=[group[1] for group in _GROUPS])
    legend = alt.Legend(title=None, orient="top", direction="horizontal", columns=3, offset=6, symbolType="square")
    colour = alt.Color("part:N", scale=kinds, legend=legend, sort=None)
    solid = alt.Chart(inline(rows)).mark_bar(height=_BAR, yOffset=-4, stroke="white", strokeWidth=0.8)
    layers = [
        solid.encode(x, y, x2="end:Q", color=colour),
        *(_numbers(rows, y=y, scale=scale, ink=ink) for ink in ("white", INK)),
        *_whiskers(bars, y=y, scale=scale),
        # White below, so that the dashes show on dark bars too.
        *(
            alt.Chart(inline([{"at": price}])).mark_rule(**look).encode(alt.X("at:Q", scale=scale))
            for look in ({"color": "white", "strokeWidth": 3}, {"color": INK, "strokeDash": [4, 3], "strokeWidth": 1.4})
        ),
    ]
    chart = alt.layer(*layers).properties(width=FULL_WIDTH - _LABELS, height=_ROW * len(bars))
    return svg(chart, name=name, description=result.reason)


def _title(price: Quantity) -> list[str]:
    whose = " ".join(part for part in (price.basis.value, price.year) if part)
    return [
        "USD a tonne of ammonia, money of about 2025 (modelled); line below a bar: 80 % of draws",
        f"dashed: price to beat, {price.value:,.0f} USD a tonne ({whose})",
    ]


def _whiskers(bars: list[_Bar], *, y: object, scale: object) -> list[object]:
    """Return the line of eight draws in ten below each bar, with its two ends."""
    alt = altair()
    ends = alt.Chart(inline([{"label": bar.label, "p10": bar.p10, "p90": bar.p90} for bar in bars]))
    line = ends.mark_rule(color=INK, strokeWidth=1.6, yOffset=13)
    tick = ends.mark_tick(color=INK, thickness=1.6, size=8, orient="vertical", yOffset=13)
    return [
        line.encode(alt.X("p10:Q", scale=scale), y, x2="p90:Q"),
        *(tick.encode(alt.X(f"{end}:Q", scale=scale), y) for end in ("p10", "p90")),
    ]


def _bars(result: Energy) -> list[_Bar]:
    found = []
    for rows in result.parts.partition_by("chain", "iso3", maintain_order=True):
        delivered = rows["chain"][0] == "delivered"
        what = "ammonia_delivered" if delivered else "ammonia_at_plant"
        cost = result.costs.filter((pl.col("iso3") == rows["iso3"][0]) & (pl.col("what") == what)).row(0, named=True)
        usd = dict(rows.select("part", "usd_per_t").iter_rows())
        parts = [(group[0], sum(usd.get(part, 0.0) for part in group[3])) for group in _GROUPS]
        how = "delivered" if delivered else "made there"
        label = f"{rows['name'][0]}{_LINES}{how}: {cost['value']:,.0f}"
        found.append(_Bar(label, [part for part in parts if part[1] > 0], cost["p10"], cost["p90"]))
    return found


def _rows(bars: list[_Bar], *, price: float, most: float) -> list[dict[str, object]]:
    """Return each part with its number, which stands beside the line of the price and not on it."""
    inks = {group[0]: group[2] for group in _GROUPS}
    rows: list[dict[str, object]] = []
    for bar in bars:
        start = 0.0
        for part, usd in bar.parts:
            end = start + usd
            free = (start, end)
            if start < price < end:
                free = (start, price) if price - start > end - price else (price, end)
            text = f"{usd:,.0f}" if free[1] - free[0] >= _LEAST_PRINTED * most else ""
            row = {"label": bar.label, "part": part, "start": start, "end": end}
            rows.append({**row, "middle": sum(free) / 2, "text": text, "ink": inks[part]})
            start = end
    return rows


def _numbers(rows: list[dict[str, object]], *, y: object, scale: object, ink: str) -> object:
    alt = altair()
    base = alt.Chart(inline([row for row in rows if row["ink"] == ink])).mark_text(color=ink, yOffset=-4)
    return base.encode(alt.X("middle:Q", scale=scale), y, text="text:N")
