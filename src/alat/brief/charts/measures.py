"""The pictures of a plan: what measures are worth over the outlooks, when they are built, and how they interact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from alat.brief.charts.drawing import DARK, FULL_WIDTH, INK, LIGHT, MIDDLE, RULE, altair, svg

_ROW, _LABELS, _NUMBERS = 18, 232, 92
_CELL, _NAMES, _GAP = 26, 46, 10
_SIGNED = "datum.value == 0 ? '0' : replace(format(datum.value, ',~f'), '-', '\u2212')"


@dataclass(frozen=True, slots=True)
class Ranged:
    """A figure with its range: its label, the three values, what is printed, and whether it stands out."""

    label: str
    low: float
    value: float
    high: float
    printed: str
    strong: bool


def ranged_bars(rows: Sequence[Ranged], *, axis: str, name: str, description: str) -> str:
    """Draw one line a row from its low to its high end, with a dot at its value; those that stand out are filled.

    Parameters
    ----------
    rows
        From top to bottom.
    axis
        Words for the horizontal axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    data = [
        {
            "label": row.label,
            "low": row.low,
            "value": row.value,
            "high": row.high,
            "text": row.printed,
            "kind": "strong" if row.strong else "weak",
        }
        for row in rows
    ]
    width = FULL_WIDTH - _LABELS - _NUMBERS
    ends = [0.0, *(end for row in rows for end in (row.low, row.high))]
    scale = alt.Scale(domain=[min(ends), max(ends) or 1.0], nice=False)
    y = alt.Y("label:N", sort=[row.label for row in rows], title=None, axis=_labels(alt))
    look = alt.Axis(tickCount=5, grid=True, domain=False, labelExpr=_SIGNED, labelOverlap="greedy", labelSeparation=12)
    x = alt.X("low:Q", title=axis, scale=scale, axis=look)
    base = alt.Chart(alt.Data(values=data))
    dots = alt.X("value:Q", scale=scale)
    layers = [
        alt.Chart(alt.Data(values=[{"at": 0.0}])).mark_rule(color=INK).encode(alt.X("at:Q", scale=scale)),
        base.mark_rule(color=MIDDLE, strokeWidth=4).encode(x, y, x2="high:Q"),
        *(
            base.transform_filter(f"datum.kind === '{kind}'")
            .mark_point(filled=True, size=62, color=fill, stroke=INK, strokeWidth=1, opacity=1)
            .encode(dots, y)
            for kind, fill in (("weak", "#ffffff"), ("strong", DARK))
        ),
        base.mark_text(align="left", color=INK).encode(y, x=alt.value(width + _GAP), text="text:N"),
    ]
    return svg(alt.layer(*layers).properties(width=width, height=_ROW * len(rows)), name=name, description=description)


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall: its label, from where to where it runs, what is printed, and whether it is a sum."""

    label: str
    start: float
    end: float
    printed: str
    whole: bool


def steps_and_sums(rows: Sequence[Step], *, axis: str, name: str, description: str) -> str:
    """Draw gains and losses one after the other, each beginning where the one above ends; sums begin at nought.

    Parameters
    ----------
    rows
        From top to bottom. Sums are dark, gains middling, losses light with an outline, so that grey tells them apart.
    axis
        Words for the horizontal axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    data = [
        {
            "label": row.label,
            "start": row.start,
            "end": row.end,
            "far": max(row.start, row.end),
            "text": row.printed,
            "kind": "sum" if row.whole else "gain" if row.end >= row.start else "loss",
        }
        for row in rows
    ]
    width = FULL_WIDTH - _LABELS - _NUMBERS
    places = [0.0, *(place for row in rows for place in (row.start, row.end))]
    scale = alt.Scale(domain=[min(places), max(places) or 1.0], nice=False)
    y = alt.Y("label:N", sort=[row.label for row in rows], title=None, axis=_labels(alt))
    look = alt.Axis(tickCount=5, grid=True, domain=False, labelExpr=_SIGNED, labelOverlap="greedy", labelSeparation=12)
    x = alt.X("start:Q", title=axis, scale=scale, axis=look)
    base = alt.Chart(alt.Data(values=data))
    looks = (("sum", DARK), ("gain", MIDDLE), ("loss", LIGHT))
    layers = [
        *(
            base.transform_filter(f"datum.kind === '{kind}'")
            .mark_bar(height=11, color=fill, stroke=INK, strokeWidth=0.6)
            .encode(x, y, x2="end:Q")
            for kind, fill in looks
        ),
        alt.Chart(alt.Data(values=[{"at": 0.0}])).mark_rule(color=INK).encode(alt.X("at:Q", scale=scale)),
        base.mark_text(align="left", dx=5, color=INK).encode(alt.X("far:Q", scale=scale), y, text="text:N"),
    ]
    return svg(alt.layer(*layers).properties(width=width, height=_ROW * len(rows)), name=name, description=description)


@dataclass(frozen=True, slots=True)
class Works:
    """One measure in time: its label, when it is begun and open, how late it may begin, and whether that is now."""

    label: str
    start: date
    finish: date
    latest_start: date
    critical: bool
    printed: str


def gantt_bars(rows: Sequence[Works], *, labels: tuple[str, str, str], name: str, description: str) -> str:
    """Draw measures in time, one bar each, those that delay the whole dark; a thin line is how far each may slip.

    Parameters
    ----------
    rows
        In order of start.
    labels
        Words for bars that delay the whole, for those that do not, and for what they may slip.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    data = [
        {
            "label": row.label,
            "start": row.start.isoformat(),
            "finish": row.finish.isoformat(),
            "late": (row.finish + (row.latest_start - row.start)).isoformat(),
            "kind": labels[0] if row.critical else labels[1],
            "text": row.printed,
        }
        for row in rows
    ]
    y = alt.Y("label:N", sort=[row.label for row in rows], title=None, axis=_labels(alt))
    years = range(min(row.start.year for row in rows), max(int(str(each["late"])[:4]) for each in data) + 2)
    scale = alt.Scale(type="utc", domain=[f"{years[0]}-01-01", f"{years[-1]}-01-01"], nice=False)
    look = alt.Axis(format="%Y", tickCount="year", grid=False, domain=True, labelOverlap="greedy")
    x = alt.X("start:T", title=None, scale=scale, axis=look)
    base = alt.Chart(alt.Data(values=data))
    kinds = alt.Scale(domain=[labels[0], labels[1]], range=[DARK, LIGHT])
    legend = alt.Legend(title=None, orient="top", direction="horizontal", offset=2, symbolType="square")
    layers = [
        base.mark_rule(color=MIDDLE, strokeWidth=2, strokeDash=[3, 2]).encode(
            alt.X("finish:T", scale=scale), y, x2="late:T"
        ),
        base.mark_bar(height=11, stroke=INK, strokeWidth=0.6).encode(
            x, y, x2="finish:T", color=alt.Color("kind:N", scale=kinds, legend=legend)
        ),
        base.mark_text(align="left", dx=5, color=INK).encode(alt.X("late:T", scale=scale), y, text="text:N"),
    ]
    width = FULL_WIDTH - _LABELS - _NUMBERS
    return svg(alt.layer(*layers).properties(width=width, height=_ROW * len(rows)), name=name, description=description)


def pair_grid(
    names: Sequence[str], together: dict[tuple[str, str], tuple[float, str]], *, name: str, description: str
) -> str:
    """Draw what pairs of measures are worth beyond their sum as a triangle of cells, each with its figure printed.

    Parameters
    ----------
    names
        Ids of measures.
    together
        What two are worth beyond their sum, and that as printed; a pair without an entry stays empty.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows = []
    for first, second in combinations(names, 2):
        known = together.get((first, second), together.get((second, first)))
        if known is not None:
            rows.append({"first": first, "second": second, "value": known[0], "text": known[1]})
    reach = max((abs(float(str(row["value"]))) for row in rows), default=1.0) or 1.0
    base = alt.Chart(alt.Data(values=rows))
    axis = alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False, grid=False)
    x = alt.X("second:N", scale=alt.Scale(domain=list(names[1:])), title=None, axis=axis)
    y = alt.Y("first:N", scale=alt.Scale(domain=list(names[:-1])), title=None, axis=alt.Axis(ticks=False, domain=False))
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(domain=[-reach, 0, reach], range=[MIDDLE, "#ffffff", DARK], interpolate="rgb"),
        legend=None,
    )
    light = alt.condition(f"datum.value > {0.5 * reach}", alt.value("#ffffff"), alt.value(INK))
    layers = [
        base.mark_rect(stroke=RULE).encode(x, y, color=colour),
        base.mark_text().encode(x, y, text="text:N", color=light),
    ]
    size = {"width": FULL_WIDTH - _NAMES, "height": _CELL * max(len(names) - 1, 1)}
    return svg(alt.layer(*layers).properties(**size), name=name, description=description)


def _labels(alt: object) -> object:
    return alt.Axis(  # type: ignore[attr-defined]
        labelLimit=_LABELS - 8, labelAlign="left", labelPadding=_LABELS, minExtent=_LABELS, ticks=False, domain=False
    )
