"""Claims and where a brief is, on a terminal."""

from dataclasses import dataclass

from alat.cli.paper import Paper, figure
from alat.register.results import ClaimChecks


@dataclass(frozen=True, slots=True)
class WrittenBrief:
    """Where a brief is: its files, the digest of the run, the pages of the PDF, the study it was asked in."""

    html: str
    pdf: str
    manifest: str
    run: str
    pages: int
    study: str | None
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()


def show_claims(paper: Paper, result: ClaimChecks) -> None:
    """Write each claim with its verdict, then what every basis says of it."""
    paper.title(f"Claims of {result.study}, checked")
    paper.table(
        ("claim", "statement", "claimed", "verdict", "why"),
        [(c.id, c.statement, c.claimed, c.verdict.value.replace("_", " "), c.reason) for c in result.checks],
    )
    for check in result.checks:
        paper.table(
            ("found", "value", "year", "basis", "source", "cited", "says"),
            [
                (
                    finding.what,
                    finding.answer or figure(finding.value),
                    finding.value.year,
                    finding.value.basis.value,
                    paper.cite(finding.value.sources),
                    finding.cited,
                    finding.verdict.value.replace("_", " "),
                )
                for finding in check.findings
            ],
            right=("value",),
            title=f"{check.id}: {check.statement}",
        )


def show_brief(paper: Paper, result: WrittenBrief) -> None:
    """Write where a brief is."""
    paper.say(f"The brief ({result.pages} pages) is in")
    for path in (result.html, result.pdf, result.manifest):
        paper.say(f"  {path}")
    asked = f"study {result.study}" if result.study else "no study; what only a study knows is left out"
    paper.say(f"Run {result.run}; {asked}; {len(result.sources)} sources.")
