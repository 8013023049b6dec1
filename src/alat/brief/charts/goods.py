"""What a flow is made of: its largest products, section by section."""

from collections.abc import Sequence
from dataclasses import dataclass

from alat.brief.charts.drawing import DARK, HALF_WIDTH, INK, MIDDLE, altair, inline, svg

_ROW, _LABELS = 16, 178


@dataclass(frozen=True, slots=True)
class Good:
    """One product: its section, its label with the code, its value (USD million) and how that is printed."""

    section: str
    label: str
    value_musd: float
    printed: str


def product_bars(goods: Sequence[Good], *, axis: str, name: str, description: str) -> str:
    """Draw one bar a product, those of a section together and sections told apart by shade.

    Parameters
    ----------
    goods
        In the order in which they are drawn.
    axis
        Words for the axis.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    top = max(good.value_musd for good in goods)
    order = [good.label for good in goods]
    sections = list(dict.fromkeys(good.section for good in goods))
    shades = [(DARK, MIDDLE)[index % 2] for index, _ in enumerate(sections)]
    rows = [
        {"label": good.label, "value": good.value_musd, "text": good.printed, "section": good.section} for good in goods
    ]
    y = alt.Y(
        "label:N",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelLimit=_LABELS, labelAlign="left", labelPadding=_LABELS, minExtent=_LABELS, ticks=False, domain=False
        ),
    )
    x = alt.X(
        "value:Q",
        title=axis,
        scale=alt.Scale(domain=[0, top * 1.35], nice=False),
        axis=alt.Axis(tickCount=3, grid=True, domain=False, format=",~r"),
    )
    colour = alt.Color("section:N", legend=None, scale=alt.Scale(domain=sections, range=shades))
    base = alt.Chart(inline(rows))
    chart = alt.layer(
        base.mark_bar(height=11).encode(x, y, color=colour),
        base.mark_text(align="left", dx=4, color=INK).encode(x, y, text="text:N"),
    ).properties(width=HALF_WIDTH - _LABELS - 4, height=_ROW * len(goods))
    return svg(chart, name=name, description=description)
