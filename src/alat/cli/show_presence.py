"""The standing of two countries' relations on a terminal."""

from alat.cli.paper import Paper, figure
from alat.diplomacy import Relations, RelationsBoard
from alat.diplomacy.standing import visa_words

SHOWN_CONTACTS = 12


def show_presence(paper: Paper, result: Relations) -> None:
    """Write posts, chains, contacts, bodies, agreements, visa rules and gaps; what is empty is said to be unknown."""
    first, second = result.first.name, result.second.name
    paper.title(f"{first} and {second}: what is known on {result.as_of}")
    since = f"{result.last}, {figure(result.days_since)} ago" if result.last else "not known"
    paper.say(f"Last known contact: {since}.")
    _posts(paper, result)
    _chains(paper, result)
    _contacts(paper, result)
    _bodies(paper, result)
    _agreements(paper, result)
    _visas(paper, result)
    paper.table(
        ("gap in", "what"), [(row["kind"], row["what"]) for row in result.gaps.iter_rows(named=True)], title="Gaps"
    )


def show_board(paper: Paper, result: RelationsBoard) -> None:
    """Write one line a partner, the longest without a known contact first."""
    home = result.home.name
    paper.title(f"{home} and {result.region}: what is known on {result.as_of}")
    rows = result.partners.to_dicts()
    paper.table(
        ("", "partner", f"post of {result.home.iso3}", "post in it", "last contact", "days", "agreed", "in force"),
        [
            (
                row["iso3"],
                row["name"],
                _post(row["outward"], row["outward_known"]),
                _post(row["inward"], row["inward_known"]),
                row["last"] or "not known",
                "" if row["days_since"] is None else f"{row['days_since']:,}",
                str(row["agreements"]),
                str(row["in_force"]),
            )
            for row in rows
        ],
        right=("days", "agreed", "in force"),
        title="Partners, the longest without a known contact first (reported)",
    )
    none = [row["iso3"] for row in rows if not row["outward"]]
    paper.say(f"No open post of {home} known in: {', '.join(none) or 'none of them'}.")


def _post(level: str, known: str) -> str:
    return f"{level.replace('_', ' ')} ({known})" if level else "none known"


def _posts(paper: Paper, result: Relations) -> None:
    if not result.posts.height:
        paper.say("Posts: none known, which is not to say that there is none.")
        return
    paper.table(
        ("of", "in", "level", "city", "covered from", "since", "until", "state", "known on"),
        [
            (
                row["sender"],
                row["host"],
                row["level"].replace("_", " "),
                row["city"] or "",
                row["covers_from"] or "",
                row["since"] or "",
                row["until"] or "",
                row["state"],
                row["status_date"],
            )
            for row in result.posts.iter_rows(named=True)
        ],
        title="Posts (reported)",
    )


def _chains(paper: Paper, result: Relations) -> None:
    for row in result.chains.iter_rows(named=True):
        seat = f" ({row['seat']})" if row["seat"] else ""
        level = f", where it has an {row['seat_level'].replace('_', ' ')}" if row["seat_level"] else ""
        also = f"; from there it covers {row['also'].replace(';', ', ')} too" if row["also"] else ""
        paper.say(f"{row['sender']} covers {row['host']} from {row['city']}{seat}{level}{also} ({row['status_date']}).")


def _contacts(paper: Paper, result: Relations) -> None:
    if not result.contacts.height:
        return
    rows = result.contacts.tail(SHOWN_CONTACTS).reverse()
    paper.table(
        ("date", "place", "level", "type", "status", "who"),
        [
            (
                row["date_from"],
                row["place"] or "",
                row["level"].replace("_", " "),
                row["type"].replace("_", " "),
                row["status"],
                row["who"],
            )
            for row in rows.iter_rows(named=True)
        ],
        title=f"Contacts, newest first ({rows.height} of {result.contacts.height}; reported)",
    )
    ranks = "; ".join(
        f"{row['level'].replace('_', ' ')} {row['contacts']} (last {row['last']})"
        for row in result.by_level.iter_rows(named=True)
    )
    paper.say(f"Who led them: {ranks or 'nobody known'}.")
    went = "; ".join(
        f"{row['visitor']} to {row['host']} {row['visits']} (last {row['last']})"
        for row in result.visits.iter_rows(named=True)
    )
    paper.say(f"Visits: {went or 'none known'}.")


def _bodies(paper: Paper, result: Relations) -> None:
    both = [row["name"] for row in result.bodies.iter_rows(named=True) if row["both"]]
    paper.say(f"Bodies in common: {', '.join(both) or 'none known'}.")
    for country, column in ((result.first, "first_is"), (result.second, "second_is")):
        alone = [row["name"] for row in result.bodies.iter_rows(named=True) if row[column] and not row["both"]]
        paper.say(f"{country.name} alone: {', '.join(alone) or 'none known'}.")


def _agreements(paper: Paper, result: Relations) -> None:
    if not result.agreements.height:
        paper.say("Agreements: none known.")
        return
    paper.table(
        ("", "agreement", "kind", "status", "signed", "effective", "in force", "evidence"),
        [
            (
                row["id"],
                row["item"],
                row["kind"].replace("_", " "),
                row["status"].replace("_", " "),
                row["signed"] or "",
                row["effective"] or "",
                row["in_force"],
                row["evidence"] or "",
            )
            for row in result.agreements.iter_rows(named=True)
        ],
        title="Agreements (reported)",
    )


def _visas(paper: Paper, result: Relations) -> None:
    if not result.visas.height:
        paper.say("Visa rules: none of this pair ships.")
        return
    rules = [
        f"{row['passport']} to {row['destination']}: {visa_words(row)}" for row in result.visas.iter_rows(named=True)
    ]
    paper.say(f"Ordinary passports (reported, January 2025): {'; '.join(rules)}.")
