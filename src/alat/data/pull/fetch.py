"""How does a file come from a publisher's server? Whole, hashed, resumed where it broke off, and politely."""

import json
import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Self

import httpx2
from pydantic import SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from alat.data.pull.keys import scrubbed
from alat.data.pull.manners import Again, Manners, Patience, asked_wait
from alat.data.pull.part import Part, digest
from alat.errors import FetchFailed

GZIP = "gzip"
WHOLE = "identity"
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_SENT_ON = frozenset({301, 302, 303, 307, 308})
_OK, _REST, _TOO_FAR = 200, 206, 416
_REDIRECTS = 5
_SAID, _READ = 200, 4096
_MEANING = {
    400: "does not accept the question",
    401: "wants a valid access key",
    403: "refuses access; the key may not allow this, or its quota is used up",
    404: "has nothing at this address",
    429: "has been asked too often",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file or answer of a server.

    Attributes
    ----------
    called
        What a person calls it: ``BACI_HS22_V202501.zip from www.cepii.fr``.
    url, params
        Where it is; no key.
    key, key_header
        The access key and the header in which it goes, to this host alone.
    problem_of
        Given the finished file, what is wrong with it ('' for nothing); a file with a problem never gets its name.
    sha256
        What its hash must be, where the user knows it; '' elsewhere.
    accept_coding
        ``gzip`` for an answer made for us, ``identity`` for a file that may be resumed.
    """

    called: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    key: SecretStr | None = None
    key_header: str = ""
    problem_of: Callable[[Path], str] = lambda _path: ""
    sha256: str = ""
    accept_coding: str = WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is here whole.

    Attributes
    ----------
    path, sha256, bytes
        Where it is, its hash and its size.
    modified
        Last-Modified as the server states it, '' where it does not.
    measured
        Whether the server told the length or a hash, so that a cut would have been seen.
    """

    path: Path
    sha256: str
    bytes: int
    modified: str
    measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a transfer is; `total_bytes` and `left_s` are None where the server does not tell the length."""

    called: str
    done_bytes: int
    total_bytes: int | None
    rate_bytes_per_s: float
    left_s: float | None


class Fetcher:
    """A polite client: one request at a time, with pauses, patience and a name.

    Parameters
    ----------
    manners
        How servers are treated.
    tell, say
        Are called with a `Progress` now and then, and with a line before each wait.
    sleep, clock, now, chance
        What a test replaces: waiting, a clock of seconds, the time of day, and numbers in [0, 1).
    """

    def __init__(
        self,
        manners: Manners | None = None,
        tell: Callable[[Progress], None] = lambda _progress: None,
        *,
        say: Callable[[str], None] = lambda _line: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.manners = manners or Manners()
        self.tell = tell
        self.say = say
        self.sleep = sleep
        self.clock = clock
        self.now = now
        self.chance = chance
        self._asked_at: float | None = None
        self.client = httpx2.Client(
            headers={"User-Agent": f"Alat/{version('alat')} (trade and transport analysis; data pull)"},
            timeout=httpx2.Timeout(self.manners.read_s, connect=self.manners.connect_s),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def take_turn(self) -> None:
        """Wait until a pause has passed since the last request."""
        if self._asked_at is not None:
            left = self._asked_at + self.manners.pause_s - self.clock()
            if left > 0:
                self.sleep(left)
        self._asked_at = self.clock()


def fetch(fetcher: Fetcher, wanted: Wanted, *, to: Path) -> Fetched:
    """Bring a file to `to`: in full and checked, or not at all.

    What came before a break stays beside it (``.part``) and the next attempt, of this run or a later one, asks for
    the rest with If-Range, so that a file that changed starts anew.

    Raises
    ------
    FetchFailed
        One line: which server, what it did, how often it was tried. `to` is then as it was.
    """
    patience = Patience(fetcher.manners, chance=fetcher.chance)
    to.parent.mkdir(parents=True, exist_ok=True)
    trying = Retrying(
        stop=patience.stop,
        wait=patience.wait,
        sleep=fetcher.sleep,
        before_sleep=partial(_say_wait, fetcher, key=wanted.key),
        retry=retry_if_exception_type(Again),
        reraise=True,
    )
    try:
        return trying(_attempt, fetcher, wanted, to=to)
    except Again as failure:
        tries = f"tried {patience.fruitless} times" if patience.fruitless > 1 else "tried once"
        raise FetchFailed(f"{scrubbed(str(failure), wanted.key)} ({tries})") from None
    except OSError as error:
        if isinstance(error, FetchFailed):
            raise
        raise FetchFailed(f"{error.filename or to}: cannot be written ({error.strerror})") from None


def _say_wait(fetcher: Fetcher, state: RetryCallState, *, key: SecretStr | None) -> None:
    failure = state.outcome.exception() if state.outcome else None
    wait_s = state.next_action.sleep if state.next_action else 0.0
    fetcher.say(f"{scrubbed(str(failure), key)}; trying again in {wait_s:.0f} s")


def _attempt(fetcher: Fetcher, wanted: Wanted, *, to: Path) -> Fetched:
    part = Part(to, address=str(httpx2.URL(wanted.url).copy_merge_params(dict(wanted.params))))
    before = part.size
    fetcher.take_turn()
    try:
        with _transport_told(wanted):
            _receive(fetcher, wanted, part=part)
    except Again as failure:
        raise Again(str(failure), asked_s=failure.asked_s, gained_bytes=part.size - before) from None
    if part.missing_bytes:
        raise Again(
            f"{wanted.called}: cut off; {part.missing_bytes} bytes are missing", gained_bytes=part.size - before
        )
    problem = part.problem() or wanted.problem_of(part.path)
    sha256 = digest(part.path, "sha256") if not problem else ""
    if wanted.sha256 and not problem and sha256 != wanted.sha256.lower():
        problem = "its sha256 hash is not the one that was given"
    if problem or part.card is None:
        part.forget()
        raise Again(f"{wanted.called}: {problem}")
    card, size = part.card, part.size
    part.path.replace(to)
    part.forget()
    measured = card.measured or bool(card.digests) or bool(wanted.sha256)
    return Fetched(path=to, sha256=sha256, bytes=size, modified=card.modified, measured=measured)


def _receive(fetcher: Fetcher, wanted: Wanted, *, part: Part) -> None:
    response = _answer(fetcher, wanted, asking=part.asking())
    try:
        if response.status_code == _TOO_FAR:
            part.forget()
            raise Again(f"{wanted.called}: the server no longer has the part that is missing; it starts anew")
        if response.status_code not in {_OK, _REST}:
            raise _refusal(fetcher, wanted, response=response)
        coded = _coded(wanted, response)
        if response.status_code == _REST:
            part.check_rest(response, called=wanted.called)
        else:
            part.begin(response, coded=coded)
        _pour(fetcher, wanted, part=part, chunks=_bytes(wanted, response, coded=coded))
    finally:
        response.close()


def _answer(fetcher: Fetcher, wanted: Wanted, *, asking: Mapping[str, str]) -> httpx2.Response:
    """Send the question, going on to where the same host sends it."""
    url = httpx2.URL(wanted.url).copy_merge_params(dict(wanted.params))
    headers = {"Accept-Encoding": wanted.accept_coding, **asking, **_key_header(wanted, url)}
    for _ in range(_REDIRECTS):
        request = fetcher.client.build_request("GET", url, headers=headers)
        response = fetcher.client.send(request, stream=True)
        if response.status_code not in _SENT_ON:
            return response
        response.close()
        target = url.join(response.headers.get("location", ""))
        upgraded = url.scheme == "http" and target.scheme == "https"
        if target.host != url.host or not (upgraded or (target.scheme, target.port) == (url.scheme, url.port)):
            raise FetchFailed(
                f"{wanted.called}: the server sends on to {target.scheme}://{target.host}, which is not followed;"
                " give that as the base address if it is to be trusted"
            )
        url = target
    raise FetchFailed(f"{wanted.called}: the server sends from one address to another without end")


def _key_header(wanted: Wanted, url: httpx2.URL) -> dict[str, str]:
    if wanted.key is None:
        return {}
    if url.scheme != "https" and url.host not in {"127.0.0.1", "localhost", "::1"}:
        raise FetchFailed(f"{wanted.called}: the access key is not sent over an open line; give an address of https")
    return {wanted.key_header: wanted.key.get_secret_value()}


@contextmanager
def _transport_told(wanted: Wanted) -> Iterator[None]:
    """Turn what breaks on the way into one line; such failures may pass."""
    host = httpx2.URL(wanted.url).host
    try:
        yield
    except httpx2.ConnectError:
        raise Again(f"{wanted.called}: {host} cannot be reached") from None
    except httpx2.TimeoutException:
        raise Again(f"{wanted.called}: {host} stalls; nothing came in time") from None
    except httpx2.TransportError as error:
        raise Again(f"{wanted.called}: {host} broke off: {' '.join(str(error).split())[:_SAID]}") from None


def _refusal(fetcher: Fetcher, wanted: Wanted, *, response: httpx2.Response) -> Again | FetchFailed:
    status = response.status_code
    asked_s = asked_wait(response.headers.get("retry-after"), now=fetcher.now())
    said = scrubbed(_said(response), wanted.key)
    text = f"{wanted.called}: the server {_MEANING.get(status, 'is out of order')} ({status}{said and f': {said}'})"
    if status not in _PASSING:
        return FetchFailed(text)
    if asked_s is not None and asked_s > fetcher.manners.longest_asked_s:
        return FetchFailed(f"{text}; it asks to wait {asked_s / 60:.0f} minutes, so try again after that")
    return Again(text, asked_s=asked_s)


def _said(response: httpx2.Response) -> str:
    """Return the first words of what a server says of a refusal; nothing of a page meant for a browser."""
    if "html" in response.headers.get("content-type", ""):
        return ""
    found = b""
    for chunk in response.iter_bytes():
        found += chunk
        if len(found) > _READ:
            break
    text = found.decode("utf-8", "replace")
    try:
        content = json.loads(text)
    except ValueError:
        return text[:_SAID].strip()
    return str(content.get("message") or text)[:_SAID].strip() if isinstance(content, dict) else text[:_SAID]


def _coded(wanted: Wanted, response: httpx2.Response) -> bool:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"identity", ""}:
        return False
    if coding != GZIP:
        raise FetchFailed(f"{wanted.called}: sent in the coding {coding}, which was not asked for")
    return True


def _bytes(wanted: Wanted, response: httpx2.Response, *, coded: bool) -> Iterator[bytes]:
    if not coded:
        yield from response.iter_raw()
        return
    unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in response.iter_raw():
            yield unpacked.decompress(chunk)
        yield unpacked.flush()
    except zlib.error:
        raise Again(f"{wanted.called}: the packed answer is damaged") from None
    if not unpacked.eof:
        raise Again(f"{wanted.called}: the packed answer is cut off")


def _pour(fetcher: Fetcher, wanted: Wanted, *, part: Part, chunks: Iterator[bytes]) -> None:
    """Write what comes; refuse a page in place of the file, a transfer that trickles, and a key that is sent back."""
    secret = wanted.key.get_secret_value().encode() if wanted.key else b""
    begun, before = fetcher.clock(), part.size
    mark_s, mark_bytes, done, seam = begun, before, before, b""
    with part.path.open("ab") as file:
        for chunk in chunks:
            if not done and _is_page(chunk):
                raise Again(f"{wanted.called}: a web page came in place of the data")
            if secret and secret in seam + chunk:
                file.truncate(0)
                raise FetchFailed(f"{wanted.called}: the answer repeats the access key; it is not kept")
            seam = chunk[-len(secret) :] if secret else b""
            file.write(chunk)
            done += len(chunk)
            moment = fetcher.clock()
            if moment - mark_s >= fetcher.manners.stall_s:
                if done - mark_bytes < fetcher.manners.stall_bytes:
                    raise Again(f"{wanted.called}: the server stalls; {done - mark_bytes} bytes came in its time")
                mark_s, mark_bytes = moment, done
            fetcher.tell(_progress(wanted.called, part, done=done, rate=_rate(done - before, moment - begun)))
    if not done:
        raise Again(f"{wanted.called}: the answer is empty")


def _is_page(chunk: bytes) -> bool:
    start = chunk[:_SAID].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _rate(bytes_come: int, seconds: float) -> float:
    return bytes_come / seconds if seconds > 0 else 0.0


def _progress(called: str, part: Part, *, done: int, rate: float) -> Progress:
    total = part.card.total if part.card else None
    left = (total - done) / rate if total is not None and rate > 0 else None
    return Progress(called=called, done_bytes=done, total_bytes=total, rate_bytes_per_s=rate, left_s=left)
