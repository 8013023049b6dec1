"""Votes in the General Assembly and where states stand, on a terminal."""

from alat.cli.paper import NOT_KNOWN, Paper, number
from alat.diplomacy.ideal import IdealPoints
from alat.diplomacy.results import Agreement

TOO_FEW = "too few"


def show_votes(paper: Paper, result: Agreement) -> None:
    """Write how often two countries voted alike, with rank and world median beside it."""
    first, second = result.first.name, result.second.name
    on = f", {result.topic}" if result.topic else ""
    paper.title(
        f"{first} and {second} in the General Assembly, sessions {result.first_session}-{result.last_session} "
        f"({result.years}){on}: {result.votes:,} roll calls on which both voted"
    )
    paper.quantities(
        [
            ("same vote", result.exact),
            ("median of all states", result.median_exact),
            ("same vote, half a point for an abstention", result.lijphart),
            ("median of all states", result.median_lijphart),
            ("agreement beyond chance (kappa)", result.kappa),
            ("median of all states", result.median_kappa),
            (f"roll calls missed by {first}", result.absent_first),
            (f"roll calls missed by {second}", result.absent_second),
        ]
    )
    place = NOT_KNOWN if result.rank is None else f"{result.rank} of {result.ranked}"
    paper.say(f"{second} among all states by the same vote as {first}: {place}")
    paper.table(
        ("session", "votes", "same vote", "median"),
        [
            (
                str(row["session"]),
                f"{row['votes']:,}",
                number(row["exact"], "share"),
                number(row["median_exact"], "share"),
            )
            for row in result.by_session.to_dicts()
        ],
        right=("votes", "same vote", "median"),
        title="By session",
    )


def show_ideal(paper: Paper, result: IdealPoints) -> None:
    """Write where states stand, with the interval, the place among all and the votes behind it."""
    of = f"on {result.topic}, {result.span} sessions a point" if result.topic else "on all votes"
    paper.title(f"Where states stand in the General Assembly, {of} (modelled)")
    for rows in result.points.partition_by("iso3", maintain_order=True):
        paper.table(
            ("session", "years", "votes", "z", "nine in ten", "place"),
            [
                (
                    str(row["session"]),
                    row["years"],
                    f"{row['votes']:,}",
                    TOO_FEW if row["z"] is None else f"{row['z']:+.2f}",
                    "" if row["z"] is None else f"{row['z_low']:+.2f} to {row['z_high']:+.2f}",
                    "" if row["z"] is None else f"{row['rank']} of {row['ranked']}",
                )
                for row in rows.iter_rows(named=True)
            ],
            right=("session", "votes", "z", "nine in ten", "place"),
            title=rows["name"][0],
        )
    left_out = "; ".join(f"{row['votes']:,} ({row['reason']})" for row in result.left_out.iter_rows(named=True))
    paper.say(f"Fitted to {result.votes:,} votes on {result.roll_calls:,} roll calls. Left out: {left_out}.")
