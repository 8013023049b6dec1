"""How do the two stand with each other? Posts, contacts, votes and shared blocs."""

import polars as pl

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Table, Text, Value
from alat.brief.gather import Absent, PairMaterial
from alat.brief.sections import wording
from alat.diplomacy.results import Agreement, Contacts, Presence
from alat.reference import Country

_MOST_CONTACTS = 6


def relationship_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the section on the relationship."""
    blocks: list[Block] = [
        Heading(words.say("relationship.title"), 2, anchor="relationship", new_page=material.study is not None)
    ]
    if material.ties is None:
        blocks.append(Paragraph(words.say("relationship.no_study")))
    else:
        blocks += [_posts(material.ties.presence, words), *_contacts(material.ties.contacts, words)]
    blocks += _votes(material, words)
    blocks += _blocs(material, words)
    return tuple(blocks)


def _posts(presence: Presence, words: Catalogue) -> Table:
    sides = ((presence.first, presence.second, presence.outward), (presence.second, presence.first, presence.inward))
    rows = [row for sender, host, posts in sides for row in _post_rows(sender, host, posts=posts, words=words)]
    columns = (
        Column(words.say("relationship.post_of"), parts=1.3),
        Column(words.say("relationship.post_in"), parts=1.3),
        Column(words.say("relationship.post_level"), parts=1.2),
        Column(words.say("relationship.post_since"), parts=1.0),
        Column(words.say("relationship.post_known"), parts=1.0),
        Column(words.say("relationship.post_note"), parts=3.4),
    )
    names: dict[str, Given] = {"first": presence.first.name, "second": presence.second.name}
    caption = words.say("relationship.posts_caption", names)
    return Table(caption, columns, tuple(rows), words.say("relationship.posts_note"), presence.sources)


def _post_rows(sender: Country, host: Country, *, posts: pl.DataFrame, words: Catalogue) -> list[tuple[Runs, ...]]:
    ends: tuple[Runs, ...] = ((Text(sender.name),), (Text(host.name),))
    if posts.is_empty():
        unknown = (Value(words.word("missing.not_known"), "given", missing="not_known"),)
        return [(*ends, unknown, unknown, unknown, words.say("relationship.no_post"))]
    return [
        (
            (Text(sender.name),),
            (Text(str(row["city"] or host.name), given=True),),
            (Text(words.word(f"level.{row['level']}")),),
            _when(row["since"], words),
            _when(row["status_date"], words),
            _post_note(row, words),
        )
        for row in posts.iter_rows(named=True)
    ]


def _when(value: str | None, words: Catalogue) -> Runs:
    if not value:
        return (Value(words.word("missing.not_known"), "given", missing="not_known"),)
    return (words.day(value, form="short"),)


def _post_note(row: dict[str, str | None], words: Catalogue) -> Runs:
    parts: list[Runs] = []
    if row["until"]:
        parts.append(words.say("relationship.until", {"until": words.day(row["until"])}))
    if row["covers_from"]:
        parts.append(words.say("relationship.covers_from", {"city": row["covers_from"]}))
    if row["note"]:
        parts.append((Text(wording.sentence(row["note"]), given=True),))
    return tuple(run for index, part in enumerate(parts) for run in ((Text(" "), *part) if index else part))


def _contacts(found: Contacts, words: Catalogue) -> list[Block]:
    if found.contacts.is_empty():
        return [Paragraph(words.say("relationship.no_contact"))]
    rows = found.contacts.sort("date_from", descending=True, maintain_order=True).head(_MOST_CONTACTS)
    columns = (
        Column(words.say("relationship.contact_date"), parts=1.3),
        Column(words.say("relationship.contact_place"), parts=1.1),
        Column(words.say("relationship.contact_level"), parts=1.2),
        Column(words.say("relationship.contact_who"), parts=3.3),
        Column(words.say("relationship.contact_outcome"), parts=3.3),
    )
    body = tuple(
        (
            (words.day(row["date_from"], form="short"),),
            _stated(row["place"], words),
            (Text(wording.sentence(row["level"].replace("_", " ")), given=True),),
            (Text(row["who"], given=True),),
            _stated(row["outcome"], words),
        )
        for row in rows.iter_rows(named=True)
    )
    caption = words.say("relationship.contacts_caption_undated")
    if found.last:
        since: dict[str, Given] = {"last": words.day(found.last), "days": words.count(int(found.days_since.value or 0))}
        caption = words.say("relationship.contacts_caption", {**since, "as_of": words.day(found.as_of)})
    note = words.say(
        "relationship.contacts_note", {"shown": words.count(rows.height), "all": words.count(found.contacts.height)}
    )
    return [Table(caption, columns, body, note, tuple(rows["source"].unique(maintain_order=True)))]


def _stated(text: str | None, words: Catalogue) -> Runs:
    if text:
        return (Text(text, given=True),)
    return (Value(words.word("missing.not_known"), "given", missing="not_known"),)


def _votes(material: PairMaterial, words: Catalogue) -> list[Block]:
    found = material.agreement
    title = Heading(words.say("votes.title"), 3)
    if isinstance(found, Absent):
        return [title, Paragraph(words.say("votes.absent", {"reason": found.reason}))]
    if found.rank is None or not found.exact.known:
        return [title, Paragraph(words.say("votes.none_in_common", {"years": Value(found.years, "given")}))]
    values: dict[str, Given] = {
        "first": found.first.name,
        "second": found.second.name,
        "exact": found.exact,
        "votes": words.count(found.votes, of="roll calls on which both voted"),
        "rank": words.count(found.rank),
        "ranked": words.count(found.ranked),
        "median": found.median_exact,
        "lijphart": found.lijphart,
        "median_lijphart": found.median_lijphart,
        "from_session": words.count(found.first_session),
        "to_session": words.count(found.last_session),
        "years": Value(found.years, "given"),
        "comparison": words.word(f"votes.{_compare(found)}"),
    }
    return [title, Paragraph(words.say("votes.text", values)), _vote_chart(found, words)]


def _compare(found: Agreement) -> str:
    own, median = found.exact.value, found.median_exact.value
    if own is None or median is None:
        return "beside"
    return "below" if own < median else "above"


def _vote_chart(found: Agreement, words: Catalogue) -> Figure:
    sessions = [(row["session"], row["exact"], row["median_exact"]) for row in found.by_session.iter_rows(named=True)]
    below = sum(1 for _, own, median in sessions if own is not None and median is not None and own < median)
    counted = sum(1 for _, own, median in sessions if own is not None and median is not None)
    names: dict[str, Given] = {"first": found.first.name, "second": found.second.name}
    values: dict[str, Given] = {"below": words.count(below), "sessions": words.count(counted)}
    labels = (found.second.name, words.word("votes.label_median"), words.word("votes.axis"), words.word("votes.axis_x"))
    alt = "".join(run.text for run in words.say("votes.alt", {**names, **values}))
    picture = charts.agreement_lines(sessions, labels=labels, name="votes", description=alt)
    note = words.say("votes.note", {**names, "years": Value(found.years, "given")})
    return Figure("votes", words.say("votes.caption", {**names, **values}), picture, alt, note, found.sources)


def _blocs(material: PairMaterial, words: Catalogue) -> list[Block]:
    names: dict[str, Given] = {"first": material.home.name, "second": material.partner.name}
    if not material.blocs:
        return [Paragraph(words.say("relationship.no_bloc", names))]
    listed = words.join([(Text(name, given=True),) for name in material.blocs])
    return [Paragraph(words.say("relationship.blocs", {**names, "blocs": listed}))]
