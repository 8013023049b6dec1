"""What of a file is here already, and may an attempt go on from there?"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2

from alat.data.pull.manners import Again

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Card:
    """What the server said of the file when the first byte came; it lies beside the part.

    Attributes
    ----------
    address
        What was asked for, without any key.
    etag, modified
        The validators; '' where the server gave none or a weak one.
    total
        Length of the whole file, None where not told.
    digests
        Published hashes by algorithm, in hexadecimal.
    measured
        Whether a cut would be seen: by the length, by the end mark of a chunked or a packed answer.
    """

    address: str
    etag: str
    modified: str
    total: int | None
    digests: dict[str, str]
    measured: bool


class Part:
    """The bytes of a file so far (``name.part``) and the card beside them (``name.part.json``)."""

    def __init__(self, whole: Path, *, address: str) -> None:
        self.path = whole.with_name(f"{whole.name}.part")
        self._beside = whole.with_name(f"{whole.name}.part.json")
        self._address = address
        self.card = self._read_card()
        if self.card is None:
            self.forget()

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def missing_bytes(self) -> int:
        """Bytes that are known to be missing."""
        total = self.card.total if self.card else None
        return max(0, total - self.size) if total is not None else 0

    def forget(self) -> None:
        """Drop what is here."""
        self.path.unlink(missing_ok=True)
        self._beside.unlink(missing_ok=True)
        self.card = None

    def asking(self) -> dict[str, str]:
        """Return the headers that ask for the rest, if the file has not changed since."""
        if self.card is None or not self.size:
            return {}
        validator = self.card.etag or self.card.modified
        return {"Range": f"bytes={self.size}-", "If-Range": validator} if validator else {}

    def begin(self, response: httpx2.Response, *, coded: bool) -> None:
        """Start from the first byte of a whole file; `coded` says that its bytes are not the file's own."""
        headers = response.headers
        etag = headers.get("etag", "")
        length = _length(headers)
        self.forget()
        self.card = Card(
            address=self._address,
            etag="" if coded or etag.startswith("W/") else etag,
            modified="" if coded else headers.get("last-modified", ""),
            total=None if coded else length,
            digests={} if coded else published_digests(headers),
            measured=coded or length is not None or "chunked" in headers.get("transfer-encoding", ""),
        )
        self._beside.write_text(json.dumps(asdict(self.card)), encoding="utf-8")
        self.path.touch()

    def check_rest(self, response: httpx2.Response, *, called: str) -> None:
        """Hold an answer of 206 to what was asked for; forget the part where it does not fit.

        Raises
        ------
        Again
            If it is another part, or a part of another file.
        """
        headers, card = response.headers, self.card
        match = _RANGE.fullmatch(headers.get("content-range", "").strip())
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        changed = (
            card is None
            or (card.etag and etag and etag != card.etag)
            or (card.modified and modified and modified != card.modified)
            or (match and card.total is not None and match[3] not in {"*", str(card.total)})
        )
        if match is None or int(match[1]) != self.size or changed:
            self.forget()
            raise Again(f"{called}: changed while it was being fetched, or the wrong part came; it starts anew")

    def problem(self) -> str:
        """Return what is wrong with the finished bytes by the card: length or published hash ('' for nothing)."""
        if self.card is None:
            return "nothing came"
        if self.card.total is not None and self.size > self.card.total:
            return f"{self.size} bytes came where the server promised {self.card.total}"
        for algorithm, published in self.card.digests.items():
            if digest(self.path, algorithm) != published:
                return f"the {algorithm} hash is not the one the server published"
        return ""

    def _read_card(self) -> Card | None:
        if not self.path.exists() or not self._beside.exists():
            return None
        try:
            card = Card(**json.loads(self._beside.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            return None
        return card if card.address == self._address else None


def digest(path: Path, algorithm: str) -> str:
    """Return the hash of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def published_digests(headers: httpx2.Headers) -> dict[str, str]:
    """Return the hashes a server states of a whole file: Repr-Digest (RFC 9530), Digest (RFC 3230), Content-MD5."""
    found = {}
    stated = ",".join(headers.get(name, "") for name in ("repr-digest", "content-digest", "digest"))
    match = re.search(r"sha-256=:?([A-Za-z0-9+/]+=*):?", stated, re.IGNORECASE)
    for algorithm, text in (("sha256", match[1] if match else ""), ("md5", headers.get("content-md5", ""))):
        try:
            value = base64.b64decode(text, validate=True)
        except binascii.Error:
            continue
        if len(value) == hashlib.new(algorithm, usedforsecurity=False).digest_size:
            found[algorithm] = value.hex()
    return found


def _length(headers: httpx2.Headers) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None
