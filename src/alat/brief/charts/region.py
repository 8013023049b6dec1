"""A region at a glance: trade both ways with each member, and agreement with each member."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alat.brief.charts.drawing import DARK, DASH, HALF_WIDTH, INK, MIDDLE, MIDDLE_TEXT, RULE, altair, inline, svg

_ROW = 15
LEAST_DRAWN_MUSD = 0.001


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a bloc: name and a number for each of two series, None where it is not known."""

    name: str
    first: float | None
    second: float | None


def trade_bars(members: Sequence[Member], *, axis: str, name: str, description: str) -> str:
    """Draw a bar of what is bought and a mark of what is sold, a member a row, on one scale of powers of ten.

    Parameters
    ----------
    members
        Largest first; values in USD million.
    axis
        Words for the axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows = [{"name": m.name, "first": m.first, "second": m.second} for m in members]
    y = _names(alt, members)
    scale = alt.Scale(type="log", domain=_decades([v for m in members for v in (m.first, m.second) if v]), clamp=True)
    x_axis = alt.Axis(title=axis, format="~g", grid=True, domain=False, tickCount=6)
    base = alt.Chart(inline(rows))
    first = base.transform_filter("datum.first > 0").mark_point(
        shape="circle", filled=True, color=DARK, size=48, opacity=1
    )
    second = base.transform_filter("datum.second > 0").mark_point(
        shape="diamond", filled=False, color=MIDDLE, size=48, strokeWidth=1.8, opacity=1
    )
    joined = base.transform_filter("datum.first > 0 && datum.second > 0").mark_rule(color=RULE, strokeWidth=2)
    chart = alt.layer(
        joined.encode(alt.X("first:Q", scale=scale, axis=x_axis), alt.X2("second:Q"), y),
        first.encode(alt.X("first:Q", scale=scale, axis=x_axis), y),
        second.encode(alt.X("second:Q", scale=scale, axis=x_axis), y),
    ).properties(width=HALF_WIDTH - 118, height=_ROW * len(members))
    return svg(chart, name=name, description=description)


def agreement_dots(
    members: Sequence[Member], *, median: float | None, labels: tuple[str, str], name: str, description: str
) -> str:
    """Draw each member's agreement as a dot, and the world's median as a dashed line.

    Parameters
    ----------
    members
        Highest first; `first` is a percentage.
    median
        The world's median, a percentage.
    labels
        Words for the axis and for the median.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows = [
        {"name": m.name, "value": m.first, "text": f"{m.first:.1f}", "side": _side(m.first, median)}
        for m in members
        if m.first is not None
    ]
    values = [m.first for m in members if m.first is not None] + ([median] if median is not None else [])
    scale = alt.Scale(domain=[min(values) - 3, max(values) + 3], nice=False)
    x = alt.X("value:Q", title=labels[0], scale=scale, axis=alt.Axis(tickCount=5, grid=False, domain=False))
    y = _names(alt, [m for m in members if m.first is not None])
    base = alt.Chart(inline(rows))
    layers: list[Any] = []
    if median is not None:
        line = alt.Chart(inline([{"value": median, "word": labels[1]}]))
        layers.append(line.mark_rule(color=MIDDLE, strokeDash=DASH, strokeWidth=1.6).encode(x))
        layers.append(
            line.mark_text(color=MIDDLE_TEXT, align="center", baseline="bottom", y=-4).encode(x, text="word:N")
        )
    layers.append(base.mark_point(filled=True, color=DARK, size=44, opacity=1).encode(x, y))
    for side, align, shift in (("left", "right", -7), ("right", "left", 7)):
        named = base.transform_filter(f"datum.side === '{side}'")
        layers.append(named.mark_text(align=align, dx=shift, color=INK).encode(x, y, text="text:N"))
    chart = alt.layer(*layers).properties(width=HALF_WIDTH - 118, height=_ROW * len(rows))
    return svg(chart, name=name, description=description)


def _side(value: float, median: float | None) -> str:
    """Put a number on the side of its dot that is away from the line."""
    return "left" if median is not None and value < median else "right"


def _names(alt: Any, members: Sequence[Member]) -> Any:  # noqa: ANN401 - Altair
    axis = alt.Axis(ticks=False, domain=False, grid=True, gridDash=[1, 3], labelPadding=9)
    return alt.Y("name:N", sort=[m.name for m in members], title=None, axis=axis)


def _decades(values: Sequence[float]) -> list[float]:
    low, high = (min(values), max(values)) if values else (LEAST_DRAWN_MUSD, 10.0)
    floor = max(LEAST_DRAWN_MUSD, 10.0 ** math.floor(math.log10(low)))
    return [floor, 10.0 ** math.ceil(math.log10(max(high, floor * 10.0)))]
