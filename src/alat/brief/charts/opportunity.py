"""What could be sold: structural potential by HS chapter, with the potential of the ITC's type beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alat.brief.charts.drawing import DARK, FONT, HALF_WIDTH, INK, LIGHT, MIDDLE, TEXT_SIZE, altair, inline, svg

_ROW = 17
_LABELS = 170
_BUBBLE_HEIGHT = 210
_LABEL_HEIGHT, _LABEL_WIDTH = 12.0, 16.0
_PLACES = ((0, 1), (1, 0), (-1, 0), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_ROOM, _FEWEST_TICKS, _LARGEST_BUBBLE = 1.9, 3, 520


@dataclass(frozen=True, slots=True)
class Bar:
    """One chapter: its label, its two potentials (USD million; None where it cannot be told) and their printed form."""

    label: str
    structural_musd: float
    itc_type_musd: float | None
    printed: str


def potential_bars(bars: Sequence[Bar], *, labels: tuple[str, str], name: str, description: str) -> str:
    """Draw one bar a chapter with its number at the end, and a mark for the other measure.

    Parameters
    ----------
    bars
        Largest first.
    labels
        Words for the axis, and for the mark in the legend line.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    top = max([v for b in bars for v in (b.structural_musd, b.itc_type_musd) if v is not None], default=1.0) or 1.0
    rows = [
        {"label": b.label, "value": b.structural_musd, "other": b.itc_type_musd, "text": b.printed, "end": _end(b, top)}
        for b in bars
    ]
    order = [bar.label for bar in bars]
    y = alt.Y(
        "label:N",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelLimit=300, labelAlign="left", labelPadding=_LABELS, minExtent=_LABELS, ticks=False, domain=False
        ),
    )
    x = alt.X(
        "value:Q",
        title=labels[0],
        scale=alt.Scale(domain=[0, top * 1.2], nice=False),
        axis=alt.Axis(tickCount=4, grid=True, domain=False, format="~r"),
    )
    base = alt.Chart(inline(rows))
    layers = [
        base.mark_bar(color=DARK, height=12).encode(x, y),
        base.mark_text(align="left", dx=4, color=INK).encode(alt.X("end:Q"), y, text="text:N"),
    ]
    if any(bar.itc_type_musd is not None for bar in bars):
        mark = base.transform_filter("isValid(datum.other)").mark_point(
            shape="diamond", size=60, filled=True, color=MIDDLE, stroke="white", strokeWidth=1, opacity=1
        )
        layers.append(mark.encode(alt.X("other:Q"), y))
    chart = alt.layer(*layers).properties(width=HALF_WIDTH - _LABELS - 20, height=_ROW * len(bars))
    return svg(chart, name=name, description=description)


def _end(bar: Bar, top: float) -> float:
    """Return where a bar's number stands: behind the mark, where that would cover it."""
    if bar.itc_type_musd is None or bar.itc_type_musd < bar.structural_musd - 0.03 * top:
        return bar.structural_musd
    beyond = bar.itc_type_musd > bar.structural_musd + 0.3 * top
    return bar.structural_musd if beyond else bar.itc_type_musd + 0.03 * top


@dataclass(frozen=True, slots=True)
class Bubble:
    """One product: its code, what the importer buys (USD million), the exporter's advantage, and the potential."""

    code: str
    demand_musd: float
    advantage: float
    potential_musd: float


def opportunity_bubbles(bubbles: Sequence[Bubble], *, labels: tuple[str, str, str], name: str, description: str) -> str:
    """Draw one bubble a product: how much is bought, how good the seller is at it, how much could be sold.

    Parameters
    ----------
    bubbles
        Largest potential first; demand and advantage are above zero.
    labels
        Words for the axis of demand, of advantage, and for what the size means.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows = [
        {"code": b.code, "demand": b.demand_musd, "advantage": b.advantage, "potential": b.potential_musd}
        for b in bubbles
    ]
    x = alt.X(
        "demand:Q",
        title=labels[0],
        scale=alt.Scale(type="log", domain=_domain([b.demand_musd for b in bubbles])),
        axis=alt.Axis(values=_ticks([b.demand_musd for b in bubbles]), format=",~r", grid=True, domain=False),
    )
    y = alt.Y(
        "advantage:Q",
        title=labels[1],
        scale=alt.Scale(type="log", domain=_domain([b.advantage for b in bubbles])),
        axis=alt.Axis(values=_ticks([b.advantage for b in bubbles]), format="~g", titleX=0, titleY=-22),
    )
    top = max(b.potential_musd for b in bubbles)
    size = _size(top, title=labels[2])
    base = alt.Chart(inline(rows))
    circles = base.mark_point(shape="circle", fill=LIGHT, stroke=DARK, strokeWidth=1.2, opacity=0.85)
    chart = alt.layer(
        circles.encode(x, y, size),
        _codes(bubbles, x=x, y=y),
    ).properties(width=HALF_WIDTH - 40, height=_BUBBLE_HEIGHT)
    return svg(chart, name=name, description=description)


def _size(top: float, *, title: str) -> Any:  # noqa: ANN401 - Altair
    """Return the size of a bubble: its area is the potential."""
    alt = altair()
    return alt.Size(
        "potential:Q",
        scale=alt.Scale(domain=[0, top], range=[12, _LARGEST_BUBBLE]),
        legend=alt.Legend(
            title=title,
            values=_size_steps(top),
            format="~g",
            orient="bottom",
            symbolFillColor=LIGHT,
            symbolStrokeColor=DARK,
            titleLimit=300,
            labelFont=FONT,
            titleFont=FONT,
            titleFontWeight="normal",
            titleFontSize=TEXT_SIZE,
            labelFontSize=TEXT_SIZE,
            labelColor=INK,
            titleColor=INK,
        ),
    )


def _codes(bubbles: Sequence[Bubble], *, x: Any, y: Any) -> Any:  # noqa: ANN401 - Altair
    """Write each code into its bubble, or beside it where it is too small, clear of other codes and bubbles."""
    alt = altair()
    low_x, high_x = _domain([b.demand_musd for b in bubbles])
    low_y, high_y = _domain([b.advantage for b in bubbles])
    width = float(HALF_WIDTH - 40)
    top = max(b.potential_musd for b in bubbles)
    circles = [
        (
            math.log(b.demand_musd / low_x) / math.log(high_x / low_x) * width,
            math.log(b.advantage / low_y) / math.log(high_y / low_y) * _BUBBLE_HEIGHT,
            math.sqrt(_LARGEST_BUBBLE * b.potential_musd / top / math.pi),
        )
        for b in bubbles
    ]
    rows = [
        {
            "code": b.code,
            "across": low_x * (high_x / low_x) ** (at[0] / width),
            "up": low_y * (high_y / low_y) ** (at[1] / _BUBBLE_HEIGHT),
        }
        for b, at in zip(bubbles, _clear(circles, width=width), strict=True)
    ]
    return (
        alt.Chart(inline(rows))
        .mark_text(align="center", baseline="middle", color=INK, fontWeight="bold")
        .encode(
            alt.X("across:Q", scale=x.to_dict()["scale"]),
            alt.Y("up:Q", scale=y.to_dict()["scale"]),
            text="code:N",
        )
    )


def _clear(circles: Sequence[tuple[float, float, float]], *, width: float) -> list[tuple[float, float]]:
    """Return where the code of each circle stands (pixels), the largest first, each in the clearest of nine places."""
    placed: list[tuple[float, float]] = []
    for index, (px, py, radius) in enumerate(circles):
        out, up = radius + _LABEL_WIDTH / 2 + 1, radius + _LABEL_HEIGHT / 2
        tries = [(px + dx * out, py + dy * up) for dx, dy in _PLACES]
        tries = [(px, py), *tries] if radius > _LABEL_HEIGHT * 0.75 else tries
        inside = [
            (tx, ty)
            for tx, ty in tries
            if _LABEL_WIDTH / 2 <= tx <= width - _LABEL_WIDTH / 2 and 0 <= ty <= _BUBBLE_HEIGHT
        ]
        others = [circle for other, circle in enumerate(circles) if other != index]
        placed.append(min(inside or tries, key=lambda at: _touching(at, placed, circles=others)))
    return placed


def _touching(
    at: tuple[float, float], placed: Sequence[tuple[float, float]], *, circles: Sequence[tuple[float, float, float]]
) -> float:
    """Return how much a code at a place would lie on other codes (counted thrice) and bubbles."""
    codes = sum(abs(at[0] - ox) < _LABEL_WIDTH and abs(at[1] - oy) < _LABEL_HEIGHT for ox, oy in placed)
    bubbles = sum(
        abs(at[0] - cx) < _LABEL_WIDTH / 2 + radius and abs(at[1] - cy) < _LABEL_HEIGHT / 2 + radius
        for cx, cy, radius in circles
    )
    return 3.0 * codes + bubbles


def _domain(values: Sequence[float]) -> list[float]:
    """Return ends of a log axis that leave room for a bubble beyond the smallest and the largest value."""
    return [min(values) / _ROOM, max(values) * _ROOM]


def _ticks(values: Sequence[float]) -> list[float]:
    """Return round ticks of a log axis: every power of ten, with two and five between where there are few."""
    low, high = _domain(values)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1,), (1, 3), (1, 2, 5)):
        ticks = [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]
        if len(ticks) >= _FEWEST_TICKS:
            return ticks
    return ticks


def _size_steps(top: float) -> list[float]:
    """Return three round sizes for the legend."""
    unit = 10.0 ** math.floor(math.log10(top))
    largest = unit * max(step for step in (1, 2, 5) if unit * step <= top)
    return [largest / 10, largest / 2, largest]
