"""How does a chart become a picture? One theme, one font, SVG whose bytes depend on nothing but its data."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib import resources
from typing import Any

FONT = "Source Sans Pro"
FONT_PACKAGE = "font_source_sans_pro"
DARK, MIDDLE, LIGHT, INK, RULE = "#1b3a5c", "#d9822b", "#d3dae2", "#26323f", "#c9d0d8"
MIDDLE_TEXT = "#8a4a0c"
DASH = [6, 3]
FULL_WIDTH, HALF_WIDTH = 640, 308
TEXT_SIZE = 11
_VEGA_LITE = "6.4"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

Rows = Sequence[Mapping[str, object]]


def svg(chart: Any, *, name: str, description: str, data: Mapping[str, Rows] | None = None) -> str:  # noqa: ANN401 - Altair's tree of chart classes has no common public type
    """Return a chart as one SVG element.

    Parameters
    ----------
    chart
        An Altair chart.
    name
        Unique in a document: ids inside the picture carry it.
    description
        What the picture shows, for a reader who does not see it.
    data
        Rows by the name that `altair.NamedData` was given; they go around Altair's validation, which is slow on shapes.
    """
    spec = told(chart)
    spec["$schema"] = _SCHEMA
    spec["config"] = _theme()
    spec["datasets"] = {**spec.get("datasets", {}), **(data or {})}
    return _clean(_renderer().vegalite_to_svg(spec, vl_version=_VEGA_LITE), name=name, description=description)


@cache
def altair() -> Any:  # noqa: ANN401 - the module; its chart classes have no common public type
    """Return Altair, loaded late: it takes a second, and only a brief pays for it."""
    import altair as alt  # noqa: PLC0415

    return alt


def inline(rows: Rows) -> Any:  # noqa: ANN401 - Altair
    """Return rows as a chart's data. Altair copies a list row by row whenever charts are joined; a tuple it keeps."""
    return altair().Data(values=tuple(rows))


def told(chart: Any) -> dict[str, Any]:  # noqa: ANN401 - Altair
    """Return what a chart says, unchecked: tests hold charts to the schema, and checking takes as long as drawing."""
    said: dict[str, Any] = chart.to_dict(validate=False)
    return said


@contextmanager
def converter_waking() -> Iterator[None]:
    """Start the converter of pictures beside what is done meanwhile: it is half a second until its first picture."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        waking = beside.submit(_wake)
        yield
        waking.result()


def _wake() -> None:
    spec = {"$schema": _SCHEMA, "data": {"values": []}, "mark": "point"}
    _renderer().vegalite_to_svg(spec, vl_version=_VEGA_LITE)


@cache
def _renderer() -> Any:  # noqa: ANN401 - an extension module
    import vl_convert  # noqa: PLC0415 - a second to load; only a brief pays for it

    vl_convert.register_font_directory(font_folder())
    return vl_convert


def font_folder() -> str:
    """Return the folder of the one font that charts, page and PDF share."""
    return str(resources.files(FONT_PACKAGE) / "files")


def _theme() -> dict[str, object]:
    text = {"font": FONT, "fontSize": TEXT_SIZE, "color": INK}
    labels = {"labelFont": FONT, "labelFontSize": TEXT_SIZE, "labelColor": INK, "labelLimit": 400}
    titles = {"titleFont": FONT, "titleFontSize": TEXT_SIZE, "titleColor": INK, "titleFontWeight": "normal"}
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "text": text,
        "axis": {**labels, **titles, "domainColor": RULE, "tickColor": RULE, "gridColor": RULE, "gridOpacity": 0.7},
        "axisX": {"grid": False, "labelFlush": False},
        "axisY": {"domain": False, "ticks": False, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"},
        "line": {"strokeWidth": 2, "strokeCap": "butt"},
    }


def _clean(text: str, *, name: str, description: str) -> str:
    """Give the root its role and label, take inner ones away, and number ids by the figure and not by the process."""
    head, body = re.match(r"(<svg[^>]*>)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    body = re.sub(r'\s(?:role|aria-[a-z]+)="[^"]*"', "", body)
    for number, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', body))):
        body = re.sub(rf'(id="|url\(#|href="#){re.escape(old)}(?=["\)])', rf"\g<1>{name}-{number}", body)
    head = re.sub(r'\s(?:role|aria-[a-z]+|class)="[^"]*"', "", head)
    return head[:-1] + f' role="img" aria-label="{escape(description, quote=True)}">' + body


def round_ticks(top: float) -> list[float]:
    """Return three to six round ticks from zero to the first round number not below `top`."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / 4
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor * 4 >= top * (1 - 1e-9))
    return [step * number for number in range(math.ceil(top / step - 1e-9) + 1)]


def apart(places: Sequence[float], *, least: float, low: float, high: float) -> list[float]:
    """Move labels apart along one axis, in their order, each as little as it takes.

    Parameters
    ----------
    places
        Where each label would stand, in pixels.
    least
        The least distance between two.
    low, high
        The ends of the axis.
    """
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    placed: list[float] = []
    for index in order:
        placed.append(max([places[index], *([placed[-1] + least] if placed else [low])]))
    overshoot = max(0.0, placed[-1] - high) if placed else 0.0
    for step in range(len(placed) - 1, -1, -1):
        ceiling = high if step == len(placed) - 1 else placed[step + 1] - least
        placed[step] = min(placed[step], ceiling) if overshoot else placed[step]
    result = [0.0] * len(places)
    for index, value in zip(order, placed, strict=True):
        result[index] = value
    return result
