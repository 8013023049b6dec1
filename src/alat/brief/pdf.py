"""A brief as a tagged PDF, set by Typst from the same view as the page."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from alat.brief.catalogue import refuse_digits
from alat.brief.charts.drawing import FONT, font_folder
from alat.brief.document import Figure
from alat.brief.html import read_template
from alat.brief.view import View

# No date of today enters a file: two runs give the same bytes.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def render_pdf(page: View, pictures: tuple[Figure, ...]) -> bytes:
    """Return the PDF of a document's view.

    Parameters
    ----------
    page
        The view.
    pictures
        Its figures.

    Raises
    ------
    BrokenTemplate
        If the template types a number.
    """
    import typst  # noqa: PLC0415 - an extension module of forty megabytes

    template = read_template("brief.typ")
    refuse_digits(template, "templates/brief.typ")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "brief.typ").write_text(template, encoding="utf-8")
        (root / "style.typ").write_text(read_template("style.typ"), encoding="utf-8")
        (root / "brief.json").write_text(json.dumps({**page, "font": FONT, "author": "Alat"}), encoding="utf-8")
        for picture in pictures:
            (root / f"{picture.name}.svg").write_text(picture.svg, encoding="utf-8")
        made: bytes = typst.compile(
            str(root / "brief.typ"),
            root=folder,
            font_paths=[font_folder()],
            ignore_system_fonts=True,
            timestamp=EPOCH,
            pdf_standards=[*STANDARDS],
        )
    return made
