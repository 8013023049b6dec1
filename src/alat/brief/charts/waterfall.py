"""What a delivered good costs, step upon step: each bar starts where the one above it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from alat.brief.charts.drawing import DARK, HALF_WIDTH, INK, LIGHT, MIDDLE, altair, inline, svg

_ROW, _LABELS, _NUMBERS = 17, 118, 34
_DASH = [3, 2]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and printed amount, from where to where it runs, and what it is.

    `kind` is ``sum`` (starts at zero), ``step`` (adds to the bars above) or ``felt`` (adds, and nobody is paid).
    """

    label: str
    printed: str
    start: float
    end: float
    kind: str


def waterfall(bars: Sequence[Bar], *, axis: str, name: str, description: str) -> str:
    """Draw a waterfall from top to bottom.

    Parameters
    ----------
    bars
        In order.
    axis
        Words for the horizontal axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    top = max(bar.end for bar in bars)
    rows = [
        {
            "label": b.label,
            "start": b.start,
            "end": b.end,
            "kind": b.kind,
            "text": b.printed,
            "far": max(b.start, b.end),
        }
        for b in bars
    ]
    order = [bar.label for bar in bars]
    look = alt.Axis(
        labelLimit=300, labelAlign="left", labelPadding=_LABELS, minExtent=_LABELS, ticks=False, domain=False
    )
    y = alt.Y("label:N", sort=order, title=None, axis=look)
    scale = alt.Scale(domain=[0, top], nice=False)
    x = alt.X("start:Q", title=axis, scale=scale, axis=alt.Axis(tickCount=4, grid=True, domain=False, format=",~f"))
    base = alt.Chart(inline(rows))
    looks: tuple[tuple[str, dict[str, object]], ...] = (
        ("sum", {"color": DARK}),
        ("step", {"color": MIDDLE}),
        ("felt", {"color": LIGHT, "stroke": INK, "strokeDash": _DASH, "strokeWidth": 1}),
    )
    layers = [
        base.transform_filter(f"datum.kind === '{kind}'").mark_bar(height=11, **style).encode(x, y, x2="end:Q")
        for kind, style in looks
    ]
    layers.append(base.mark_text(align="left", dx=4, color=INK).encode(alt.X("far:Q", scale=scale), y, text="text:N"))
    width = HALF_WIDTH - _LABELS - _NUMBERS
    return svg(alt.layer(*layers).properties(width=width, height=_ROW * len(bars)), name=name, description=description)
