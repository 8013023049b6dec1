"""The sections of a brief, in order: each turns what was gathered into blocks, with words from the catalogue."""

from collections.abc import Sequence

from alat.brief.catalogue import Catalogue, Given
from alat.brief.document import Block, Document
from alat.brief.gather import Absent, PairMaterial, RegionMaterial, Ways
from alat.brief.sections.claims import claims_page
from alat.brief.sections.decision import decision_page
from alat.brief.sections.landed import landed_page
from alat.brief.sections.lanes import lane_names, lanes_page
from alat.brief.sections.method import method_page
from alat.brief.sections.opportunities import opportunities_page
from alat.brief.sections.plan import plan_pages
from alat.brief.sections.region import region_pages
from alat.brief.sections.relationship import relationship_page
from alat.brief.sections.risk import risk_page
from alat.brief.sections.trade import trade_page

__all__ = ["compose_pair", "compose_region"]


def compose_pair(material: PairMaterial, words: Catalogue, *, run: str, command: str) -> Document:
    """Compose a brief on two countries.

    Parameters
    ----------
    material
        What was gathered.
    words
        The words to use.
    run, command
        As in `method_page`.
    """
    blocks: tuple[Block, ...] = (
        *decision_page(material, words),
        *relationship_page(material, words),
        *trade_page(material, words),
        *opportunities_page(material, words),
        *lanes_page(material, words),
        *risk_page(material, words),
        *landed_page(material, words),
        *plan_pages(material.plan, words),
        *claims_page(material.claims, material.study, words=words, new_page=False),
        *method_page(words, notes=_pair_notes(material), run=run, command=command),
    )
    names: dict[str, Given] = {"home": material.home.name, "partner": material.partner.name}
    title = "".join(part.text for part in words.say("decision.title", names))
    return Document(words.language, title, words.say("page.footer"), blocks, material.addresses)


def compose_region(material: RegionMaterial, words: Catalogue, *, run: str, command: str) -> Document:
    """Compose a brief on a country and a bloc; parameters as in `compose_pair`."""
    blocks: tuple[Block, ...] = (
        *region_pages(material, words),
        *plan_pages(material.plan, words),
        *claims_page(material.claims, material.study, words=words, new_page=True),
        *method_page(words, notes=_region_notes(material), run=run, command=command),
    )
    names: dict[str, Given] = {"home": material.home.name, "partner": material.bloc.name}
    title = "".join(part.text for part in words.say("decision.title", names))
    return Document(words.language, title, words.say("page.footer"), blocks, material.addresses)


def _pair_notes(material: PairMaterial) -> Sequence[str]:
    notes = [*material.profile.notes]
    for found in (material.selling, material.buying, material.agreement):
        notes += [] if isinstance(found, Absent) else found.notes
    for ways in (material.free, material.avoiding):
        notes += [lane_names(note, ways) for note in ways.lanes.notes] if isinstance(ways, Ways) else []
    if material.ties is not None:
        notes += [*material.ties.presence.notes, *material.ties.contacts.notes]
    notes += [] if material.plan is None else material.plan.notes
    return notes


def _region_notes(material: RegionMaterial) -> Sequence[str]:
    return (*material.profile.notes, *(() if material.plan is None else material.plan.notes))
