"""From a pair to files: gather, compose, render, and only when all is complete, put it in its place."""

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import alat
from alat import sealed
from alat.brief.catalogue import catalogue
from alat.brief.charts.drawing import converter_waking
from alat.brief.document import Document
from alat.brief.gather import first_scenario, gather_pair, gather_region
from alat.brief.html import render_html
from alat.brief.pdf import render_pdf
from alat.brief.sections import compose_pair, compose_region
from alat.brief.view import figures, view
from alat.data import Study
from alat.errors import BadInput
from alat.network.scenario import BASE
from alat.reference import Bloc, Pair
from alat.trade import Records, pulled_vintages, snapshot_records

_LANGUAGE = "en"
_SEED = 0
_DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Written:
    """Where a brief is.

    Attributes
    ----------
    html, pdf, manifest
        Its files.
    run
        Digest of everything that went into it; printed on its last page.
    pages
        Pages of the PDF.
    sources
        Ids of the sources it cites, in the order of its list.
    """

    html: Path
    pdf: Path
    manifest: Path
    run: str
    pages: int
    sources: tuple[str, ...]


def files(pair: Pair, out: Path) -> tuple[Path, Path, Path]:
    """Return where `write` puts a brief on a pair: its page, its PDF and its manifest."""
    stem = f"brief-{pair.first.iso3.lower()}-{_code(pair).lower()}"
    return out / f"{stem}.html", out / f"{stem}.pdf", out / f"{stem}.manifest.json"


def write(pair: Pair, out: Path, *, study: Study | None, records: Records | None = None) -> Written:
    """Write the brief on a pair as HTML and PDF, with a manifest.

    Parameters
    ----------
    pair
        The country whose desk asks, and the country or bloc it asks about.
    out
        Folder for the files; it is made where it is missing. Files of an earlier run of the same pair are replaced.
    study
        The case to ask in; None leaves out what only a study knows, and the brief says so.
    records
        Trade on record; the shipped totals of 2023 without it.

    Raises
    ------
    BadInput
        If `out` is a file.
    BrokenTemplate
        If a sentence or a template states a number that no computation gave.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file; expected a folder for the brief")
    held = snapshot_records() if records is None else records
    inputs = _inputs(pair, study, records=held)
    run = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:_DIGEST_DIGITS]
    with converter_waking():
        document = _compose(pair, study, records=held, run=run)
    page = view(document, catalogue(_LANGUAGE))
    html, pdf, note = files(pair, out)
    contents = {html.name: render_html(page), pdf.name: render_pdf(page, figures(document))}
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    manifest = json.dumps({"run": run, **inputs, "outputs": outputs}, indent=2, sort_keys=True) + "\n"
    _place({**contents, note.name: manifest.encode()}, out)
    return Written(
        html=html,
        pdf=pdf,
        manifest=note,
        run=run,
        pages=_pages(contents[pdf.name]),
        sources=tuple(source["id"] for source in page["sources"]),
    )


def _inputs(pair: Pair, study: Study | None, *, records: Records) -> dict[str, object]:
    """Return everything that decides the bytes of a brief."""
    scenario = first_scenario(study)
    return {
        "alat": alat.__version__,
        "command": "brief",
        "arguments": {
            "first": pair.first.iso3,
            "second": _code(pair),
            "study": None if study is None else study.id,
            "language": _LANGUAGE,
        },
        "seed": _SEED,
        "scenarios": {each.name: each.digest for each in (BASE, scenario) if each is not None},
        "data": _data_hashes(study),
        "pulled": {f"{each.dataset} {each.release}": each.sha256 for each in pulled_vintages(records)},
    }


def _data_hashes(study: Study | None) -> dict[str, str]:
    hashes = dict(sealed.seals())
    if study is not None and not study.shipped:
        files = sorted(path for path in study.folder.iterdir() if path.suffix in {".csv", ".toml"})
        hashes |= {f"study/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return hashes


def _compose(pair: Pair, study: Study | None, *, records: Records, run: str) -> Document:
    words = catalogue(_LANGUAGE)
    command = f"alat brief {pair.first.iso3} {_code(pair)}" + ("" if study is None else f" --study {study.id}")
    if isinstance(pair.second, Bloc):
        region = gather_region(pair, pair.second, study=study, records=records)
        return compose_region(region, words, run=run, command=command)
    material = gather_pair(pair, pair.second, study=study, records=records)
    return compose_pair(material, words, run=run, command=command)


def _code(pair: Pair) -> str:
    return pair.second.code if isinstance(pair.second, Bloc) else pair.second.iso3


def _place(contents: dict[str, bytes], out: Path) -> None:
    """Write all files beside their place, then move them: a reader never meets half a brief."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".brief-") as folder:
        for name, content in contents.items():
            (Path(folder) / name).write_bytes(content)
        for name in contents:
            (Path(folder) / name).replace(out / name)


def _pages(pdf: bytes) -> int:
    """Count the pages of a PDF by the page tree's own count, which Typst writes in the open."""
    marks = [part.split(b">>")[0] for part in pdf.split(b"/Type/Pages")[1:]]
    counts = [int(part.split(b"/Count")[1].split()[0].split(b"/")[0]) for part in marks if b"/Count" in part]
    return max(counts, default=0)
