"""A region at a glance: trade both ways with each member, and agreement with each member."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alat.brief.charts.drawing import DARK, DASH, HALF_WIDTH, INK, MIDDLE, MIDDLE_TEXT, RULE, svg

_ROW = 15


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a bloc: name and a number for each of two series, None where it is not known."""

    name: str
    first: float | None
    second: float | None


def trade_bars(members: Sequence[Member], *, axis: str, name: str, alt: str) -> str:
    """Draw a bar of what is bought and a mark of what is sold, a member a row, on one scale of powers of ten.

    Parameters
    ----------
    members
        Largest first; values in USD million.
    axis
        Words for the axis.
    name, alt
        As in `drawing.svg`.
    """
    import altair as alt_  # noqa: PLC0415 - a second to load; only a brief pays for it

    rows = [{"name": m.name, "first": m.first, "second": m.second} for m in members]
    y = _names(alt_, members)
    scale = alt_.Scale(type="log", domain=_decades([v for m in members for v in (m.first, m.second) if v]), clamp=True)
    x_axis = alt_.Axis(title=axis, format="~g", grid=True, domain=False, tickCount=6)
    base = alt_.Chart(alt_.Data(values=rows))
    first = base.transform_filter("datum.first > 0").mark_point(shape="circle", filled=True, color=DARK, size=48)
    second = base.transform_filter("datum.second > 0").mark_point(
        shape="diamond", filled=False, color=MIDDLE, size=48, strokeWidth=1.8
    )
    joined = base.transform_filter("datum.first > 0 && datum.second > 0").mark_rule(color=RULE, strokeWidth=2)
    chart = alt_.layer(
        joined.encode(alt_.X("first:Q", scale=scale, axis=x_axis), alt_.X2("second:Q"), y),
        first.encode(alt_.X("first:Q", scale=scale, axis=x_axis), y),
        second.encode(alt_.X("second:Q", scale=scale, axis=x_axis), y),
    ).properties(width=HALF_WIDTH - 118, height=_ROW * len(members))
    return svg(chart, name=name, alt=alt)


def agreement_dots(
    members: Sequence[Member], *, median: float | None, labels: tuple[str, str], name: str, alt: str
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
    name, alt
        As in `drawing.svg`.
    """
    import altair as alt_  # noqa: PLC0415 - a second to load; only a brief pays for it

    rows = [{"name": m.name, "value": m.first, "text": f"{m.first:.1f}"} for m in members if m.first is not None]
    values = [m.first for m in members if m.first is not None] + ([median] if median is not None else [])
    scale = alt_.Scale(domain=[min(values) - 2, max(values) + 3], nice=False)
    x = alt_.X("value:Q", title=labels[0], scale=scale, axis=alt_.Axis(tickCount=5, grid=False, domain=False))
    y = _names(alt_, [m for m in members if m.first is not None])
    base = alt_.Chart(alt_.Data(values=rows))
    layers: list[Any] = []
    if median is not None:
        line = alt_.Chart(alt_.Data(values=[{"value": median, "word": labels[1]}]))
        layers.append(line.mark_rule(color=MIDDLE, strokeDash=DASH, strokeWidth=1.6).encode(x))
        layers.append(
            line.mark_text(color=MIDDLE_TEXT, align="center", baseline="bottom", y=-4).encode(x, text="word:N")
        )
    layers.append(base.mark_point(filled=True, color=DARK, size=44, opacity=1).encode(x, y))
    layers.append(base.mark_text(align="left", dx=6, color=INK).encode(x, y, text="text:N"))
    chart = alt_.layer(*layers).properties(width=HALF_WIDTH - 118, height=_ROW * len(rows))
    return svg(chart, name=name, alt=alt)


def _names(alt_: Any, members: Sequence[Member]) -> Any:  # noqa: ANN401 - Altair
    axis = alt_.Axis(ticks=False, domain=False, grid=True, gridDash=[1, 3])
    return alt_.Y("name:N", sort=[m.name for m in members], title=None, axis=x_axis)


def _decades(values: Sequence[float]) -> list[float]:
    low, high = (min(values), max(values)) if values else (0.001, 10.0)
    return [10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))]
