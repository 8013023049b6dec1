"""Which uncertain figure moves a lane most: one bar a figure, from its low to its high end."""

from collections.abc import Sequence
from dataclasses import dataclass

from alat.brief.charts.drawing import DARK, FULL_WIDTH, INK, MIDDLE, altair, inline, svg

_ROW, _LABELS, _NUMBERS = 17, 316, 100

_SIGNED = "datum.value == 0 ? '0' : replace(format(datum.value, '+,~f'), '-', '\u2212')"


@dataclass(frozen=True, slots=True)
class Span:
    """One figure: its label, what its low and its high end add, and both as printed."""

    label: str
    low: float
    high: float
    printed: str


def tornado(spans: Sequence[Span], *, labels: tuple[str, str, str], name: str, description: str) -> str:
    """Draw what each figure does at either end of its range, about zero.

    Parameters
    ----------
    spans
        The widest first.
    labels
        Words for the axis, for the low end and for the high end.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows = [
        {"label": span.label, "value": value, "end": end}
        for span in spans
        for end, value in ((labels[1], span.low), (labels[2], span.high))
    ]
    texts = [{"label": span.label, "at": max(span.low, span.high, 0.0), "text": span.printed} for span in spans]
    reach = max((abs(float(str(row["value"]))) for row in rows), default=1.0) or 1.0
    look = alt.Axis(
        labelLimit=300, labelAlign="left", labelPadding=_LABELS, minExtent=_LABELS, ticks=False, domain=False
    )
    y = alt.Y("label:N", sort=[span.label for span in spans], title=None, axis=look)
    scale = alt.Scale(domain=[min(min(span.low, span.high, 0.0) for span in spans), reach], nice=False)
    axis = alt.Axis(tickCount=5, grid=True, domain=False, labelExpr=_SIGNED, labelOverlap="greedy", labelSeparation=12)
    x = alt.X("value:Q", title=labels[0], scale=scale, axis=axis)
    ends = alt.Scale(domain=list(labels[1:]), range=[MIDDLE, DARK])
    legend = alt.Legend(title=None, orient="top", direction="horizontal", offset=2, symbolType="square")
    layers = [
        alt.Chart(inline(rows)).mark_bar(height=11).encode(x, y, color=alt.Color("end:N", scale=ends, legend=legend)),
        alt.Chart(inline(texts))
        .mark_text(align="left", dx=4, color=INK)
        .encode(alt.X("at:Q", scale=scale), y, text="text:N"),
        alt.Chart(inline([{"at": 0.0}])).mark_rule(color=INK).encode(alt.X("at:Q", scale=scale)),
    ]
    width = FULL_WIDTH - _LABELS - _NUMBERS
    return svg(alt.layer(*layers).properties(width=width, height=_ROW * len(spans)), name=name, description=description)
