"""What was said, and what do the data say of it? One row a claim, with every basis it was held against."""

from alat.brief.catalogue import Catalogue
from alat.brief.document import Block, Column, Heading, Paragraph, Runs, SmallPrint, Table, Text, Value
from alat.brief.sections import wording
from alat.data import Study
from alat.register.results import ClaimCheck, ClaimVerdict, Finding

# Characters of findings a row has room for; the rest is in the full result.
_ROOM = 230


def claims_page(
    claims: tuple[ClaimCheck, ...] | None, study: Study | None, *, words: Catalogue, new_page: bool
) -> tuple[Block, ...]:
    """Compose the section on claims; without a study it says that there is nothing to check."""
    blocks: list[Block] = [Heading(words.say("claims.title"), 2, anchor="claims", new_page=new_page)]
    if study is None or claims is None:
        return (*blocks, Paragraph(words.say("claims.no_study")))
    if not claims:
        return (*blocks, Paragraph(words.say("claims.none", {"study": study.title})))
    blocks.append(Paragraph(words.say("claims.lead", {"study": study.title}), "intro"))
    columns = (
        Column(words.say("claims.column_statement"), parts=2.4),
        Column(words.say("claims.column_verdict"), parts=1.2),
        Column(words.say("claims.column_found"), parts=4.0),
        Column(words.say("claims.column_reason"), parts=3.4),
    )
    checked = [check for check in claims if check.verdict is not ClaimVerdict.CANNOT_BE_CHECKED]
    rows = tuple(_row(check, words) for check in checked)
    if rows:
        caption = words.say("claims.caption", _totals(claims, words))
        blocks.append(Table(caption, columns, rows, words.say("claims.note")))
    rest = [
        words.say("claims.unchecked_one", {"statement": check.statement, "reason": wording.sentence(check.reason)})
        for check in claims
        if check.verdict is ClaimVerdict.CANNOT_BE_CHECKED
    ]
    if rest:
        blocks += [Heading(words.say("claims.unchecked"), 3), SmallPrint(tuple(rest))]
    return tuple(blocks)


def _totals(claims: tuple[ClaimCheck, ...], words: Catalogue) -> dict[str, Value]:
    supported = sum(check.verdict is ClaimVerdict.SUPPORTED for check in claims)
    return {"supported": words.count(supported, of="claims"), "n": words.count(len(claims), of="claims")}


def _row(check: ClaimCheck, words: Catalogue) -> tuple[Runs, ...]:
    found = _within([_finding(finding, words) for finding in check.findings])
    findings = tuple(run for index, runs in enumerate(found) for run in ((Text("; "), *runs) if index else runs))
    left_out = len(check.findings) - len(found)
    if left_out > 0:
        findings += words.say("claims.more", {"n": words.count(left_out)})
    return (
        (Text(check.statement, given=True),),
        (Text(words.word(f"claim.{check.verdict}"), strong=True),),
        findings or words.say("claims.nothing_found"),
        (Text(wording.sentence(check.reason), given=True),),
    )


def _within(findings: list[Runs]) -> list[Runs]:
    """Keep the first findings that there is room for, one at the least."""
    lengths = [sum(len(run.text) for run in finding) for finding in findings]
    return [finding for index, finding in enumerate(findings) if index == 0 or sum(lengths[: index + 1]) <= _ROOM]


def _finding(finding: Finding, words: Catalogue) -> Runs:
    what = (Text(f"{finding.what}: ", given=True),)
    if finding.value.known:
        shown: Runs = (words.show(finding.value),)
        year = (Text(" ("), Value(finding.value.year, "given", unit="year"), Text(")")) if finding.value.year else ()
        return (*what, *shown, *year)
    if finding.answer and not all(part in finding.what for part in finding.answer.split(";")):
        return (*what, Text(finding.answer.replace(";", ", "), given=True))
    return (Text(finding.what, given=True),)
