"""Agreement at the General Assembly, session by session, beside the world's median."""

from collections.abc import Sequence
from typing import Any

from alat.brief.charts.drawing import DARK, DASH, FULL_WIDTH, MIDDLE, MIDDLE_TEXT, altair, apart, inline, svg

_HEIGHT = 105
_MARGIN = 150


def agreement_lines(
    sessions: Sequence[tuple[int, float | None, float | None]],
    *,
    labels: tuple[str, str, str, str],
    name: str,
    description: str,
) -> str:
    """Draw the pair's agreement and the median of all states.

    Parameters
    ----------
    sessions
        Session, share of votes alike, median share.
    labels
        Words for the pair, the median, the vertical axis and the horizontal one.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    rows: list[dict[str, Any]] = [
        {"session": s, "pair": _percent(pair), "median": _percent(median)} for s, pair, median in sessions
    ]
    values = [v for row in rows for v in (row["pair"], row["median"]) if v is not None]
    low = max(0.0, 10.0 * ((min(values) - 3.0) // 10.0))
    scale = alt.Scale(domain=[low, 100], nice=False)
    axis = alt.Axis(title=labels[2], tickCount=4, titleX=0, titleY=-10)
    step = 1 if len(rows) <= 20 else 5  # noqa: PLR2004 - more labels than that would touch
    ticks = [row["session"] for row in rows if row["session"] % step == 0]
    x = alt.X("session:Q", title=labels[3], scale=alt.Scale(nice=False), axis=alt.Axis(values=ticks, format="d"))
    base = alt.Chart(inline(rows))
    pair = base.mark_line(color=DARK).encode(x, alt.Y("pair:Q", scale=scale, axis=axis))
    dots = base.mark_point(color=DARK, filled=True, size=22, opacity=1).encode(x, alt.Y("pair:Q", scale=scale))
    median = base.mark_line(color=MIDDLE, strokeDash=DASH).encode(x, alt.Y("median:Q", scale=scale, axis=axis))
    text = _names(rows[-1], labels, low=low, scale=scale)
    chart = alt.layer(pair, median, dots, text).properties(width=FULL_WIDTH - _MARGIN, height=_HEIGHT)
    return svg(chart, name=name, description=description)


def _names(last: dict[str, Any], labels: tuple[str, ...], *, low: float, scale: Any) -> Any:  # noqa: ANN401 - Altair
    """Put each line's name at its last point, moved apart where two would touch."""
    alt = altair()
    ends = [
        {"session": last["session"], "value": last[field], "word": word, "colour": colour}
        for field, word, colour in (("pair", labels[0], DARK), ("median", labels[1], MIDDLE_TEXT))
        if last[field] is not None
    ]
    per_pixel = (100.0 - low) / _HEIGHT
    pixels = [(end["value"] - low) / per_pixel for end in ends]
    for end, pixel in zip(ends, apart(pixels, least=14.0, low=0.0, high=float(_HEIGHT)), strict=True):
        end["place"] = low + pixel * per_pixel
    mark = alt.Chart(inline(ends)).mark_text(align="left", dx=8, baseline="middle")
    place = alt.Y("place:Q", scale=scale)
    return mark.encode(alt.X("session:Q"), place, text="word:N", color=alt.Color("colour:N", scale=None))


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share
