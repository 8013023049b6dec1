"""Two records of one flow: the seller's and the buyer's, year by year, with the gap between them."""

from dataclasses import dataclass
from typing import Any

from alat.brief.charts.drawing import (
    DARK,
    DASH,
    HALF_WIDTH,
    INK,
    LIGHT,
    MIDDLE,
    MIDDLE_TEXT,
    altair,
    apart,
    inline,
    round_ticks,
    svg,
)

_HEIGHT = 160
_MILLION = 1e6
_MOST_TICKS = 5
_LINE = 12.0


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a flow; a record of None was not made (or is not known)."""

    year: int
    seller_usd: float | None
    buyer_usd: float | None


def two_reporter_lines(
    years: list[Year], *, flagged: list[tuple[int, float]], labels: tuple[str, str, str], name: str, description: str
) -> str:
    """Draw both records of a flow.

    Parameters
    ----------
    years
        The series, oldest first.
    flagged
        Year and value (USD) of records that one cargo explains.
    labels
        Words for the seller's line, the buyer's line, and the axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows = _rows(years)
    ticks = round_ticks(max([v for row in rows for v in (row["seller"], row["buyer"]) if v is not None], default=1.0))
    top = ticks[-1]
    x = alt.X("year:Q", title=None, scale=alt.Scale(nice=False), axis=alt.Axis(format="d", values=_ticks(years)))
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = alt.Axis(title=labels[2], values=ticks, titleX=0, titleY=-10, format="~r")
    base = alt.Chart(inline(rows))
    gap = base.transform_filter("datum.both").mark_area(color=LIGHT, opacity=0.7)
    layers: list[Any] = [gap.encode(x, alt.Y("seller:Q", scale=scale, axis=axis), alt.Y2("buyer:Q"), detail="run:N")]
    for field, colour, dash in (("seller", DARK, None), ("buyer", MIDDLE, DASH)):
        mark: dict[str, Any] = {
            "color": colour,
            "invalid": "break-paths-show-domains",
            **({"strokeDash": dash} if dash else {}),
        }
        layers.append(base.mark_line(**mark).encode(x, alt.Y(f"{field}:Q", scale=scale, axis=axis)))
        layers.append(
            base.mark_point(color=colour, filled=True, size=14, opacity=1).encode(x, alt.Y(f"{field}:Q", scale=scale))
        )
    if flagged:
        points = [{"year": year, "value": value / _MILLION} for year, value in flagged]
        mark = {"shape": "triangle-up", "size": 110, "color": INK, "strokeWidth": 1.4, "filled": False}
        layers.append(alt.Chart(inline(points)).mark_point(**mark).encode(x, alt.Y("value:Q", scale=scale)))
    layers.append(_end_labels(rows, labels[:2], top=top, scale=scale))
    chart = alt.layer(*layers).properties(width=HALF_WIDTH - 100, height=_HEIGHT)
    return svg(chart, name=name, description=description)


def _ticks(years: list[Year]) -> list[int]:
    """Return at most five round years, so that no two labels touch."""
    first, last = years[0].year, years[-1].year
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= _MOST_TICKS)
    return [year for year in range(first, last + 1) if year % step == 0]


def _rows(years: list[Year]) -> list[dict[str, Any]]:
    """Return a row a year; `run` counts stretches without a missing record, so that the gap is not drawn across one."""
    rows: list[dict[str, Any]] = []
    run = 0
    for year in years:
        both = year.seller_usd is not None and year.buyer_usd is not None
        run += not both
        rows.append(
            {
                "year": year.year,
                "seller": _musd(year.seller_usd),
                "buyer": _musd(year.buyer_usd),
                "both": both,
                "run": run,
            }
        )
    return rows


def _musd(value_usd: float | None) -> float | None:
    return None if value_usd is None else value_usd / _MILLION


def _end_labels(rows: list[dict[str, Any]], words: tuple[str, ...], *, top: float, scale: Any) -> Any:  # noqa: ANN401 - Altair
    """Put each line's name at its last point, moved apart where two would touch."""
    alt = altair()
    ends = []
    for field, word in zip(("seller", "buyer"), words, strict=True):
        last = next((row for row in reversed(rows) if row[field] is not None), None)
        if last is not None:
            ends.append({"year": rows[-1]["year"], "value": last[field], "word": word, "field": field})
    pixels = [float(end["value"]) / top * _HEIGHT for end in ends]
    lines = max((end["word"].count("|") + 1 for end in ends), default=1)
    for end, pixel in zip(
        ends, apart(pixels, least=_LINE * lines + 5, low=_LINE * (lines - 1), high=float(_HEIGHT)), strict=True
    ):
        end["place"] = pixel / _HEIGHT * top
    return (
        alt.Chart(inline(ends))
        .transform_calculate(lines="split(datum.word, '|')")
        .mark_text(align="left", dx=6, baseline="middle", lineHeight=_LINE)
        .encode(
            alt.X("year:Q"),
            alt.Y("place:Q", scale=scale),
            text="lines:N",
            color=alt.Color(
                "field:N", legend=None, scale=alt.Scale(domain=["seller", "buyer"], range=[DARK, MIDDLE_TEXT])
            ),
        )
    )
