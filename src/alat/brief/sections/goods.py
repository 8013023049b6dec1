"""What a flow is made of, where flows by product are on record: products by section, tonnes, growth, concentration."""

from collections.abc import Sequence

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts import Good
from alat.brief.document import Block, Figure, Paragraph, Runs, Side, Value
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.trade import Direction, Goods, Growth
from alat.trade.labels import chapter_of, product_label

_MOST_GOODS = 9
# How a record grew long before the totals says nothing to a reader of today.
_RECENT_YEARS = 3
_MILLION = 1e6


def goods_blocks(ways: Sequence[Direction], words: Catalogue) -> tuple[Block, ...]:
    """Compose what each flow is made of; nothing where only totals are on record."""
    known = [(way, way.goods) for way in ways if way.goods is not None]
    figures = [_figure(way, goods, words=words) for way, goods in known]
    blocks: list[Block] = [Side((figures[0],), (figures[1],))] if len(figures) == len(ways) else list(figures)
    blocks += [Paragraph(_reading(way, goods, words=words)) for way, goods in known]
    return tuple(blocks)


def growth_runs(direction: Direction, words: Catalogue) -> Runs:
    """Say how each record grew in its last year, if that is recent, and whether that is ordinary for its size."""
    runs: Runs = ()
    for each in direction.growth:
        recent = each.year >= int(direction.total.year or 0) - _RECENT_YEARS
        if recent and each.rate.known and each.ordinary is not None:
            runs += words.say(_growth_key(each), _growth(each, direction, words=words))
    return runs


def _figure(way: Direction, goods: Goods, *, words: Catalogue) -> Figure:
    names: dict[str, Given] = {"exporter": way.exporter.name, "importer": way.importer.name}
    rows = goods.products.head(_MOST_GOODS)
    order = {section: place for place, section in enumerate(dict.fromkeys(rows["section"].to_list()))}
    drawn = sorted(rows.iter_rows(named=True), key=lambda row: (order[row["section"]], -row["value_usd"], row["hs"]))
    bars = [
        Good(
            row["section"],
            f"{row['section']} · {row['hs']} {wording.short(product_label(chapter_of(row['hs'])))}".removeprefix(" · "),
            row["value_usd"] / _MILLION,
            words.show(
                Quantity(row["value_usd"], "usd", Basis.RECONCILED, way.total.sources, way.total.year),
                unit="usd_million",
                form="bare",
            ).text,
        )
        for row in drawn
    ]
    caption = words.say("goods.caption", {**names, "share": goods.largest_share})
    name = f"goods-{way.exporter.iso3.lower()}-{way.importer.iso3.lower()}"
    alt = wording.plain(words.say("goods.alt", names))
    picture = charts.product_bars(bars, axis=words.word("goods.axis"), name=name, description=alt)
    note = words.say("goods.note", {"year": Value(way.total.year, "given", unit="year")})
    return Figure(name, caption, picture, alt, note, way.total.sources)


def _reading(way: Direction, goods: Goods, *, words: Catalogue) -> Runs:
    values: dict[str, Given] = {
        "exporter": way.exporter.name,
        "importer": way.importer.name,
        "products": words.count(goods.products.height, of="subheadings"),
        "equal": Quantity(1 / (goods.concentration.value or 1.0), "ratio", Basis.RECONCILED, way.total.sources),
        "tonnes": goods.tonnes,
        "known": goods.tonnes_known,
    }
    runs = words.say("goods.reading", values)
    if goods.tonnes.known:
        runs += words.say("goods.tonnes", values)
    if goods.unspecified_share.value:
        runs += words.say("goods.unspecified", {"share": goods.unspecified_share})
    return runs + growth_runs(way, words)


def _growth_key(each: Growth) -> str:
    return "goods.growth_ordinary" if each.ordinary else "goods.growth_unusual"


def _growth(each: Growth, way: Direction, *, words: Catalogue) -> dict[str, Given]:
    whose = {"exporter": way.exporter.name, "importer": way.importer.name}.get(each.side)
    record = words.say("goods.record_of", {"country": whose}) if whose else words.say("goods.record_reconciled")
    return {
        "record": record,
        "rate": each.rate,
        "year": words.day(str(each.year)),
        "low": each.low,
        "high": each.high,
    }
