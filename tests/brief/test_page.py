"""Is the page one file, safe, accessible, and every number on it traceable?"""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest

from alat.brief.catalogue import Catalogue
from alat.brief.document import Document, Heading, Paragraph, Text, number_sources, runs_of, walk
from alat.brief.gather import PairMaterial, Ways
from alat.brief.html import POLICY, render_html, woff
from alat.brief.sections import compose_pair
from alat.brief.view import figures, view
from alat.data import Basis, Quantity
from alat.errors import BrokenTemplate
from alat.trade.results import Opportunities

VOID = {"meta", "link", "br", "col", "img", "input", "hr", "path", "line", "rect"}
# What may hold a digit: a number with its basis, words out of the data, a reference, a picture, style.
GENERATED = {"q", "g", "refs"}


class Reader(HTMLParser):
    """Collects text outside generated elements, and every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, set[str]]] = []
        self.bare: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.numbers: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        classes = set((named.get("class") or "").split())
        if "q" in classes:
            self.numbers.append(named)
        if tag not in VOID:
            self.open.append((tag, classes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self.open}
        classes = {name for _, found in self.open for name in found}
        if not inside & {"svg", "style", "title"} and not classes & GENERATED:
            self.bare.append(data)


@pytest.fixture(scope="module")
def html(document: Document, words: Catalogue) -> str:
    return render_html(view(document, words)).decode("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_no_digit_stands_outside_a_number_a_datum_or_a_reference(page: Reader) -> None:
    typed = [text for text in page.bare if any(character.isnumeric() for character in text)]
    assert typed == []


def test_every_number_says_its_basis_and_a_title(page: Reader) -> None:
    assert len(page.numbers) > 100
    assert all(number["data-basis"] and number["title"] for number in page.numbers)


def test_every_measured_number_names_its_source(page: Reader) -> None:
    measured = [n for n in page.numbers if n["data-basis"] not in {"counted", "given"} and "missing" not in n["class"]]
    assert measured
    assert all(number["data-source"] for number in measured)


def test_modelled_numbers_look_unlike_observed_ones(html: str) -> None:
    modelled = re.findall(r'class="([^"]*)" data-basis="modelled"', html)
    observed = re.findall(r'class="([^"]*)" data-basis="observed"', html)
    assert set(modelled) - {"q q-missing"} == {"q q-modelled"}
    assert set(observed) == {"q"}


def test_the_page_asks_nothing_of_any_other_place(page: Reader) -> None:
    policies = [a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
    assert policies == [POLICY]
    assert "default-src 'none'" in POLICY
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [a for _, a in page.tags if "src" in a]
    targets = [a["href"] for _, a in page.tags if a.get("href")]
    assert targets
    assert all(str(target).startswith("#") for target in targets)


def test_no_style_reaches_outside_the_file(html: str) -> None:
    assert {
        target[:5] if target.startswith("data:") else target[0] for target in re.findall(r'url\("?([^")]+)', html)
    } == {
        "data:",
        "#",
    }
    assert "@import" not in html


def test_every_reference_leads_to_a_source_in_the_list(page: Reader) -> None:
    ids = {a["id"] for _, a in page.tags if a.get("id")}
    assert {str(a["href"])[1:] for tag, a in page.tags if tag == "a"} <= ids


def test_each_picture_is_named_for_who_does_not_see_it_and_holds_no_inner_roles(html: str, document: Document) -> None:
    pictures = re.findall(r"<svg[^>]*>", html)
    assert len(pictures) == len(figures(document)) == 12
    assert all('role="img"' in each and re.search(r'aria-label="[^"]{20,}"', each) for each in pictures)
    inner = re.sub(r"<svg[^>]*>", "", html[html.index("<svg") :])
    assert 'role="graphics' not in inner


def test_ids_inside_pictures_are_unique_on_the_page(html: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_headings_skip_no_level(document: Document) -> None:
    levels = [block.level for block in document.blocks if isinstance(block, Heading)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_font_inside_the_page_is_whole(html: str) -> None:
    packed = base64.b64decode(re.findall(r"data:font/woff;base64,([^\"]+)", html)[0])
    assert packed[:4] == b"wOFF"
    assert int.from_bytes(packed[8:12], "big") == len(packed)


def test_packing_a_font_keeps_every_table() -> None:
    table = b"\x00" * 40 + b"glyphs"
    font = b"OTTO" + (1).to_bytes(2, "big") + bytes(6) + b"CFF " + bytes(4) + (28).to_bytes(4, "big")
    font += len(table).to_bytes(4, "big") + table
    packed = woff(font)
    assert packed[44:48] == b"CFF "
    assert int.from_bytes(packed[56:60], "big") == len(table)
    assert int.from_bytes(packed[16:20], "big") == 28 + 48


def test_a_changed_datum_changes_the_number_on_the_page(
    pair_material: Callable[..., PairMaterial], words: Catalogue, html: str
) -> None:
    material = pair_material()
    total = Quantity(777.7e6, "usd", Basis.RECONCILED, ("natural-earth-land-50m",), "2023")
    inward = replace(material.profile.inward, total=total)
    changed = replace(material, profile=replace(material.profile, inward=inward))
    again = render_html(view(compose_pair(changed, words, run="0", command="x"), words)).decode("utf-8")
    before, after = (f">USD\u00a0{number}\u00a0million<" for number in ("210.9", "777.7"))
    assert before in html
    assert after not in html
    assert after in again
    assert before not in again


def test_without_a_study_the_page_says_what_is_not_known(
    pair_material: Callable[..., PairMaterial], words: Catalogue
) -> None:
    document = compose_pair(pair_material(with_study=False), words, run="0", command="x")
    page = render_html(view(document, words)).decode("utf-8")
    assert "No study covers this pair" in page
    assert "there is no claim to check" in page
    assert "no product data for it" in page


def plain_text(document: Document) -> str:
    found = ["".join(run.text for run in runs_of(block)) for block in walk(document.blocks)]
    return "\n".join(found).replace("\u00a0", " ")


def test_a_chapter_without_a_recorded_import_is_set_aside_and_not_among_those_to_look_at(
    pair_material: Callable[..., PairMaterial], words: Catalogue
) -> None:
    material = pair_material()
    assert isinstance(material.selling, Opportunities)
    products = material.selling.products.with_columns(
        caution=pl.when(pl.col("hs") == "31").then(pl.lit("demand_not_recorded;bulk")).otherwise(pl.col("caution"))
    )
    listed = replace(material.selling.structural_listed, value=(21.408 - 8.63) * 1e6)
    changed = replace(material, selling=replace(material.selling, products=products, structural_listed=listed))
    text = plain_text(compose_pair(changed, words, run="0", command="x"))
    assert "Azerbaijan could sell Plastics and articles thereof (USD 4.5 million), " in text
    assert "Set aside, because Brazil has no import of them on record: 31 Fertilisers (USD 8.6 million)" in text
    assert "over the chapters to look at USD 13 million" in text
    whole = plain_text(compose_pair(material, words, run="0", command="x"))
    assert "Azerbaijan could sell Fertilisers (USD 8.6 million), " in whole
    assert "Set aside" not in whole
    assert "over the chapters to look at USD 21 million" in whole


def test_a_potential_beyond_present_exports_says_so_on_the_first_page(
    pair_material: Callable[..., PairMaterial], words: Catalogue
) -> None:
    material = pair_material()
    assert isinstance(material.selling, Opportunities)
    products = material.selling.products.with_columns(
        caution=pl.when(pl.col("hs") == "31").then(pl.lit("above_capacity")).otherwise(pl.col("caution"))
    )
    listed = replace(material.selling.structural_listed, value=(21.408 - 8.63) * 1e6)
    changed = replace(material, selling=replace(material.selling, products=products, structural_listed=listed))
    text = plain_text(compose_pair(changed, words, run="0", command="x"))
    assert "could sell Fertilisers (USD 8.6 million, large beside present exports)" in text


def test_potentials_too_small_to_look_at_are_said_to_be(
    pair_material: Callable[..., PairMaterial], words: Catalogue
) -> None:
    material = pair_material(with_study=False)
    assert isinstance(material.selling, Opportunities)
    products = material.selling.products.with_columns(structural_musd=pl.col("structural_musd") / 100)
    listed = replace(material.selling.structural_listed, value=(21.408 - 8.63) * 1e6)
    changed = replace(material, selling=replace(material.selling, products=products, structural_listed=listed))
    text = plain_text(compose_pair(changed, words, run="0", command="x"))
    assert "Where to look: nowhere stands out." in text
    assert "Azerbaijan could sell" not in text


def test_a_source_of_the_study_is_listed_with_its_address_or_with_the_want_of_one(
    pair_material: Callable[..., PairMaterial], words: Catalogue
) -> None:
    material = replace(
        pair_material(), addresses={"An invented gazette, 15 Nov 2024": "https://gazette.example/2024/11/15"}
    )
    listed = {
        s["id"]: s["address"] for s in view(compose_pair(material, words, run="0", command="x"), words)["sources"]
    }
    assert listed["An invented gazette, 15 Nov 2024"] == "https://gazette.example/2024/11/15"
    assert listed["An invented gazette, 3 May 2024"] == "No address in the study"
    assert listed["natural-earth-land-50m"].startswith("https://")


def test_two_best_lanes_are_set_beside_each_other_with_a_direction_and_without_a_sign(
    pair_material: Callable[..., PairMaterial], words: Catalogue
) -> None:
    material = pair_material()
    assert isinstance(material.free, Ways)
    assert isinstance(material.avoiding, Ways)
    first = material.avoiding.lanes.lanes[0]
    cheaper = replace(first, money_usd=first.money_usd - 177.0, hours=first.hours + 48.0)
    lanes = replace(material.avoiding.lanes, lanes=(cheaper, *material.avoiding.lanes.lanes[1:]))
    changed = replace(material, avoiding=replace(material.avoiding, lanes=lanes))
    text = plain_text(compose_pair(changed, words, run="0", command="x"))
    assert "the best lane costs USD 180 per FEU less and takes 2.0 days longer than the unrestricted one" in text
    same = plain_text(compose_pair(material, words, run="0", command="x"))
    assert "hardly more or less time than the unrestricted one" in same


def test_words_that_hold_a_digit_and_are_no_datum_are_refused(document: Document, words: Catalogue) -> None:
    typed = replace(document, blocks=(Paragraph((Text("About 40 days."),)),))
    with pytest.raises(BrokenTemplate, match="types '4'"):
        view(typed, words)


def test_sources_are_numbered_in_the_order_they_are_met(document: Document) -> None:
    numbers = number_sources(document)
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    assert next(iter(numbers)) == "natural-earth-land-50m"
