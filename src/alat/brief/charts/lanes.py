"""Lanes as charts: money against days, and what time and money build up to along the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from alat.brief.charts.drawing import (
    DARK,
    DASH,
    HALF_WIDTH,
    INK,
    MIDDLE,
    MIDDLE_TEXT,
    altair,
    apart,
    inline,
    round_ticks,
    svg,
)
from alat.brief.charts.map import labelled

_HEIGHT, _SCATTER_HEIGHT, _SCATTER_WIDTH = 164, 116, HALF_WIDTH - 60
# Where a name goes that finds no room beside its mark (pixels).
_CROWDED = (9.0, -9.0)
_TIME_WIDTH, _MONEY_WIDTH = 310, 150
# Shares of the way: how near another wall is in the way of a name, and from where on there is room to the left.
_NEAR, _ROOM = 0.12, 0.45
# Days on either side that a line of text takes.
_LINE = 1.5


@dataclass(frozen=True, slots=True)
class Point:
    """One lane in the scatter: its name, days, money a load, and whether it is of the first kind."""

    name: str
    days: float
    money_usd: float
    first: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Where a lane has got to: km, days and money so far; `label` names the wall that ends here ('' for most)."""

    km: float
    days: float
    money_usd: float
    label: str


def lanes_scatter(points: Sequence[Point], *, labels: tuple[str, str], name: str, description: str) -> str:
    """Draw each lane by its days and its money: filled circles for one kind, open diamonds for the other.

    Parameters
    ----------
    points
        Lanes of one or two kinds.
    labels
        Words for the horizontal and the vertical axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    spans = {"days": _around([p.days for p in points]), "usd": _around([p.money_usd for p in points])}
    rows = [
        {"days": p.days, "usd": p.money_usd, "kind": "a" if p.first else "b", **named}
        for p, named in zip(points, _names(points, spans), strict=True)
    ]
    x_scale, y_scale = (alt.Scale(domain=spans[field], nice=False, zero=False) for field in ("days", "usd"))
    x = alt.X("days:Q", title=labels[0], scale=x_scale, axis=alt.Axis(tickCount=5))
    y_axis = alt.Axis(tickCount=5, format=",~f", titleX=0, titleY=-12)
    y = alt.Y("usd:Q", title=labels[1], scale=y_scale, axis=y_axis)
    base = alt.Chart(inline(rows))
    layers = []
    for kind, shape, colour, filled in (("b", "diamond", MIDDLE, False), ("a", "circle", DARK, True)):
        mark = base.transform_filter(f"datum.kind === '{kind}'").mark_point(
            shape=shape, size=60 if filled else 150, color=colour, filled=filled, opacity=1, strokeWidth=2
        )
        layers.append(mark.encode(x, y))
    for side in ("left", "right", "center"):
        text = base.transform_filter(f"datum.side === '{side}'").mark_text(color=INK, align=side, baseline="middle")
        at = {"x": alt.X("text_x:Q", scale=x_scale), "y": alt.Y("text_y:Q", scale=y_scale)}
        layers.append(text.encode(**at, text="name:N"))
    chart = alt.layer(*layers).properties(width=_SCATTER_WIDTH, height=_SCATTER_HEIGHT)
    return svg(chart, name=name, description=description)


def _names(points: Sequence[Point], spans: dict[str, list[float]]) -> list[dict[str, Any]]:
    """Find a place for each name beside its mark, where it covers no other."""
    size = (float(_SCATTER_WIDTH), float(_SCATTER_HEIGHT))
    (west, east), (low, high) = spans["days"], spans["usd"]
    across, up = size[0] / (east - west), size[1] / (high - low)
    spots = [(p.name, (p.days - west) * across, (high - p.money_usd) * up) for p in points]
    found = labelled(spots, width=size[0], height=size[1])
    rows: list[dict[str, Any]] = []
    for (name, x, y), (text, dx, dy, side) in zip(spots, found, strict=True):
        right, below, align = (dx, dy, side) if text else (_CROWDED[0], _CROWDED[1], "left")
        place = {"text_x": west + (x + right) / across, "text_y": high - (y + below) / up}
        rows.append({"name": name, "side": align, **place})
    return rows


def time_cost_distance(
    lanes: Sequence[tuple[str, Sequence[Step]]], *, labels: tuple[str, str, str], name: str, description: str
) -> str:
    """Draw what builds up along one or two lanes; a wall is time or money spent standing still.

    Parameters
    ----------
    lanes
        Name and steps of each lane, the first drawn solid and the second dashed.
    labels
        Words for the horizontal axis, for days and for money.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    panels = [
        _panel(lanes, field=field, titles=(labels[0], title), width=width)
        for field, title, width in (("days", labels[1], _TIME_WIDTH), ("money_usd", labels[2], _MONEY_WIDTH))
    ]
    return svg(alt.hconcat(*panels, spacing=14), name=name, description=description)


def _panel(lanes: Sequence[tuple[str, Sequence[Step]]], *, field: str, titles: tuple[str, str], width: int) -> Any:  # noqa: ANN401 - Altair's tree of chart classes has no common public type
    alt = altair()
    top = max((getattr(step, field) for _, steps in lanes for step in steps), default=1.0) or 1.0
    far = max((step.km for _, steps in lanes for step in steps), default=1.0) or 1.0
    x_axis = alt.Axis(tickCount=width // 60, format=",d")
    x = alt.X("km:Q", title=titles[0], scale=alt.Scale(domain=[0, far], nice=False), axis=x_axis)
    y_axis = alt.Axis(values=round_ticks(top), format=",~f", titleX=0, titleY=-12)
    y = alt.Y("total:Q", title=titles[1], scale=alt.Scale(domain=[0, top * 1.02], nice=False), axis=y_axis)
    layers = []
    ends = []
    for index, (lane, steps) in enumerate(lanes):
        rows = [{"km": s.km, "total": getattr(s, field), "order": n} for n, s in enumerate(steps)]
        line = alt.Chart(inline(rows))
        drawn = line.mark_line(color=MIDDLE, strokeDash=DASH) if index else line.mark_line(color=DARK)
        layers.append(drawn.encode(x, y, order="order:Q"))
        end = {"km": far, "value": getattr(steps[-1], field), "text": lane, "colour": MIDDLE_TEXT if index else DARK}
        ends.append(end)
    if field == "days" and lanes:
        layers.append(_walls(alt, lanes, far=far, x=x, y=y))
    pixels = [end["value"] / top * _HEIGHT for end in ends]
    for end, pixel in zip(ends, apart(pixels, least=14.0, low=0.0, high=float(_HEIGHT)), strict=True):
        end["total"] = pixel / _HEIGHT * top
    text = alt.Chart(inline(ends)).mark_text(align="left", dx=6, baseline="middle", fontWeight=600)
    layers.append(text.encode(x, y, text="text:N", color=alt.Color("colour:N", scale=None)))
    return alt.layer(*layers).properties(width=width, height=_HEIGHT)


def _walls(alt: Any, lanes: Sequence[tuple[str, Sequence[Step]]], *, far: float, x: Any, y: Any) -> Any:  # noqa: ANN401 - Altair
    """Name the walls of the first lane: to their left once there is room, else right of every wall nearby."""
    steps = lanes[0][1]
    others = [(before, after) for _, each in lanes[1:] for before, after in pairwise(each) if after.km == before.km]
    rows = []
    for before, after in pairwise(steps):
        if after.label:
            middle = (before.days + after.days) / 2
            near = [
                b.km
                for a, b in others
                if 0 <= b.km - after.km < far * _NEAR and a.days < middle + _LINE and b.days > middle - _LINE
            ]
            left = after.km > far * _ROOM
            rows.append(
                {"km": after.km if left else max([after.km, *near]), "total": middle, "text": after.label, "left": left}
            )
    base = alt.Chart(inline(rows))
    looks: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}, {"color": INK})
    texts = [
        base.transform_filter(f"datum.left === {str(left).lower()}")
        .mark_text(align="right" if left else "left", dx=-7 if left else 7, baseline="middle", **look)
        .encode(x, y, text="text:N")
        for left in (True, False)
        for look in looks
    ]
    return alt.layer(*texts)


def _around(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    room = 0.18 * (high - low) or 0.1 * high or 1.0
    return [low - room, high + room]
