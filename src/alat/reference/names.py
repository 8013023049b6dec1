"""How is a name compared with another? Case, accents, apostrophes and a leading article do not count."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping

from alat.errors import near_matches
from alat.sealed import read_bytes

_LETTERS = str.maketrans({"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_DROPPED = "'’‘`´ʼ."
_WORDS = {"&": "and", "st": "saint"}


def fold(name: str) -> str:
    """Return the form in which names are compared.

    Case, accents, apostrophes, full stops, hyphens, brackets and repeated blanks do not count; ``&`` is *and*,
    *St* is *Saint*, and a leading *the* is dropped.

    >>> fold("TÜRKİYE"), fold("Côte d’Ivoire"), fold("St. Kitts & Nevis")
    ('turkiye', 'cote divoire', 'saint kitts and nevis')
    """
    # Compatibility letters can unfold to capitals, so that case is folded after them and not before alone.
    small = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", small)
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in _DROPPED)
    spaced = "".join(c if c.isalnum() or c in "&+" else " " for c in kept)
    words = [_WORDS.get(word, word) for word in spaced.replace("&", " & ").split()]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def near_labels(given: str, labels: Mapping[str, str], *, most: int = 3) -> tuple[str, ...]:
    """Return the labels whose folded name looks most like `given`, each once, best first.

    Parameters
    ----------
    given
        What the user typed.
    labels
        What to show by each folded name.
    most
        How many to return at the most.
    """
    hits = near_matches(fold(given), labels, most=2 * most)
    return tuple(dict.fromkeys(labels[hit] for hit in hits))[:most]


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of this room as text; no cell is ever read as missing ("NA" is Namibia)."""
    text = read_bytes(f"reference/tables/{name}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def group(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the codes that answer to each folded name, each once, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for name, code in pairs:
        key = fold(name)
        if key and code not in found.get(key, ()):
            found[key] = (*found.get(key, ()), code)
    return found
