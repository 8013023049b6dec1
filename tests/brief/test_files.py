"""Are the files complete, the same every time, and never half there?"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

import alat
from alat.brief import charts, write, writing
from alat.brief.gather import PairMaterial
from alat.errors import BadInput
from alat.reference import pair

PROGRAM = """
import sys
from pathlib import Path
import alat
study = alat.open_study("azerbaijan-latin-america")
alat.brief.write(alat.pair("AZE", "BRA"), Path(sys.argv[1]), study=study)
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write the real brief in two processes whose hashes differ."""
    folders = tuple(tmp_path_factory.mktemp(f"brief-{seed}") for seed in ("a", "b"))
    for seed, folder in enumerate(folders):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed + 1)}
        subprocess.run([sys.executable, "-c", PROGRAM, str(folder)], check=True, env=environment)
    return folders[0], folders[1]


def test_two_processes_write_the_same_bytes(twice: tuple[Path, Path]) -> None:
    names = sorted(path.name for path in twice[0].iterdir())
    assert names == ["brief-aze-bra.html", "brief-aze-bra.manifest.json", "brief-aze-bra.pdf"]
    assert all((twice[0] / name).read_bytes() == (twice[1] / name).read_bytes() for name in names)


def test_the_manifest_states_what_went_in_and_what_came_out(twice: tuple[Path, Path]) -> None:
    manifest = json.loads((twice[0] / "brief-aze-bra.manifest.json").read_text(encoding="utf-8"))
    assert manifest["alat"] == alat.__version__
    assert manifest["arguments"]["study"] == "azerbaijan-latin-america"
    assert set(manifest["scenarios"]) == {"base", "avoiding-russia-and-iran"}
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((twice[0] / name).read_bytes()).hexdigest() == digest
    page = (twice[0] / "brief-aze-bra.html").read_text(encoding="utf-8")
    assert manifest["run"] in page


def test_the_pdf_has_eight_to_fourteen_pages_and_embeds_one_font_family(twice: tuple[Path, Path]) -> None:
    document = pypdfium2.PdfDocument(twice[0] / "brief-aze-bra.pdf")
    assert 8 <= len(document) <= 14
    fonts = {
        text.get_font().get_base_name()
        for page in document
        for text in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=8)
    }
    assert fonts
    assert all("SourceSans" in font for font in fonts), fonts


def test_no_page_of_the_pdf_is_nearly_empty(twice: tuple[Path, Path]) -> None:
    document = pypdfium2.PdfDocument(twice[0] / "brief-aze-bra.pdf")
    assert all(len(page.get_textpage().get_text_bounded()) > 700 for page in document)


def test_the_known_totals_of_the_case_are_in_the_brief(twice: tuple[Path, Path]) -> None:
    # CEPII BACI 2023: Brazil to Azerbaijan 220.8 m USD, Azerbaijan to Brazil 0.53 m USD.
    page = (twice[0] / "brief-aze-bra.html").read_text(encoding="utf-8")
    assert "USD\u00a0220.8\u00a0million" in page
    assert "USD\u00a00.53\u00a0million" in page


def test_a_run_replaces_the_files_of_an_earlier_one_and_leaves_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pair_material: Callable[..., PairMaterial]
) -> None:
    monkeypatch.setattr(writing, "gather_pair", lambda *_, **__: pair_material(with_study=False))
    (tmp_path / "brief-aze-bra.html").write_text("old")
    written = write(pair("AZE", "BRA"), tmp_path, study=None)
    assert written.html.read_bytes().startswith(b"<!doctype html>")
    assert written.pages == len(pypdfium2.PdfDocument(written.pdf))
    assert {path.name for path in tmp_path.iterdir()} == {
        written.html.name,
        written.pdf.name,
        written.manifest.name,
    }


def test_nothing_is_written_when_a_chart_cannot_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pair_material: Callable[..., PairMaterial]
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no chart today")

    monkeypatch.setattr(writing, "gather_pair", lambda *_, **__: pair_material())
    monkeypatch.setattr(charts, "lanes_scatter", broken)
    out = tmp_path / "out"
    with pytest.raises(RuntimeError, match="no chart today"):
        write(pair("AZE", "BRA"), out, study=None)
    assert not out.exists()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("")
    with pytest.raises(BadInput, match="expected a folder"):
        write(pair("AZE", "BRA"), file, study=None)
