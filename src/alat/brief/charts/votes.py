"""Agreement at the General Assembly, session by session, beside the world's median."""

from collections.abc import Sequence

from alat.brief.charts.drawing import DARK, DASH, FULL_WIDTH, MIDDLE, MIDDLE_TEXT, apart, svg

_HEIGHT = 130
_MARGIN = 150


def agreement_lines(
    sessions: Sequence[tuple[int, float | None, float | None]],
    *,
    labels: tuple[str, str, str, str],
    name: str,
    alt: str,
) -> str:
    """Draw the pair's agreement and the median of all states.

    Parameters
    ----------
    sessions
        Session, share of votes alike, median share.
    labels
        Words for the pair, the median, the vertical axis and the horizontal one.
    name, alt
        As in `drawing.svg`.
    """
    import altair as alt_  # noqa: PLC0415 - a second to load; only a brief pays for it

    rows = [{"session": s, "pair": _percent(pair), "median": _percent(median)} for s, pair, median in sessions]
    values = [v for row in rows for v in (row["pair"], row["median"]) if v is not None]
    low = max(0.0, 10.0 * ((min(values) - 3.0) // 10.0))
    scale = alt_.Scale(domain=[low, 100], nice=False)
    axis = alt_.Axis(title=labels[2], tickCount=4, titleX=0, titleY=-10)
    step = 1 if len(rows) <= 20 else 5  # noqa: PLR2004 - more labels than that would touch
    ticks = [int(row["session"]) for row in rows if int(row["session"]) % step == 0]  # type: ignore[arg-type]
    x = alt_.X("session:Q", title=labels[3], scale=alt_.Scale(nice=False), axis=alt_.Axis(values=ticks, format="d"))
    base = alt_.Chart(alt_.Data(values=rows))
    pair = base.mark_line(color=DARK).encode(x, alt_.Y("pair:Q", scale=scale, axis=axis))
    dots = base.mark_point(color=DARK, filled=True, size=22, opacity=1).encode(x, alt_.Y("pair:Q", scale=scale))
    median = base.mark_line(color=MIDDLE, strokeDash=DASH).encode(x, alt_.Y("median:Q", scale=scale, axis=axis))
    ends = [
        {"session": rows[-1]["session"], "value": rows[-1][field], "word": word, "colour": colour}
        for field, word, colour in (("pair", labels[0], DARK), ("median", labels[1], MIDDLE_TEXT))
        if rows[-1][field] is not None
    ]
    span = 100.0 - low
    pixels = [(float(end["value"]) - low) / span * _HEIGHT for end in ends]  # type: ignore[arg-type]
    for end, pixel in zip(ends, apart(pixels, least=14.0, low=0.0, high=float(_HEIGHT)), strict=True):
        end["place"] = low + pixel / _HEIGHT * span
    text = (
        alt_.Chart(alt_.Data(values=ends))
        .mark_text(align="left", dx=8, baseline="middle")
        .encode(
            alt_.X("session:Q"),
            alt_.Y("place:Q", scale=scale),
            text="word:N",
            color=alt_.Color("colour:N", scale=None),
        )
    )
    chart = alt_.layer(pair, median, dots, text).properties(width=FULL_WIDTH - _MARGIN, height=_HEIGHT)
    return svg(chart, name=name, alt=alt)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share
