"""Which member of a bloc first: what could be sold to each and bought from each, at the network's freight."""

import polars as pl

from alat.brief.catalogue import Catalogue, Given
from alat.brief.document import Block, Column, Heading, Paragraph, Runs, Table, Text
from alat.brief.gather import RegionMaterial
from alat.data import Basis, Quantity
from alat.routing import Priority

_MOST_PARTNERS = 8


def priority_blocks(material: RegionMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the two lists of partners, largest potential first; nothing where they were not asked for."""
    found = [each for each in (material.markets, material.suppliers) if each is not None]
    if not found:
        return ()
    blocks: list[Block] = [
        Heading(words.say("priority.title"), 2, anchor="priority"),
        Paragraph(words.say("priority.lead"), "intro"),
    ]
    blocks += [_table(each, words) for each in found]
    unknown = found[0].partners.filter(pl.col("unknown") != "")["name"].to_list()
    if unknown:
        names = words.join([(Text(name, given=True),) for name in unknown])
        blocks.append(Paragraph(words.say("priority.unknown", {"names": names}), "note"))
    return tuple(blocks)


def _table(found: Priority, words: Catalogue) -> Table:
    names: dict[str, Given] = {"home": found.home.name, "bloc": found.bloc.name}
    columns = (
        Column(words.say("region.column_member"), parts=2.0),
        Column(words.say("priority.column_potential"), number=True, parts=1.6),
        Column(words.say("priority.column_recorded"), number=True, parts=1.2),
        Column(words.say("priority.column_place"), number=True, parts=1.2),
        Column(words.say("priority.column_mix"), number=True, parts=1.0),
        Column(words.say("priority.column_first"), parts=1.6),
    )
    known = found.partners.filter(pl.col("unknown") == "").head(_MOST_PARTNERS)
    rows = tuple(_row(row, found=found, words=words) for row in known.iter_rows(named=True))
    caption = words.say("priority.sells" if found.sells else "priority.buys", names)
    return Table(caption, columns, rows, words.say("priority.note"), found.sources)


def _row(row: dict[str, object], *, found: Priority, words: Catalogue) -> tuple[Runs, ...]:
    def musd(column: str, basis: Basis) -> Quantity:
        return Quantity(_number(row[column]), "musd", basis, found.sources)

    ends: dict[str, Given] = {
        end: words.show(musd(column, Basis.MODELLED), unit="usd_million", form="bare")
        for end, column in (("value", "network_musd"), ("low", "network_low_musd"), ("high", "network_high_musd"))
    }
    recorded = words.show(
        musd("recorded_musd", Basis(str(row["recorded_basis"]))),
        unit="usd_million",
        form="bare",
        missing="nothing_recorded" if row["covered"] else "not_covered",
    )
    return (
        (Text(str(row["name"]), given=True),),
        words.say("opportunities.range", ends),
        (recorded,),
        (words.show(Quantity(_number(row["percentile"]), "percentile", Basis.MODELLED, found.sources)),),
        (words.show(Quantity(_number(row["complementarity"]), "share", Basis.MODELLED, found.sources)),),
        (Text(str(row["first"]).replace(";", ", "), given=True),),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
