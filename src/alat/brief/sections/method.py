"""Where every number comes from, how it was made, and what this brief cannot tell."""

from collections.abc import Sequence

from alat.brief.catalogue import Catalogue
from alat.brief.document import Block, Heading, Paragraph, SmallPrint, SourceList, Text


def method_page(words: Catalogue, *, notes: Sequence[str], run: str, command: str) -> tuple[Block, ...]:
    """Compose the last section.

    Parameters
    ----------
    words
        The words to use.
    notes
        What the rooms said of their own answers; each once.
    run
        Digest of everything that went into the brief.
    command
        The command that makes the same brief again.
    """
    blocks: list[Block] = [Heading(words.say("method.title"), 2, anchor="method")]
    parts = ("bases", "trade", "lanes", "missing")
    blocks.append(SmallPrint(tuple(words.say(f"method.{part}") for part in parts)))
    if notes:
        blocks.append(Heading(words.say("method.notes"), 3))
        blocks.append(SmallPrint(tuple((Text(note, given=True),) for note in dict.fromkeys(notes))))
    blocks += [
        Paragraph(
            words.say("method.run", {"command": Text(command, given=True, strong=True), "run": Text(run, given=True)})
        ),
        Heading(words.say("method.sources"), 3),
        SourceList(),
    ]
    return tuple(blocks)
