"""What could be sold: structural potential by HS chapter, with the potential of the ITC's type beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from alat.brief.charts.drawing import DARK, HALF_WIDTH, INK, MIDDLE, altair, svg

_ROW = 17
_LABELS = 170


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
    base = alt.Chart(alt.Data(values=rows))
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
