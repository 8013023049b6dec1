"""A server on this machine that misbehaves like the real ones, a clock that costs no time, and Comtrade's answers."""

import email.utils
import gzip
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from alat.data.pull.fetch import Fetcher, Progress
from alat.data.pull.manners import Manners

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><html><body>The service is being maintained</body></html>"
# What may go wrong with one answer and pass by itself; each name is a branch of `Site.send`.
PASSING = (
    "429", "429-date", "429-bare", "500", "502", "503", "empty", "page", "cut", "cut-in-peace", "drop", "stall", "junk",
)  # fmt: skip
LASTING = ("401", "403", "404", "elsewhere", "circle", "brotli")


@dataclass
class Asked:
    """A request as the server saw it."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def read(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)


class Site:
    """What the server gives at each path, and which faults come first.

    `pages` holds bytes by path, or a function of what was asked. `faults` are taken off one at a time, one a request.
    """

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Callable[[Asked], bytes]] = {}
        self.faults: deque[str] = deque()
        self.asked: list[Asked] = []
        self.etag: str | None = None
        self.modified: str | None = None
        self.headers: dict[str, str] = {}
        self.ranges = True
        self.packs = False
        self.echo = ""
        self.let_go = threading.Event()
        self.url = ""

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        asked = Asked(parts.path, query, {name.lower(): value for name, value in handler.headers.items()})
        self.asked.append(asked)
        page = self.pages.get(parts.path)
        if page is None:
            _reply(handler, 404, b'{"message": "no such page"}')
            return
        body = page(asked) if callable(page) else page
        fault = self.faults.popleft() if self.faults else ""
        if fault and self._refuse(handler, fault):
            return
        self._give(handler, asked, body=body, fault=fault)

    def _refuse(self, handler: BaseHTTPRequestHandler, fault: str) -> bool:
        said = json.dumps({"statusCode": 1, "message": f"Go away. {self.echo}"}).encode()
        until = email.utils.format_datetime(NOW + timedelta(seconds=90), usegmt=True)
        replies: dict[str, tuple[int, bytes, dict[str, str]]] = {
            "429": (429, said, {"Retry-After": "7"}),
            "429-date": (429, said, {"Retry-After": until}),
            "429-long": (429, said, {"Retry-After": "86400"}),
            "429-bare": (429, said, {"Retry-After": "soon"}),
            "empty": (200, b"", {}),
            "page": (200, PAGE, {"Content-Type": "text/html"}),
            "junk": (200, b"{]", {}),
            "elsewhere": (302, b"", {"Location": "http://elsewhere.example/"}),
            "circle": (302, b"", {"Location": handler.path}),
            "brotli": (200, b"abc", {"Content-Encoding": "br"}),
        }
        if fault == "circle":
            self.faults.appendleft("circle")
        if fault == "drop":
            handler.close_connection = True
            handler.connection.close()
        elif fault in replies:
            _reply(handler, *replies[fault])
        elif fault.isdigit():
            _reply(handler, int(fault), said)
        else:
            return False
        return True

    def _give(self, handler: BaseHTTPRequestHandler, asked: Asked, *, body: bytes, fault: str) -> None:
        etag = self.etag if self.etag is not None else f'"{sha256(body).hexdigest()[:16]}"'
        headers = dict(self.headers)
        if etag:
            headers["ETag"] = etag
        if self.modified:
            headers["Last-Modified"] = self.modified
        wanted = asked.headers.get("range", "")
        valid = asked.headers.get("if-range") in {etag, self.modified}
        status = 200
        if wanted and valid and self.ranges and fault != "range-ignored":
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                _reply(handler, 416, b"", {"Content-Range": f"bytes */{len(body)}"})
                return
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            body, status = body[start:], 206
        if self.packs and "gzip" in asked.headers.get("accept-encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        if fault == "cut-in-peace":
            _reply(handler, status, body[: len(body) // 2], headers, length=None)
        elif fault in {"cut", "stall"}:
            _reply(handler, status, body[: len(body) // 2], headers, length=len(body))
            if fault == "stall":
                self.let_go.wait(3)
        else:
            _reply(handler, status, body, headers)


def _reply(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: dict[str, str] | None = None,
    *,
    length: int | None = -1,
) -> None:
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    if length is not None:
        handler.send_header("Content-Length", str(len(body) if length == -1 else length))
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()
    handler.close_connection = True


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve on this machine; faults come as the test says."""
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the library calls it so
            try:
                served.send(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield served
    served.let_go.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def clock() -> Clock:
    """Keep a time that costs none."""
    return Clock()


@pytest.fixture
def told() -> list[Progress]:
    """Collect what a fetcher told of its progress."""
    return []


@pytest.fixture
def fetcher(clock: Clock, told: list[Progress]) -> Iterator[Fetcher]:
    """Make a polite client whose waits cost no time; it gives up on a silent server soon."""
    # Long enough for a busy machine: an answer taken for a stall is asked for again, and tests count questions.
    manners = Manners(read_s=0.6, connect_s=2.0)
    with Fetcher(manners, told.append, sleep=clock.sleep, clock=clock.read, now=clock.now, chance=lambda: 0.5) as made:
        yield made


@dataclass
class Comtrade:
    """Answer as UN Comtrade's interface does, from rows of its shape: filters, wildcards and the limit on rows.

    `rows` may be replaced; every number in it is made up from the codes, so that a mix-up shows.
    """

    rows: list[dict[str, object]] = field(repr=False)
    most: int = 1_000_000

    def answer(self, asked: Asked) -> bytes:
        frequency = asked.path.split("/")[-2]
        wanted = {name.lower(): set(value.split(",")) for name, value in asked.query.items()}
        found = [row for row in self.rows if row["freqCode"] == frequency and _fits(row, wanted)]
        most = min(self.most, int(asked.query["maxRecords"]))
        sent = found[:most]
        return json.dumps({"elapsedTime": "0.1 secs", "count": len(sent), "data": sent, "error": ""}).encode()


def _fits(row: dict[str, object], wanted: dict[str, set[str]]) -> bool:
    for name in ("reporterCode", "period", "partnerCode", "partner2Code", "flowCode", "customsCode", "motCode"):
        if name.lower() in wanted and str(row[name]) not in wanted[name.lower()]:
            return False
    product = str(row["cmdCode"])
    levels = {text[2:] for text in wanted["cmdcode"] if text.startswith("AG")}
    return product in wanted["cmdcode"] or (product != "TOTAL" and str(len(product)) in levels)


def comtrade_row(
    reporter: int, partner: int, flow: str, *, period: str, product: str = "TOTAL", **changes: object
) -> dict[str, object]:
    """Make a row as the interface sends it; values follow from the codes."""
    value = float(sum(map(int, f"{reporter}{partner}{period}")) * 1000 + ord(flow[0]) + len(product) * 7)
    row: dict[str, object] = {
        "typeCode": "C", "freqCode": "M" if len(period) > 4 else "A", "refPeriodId": 0, "refYear": int(period[:4]),
        "refMonth": 52, "period": period, "reporterCode": reporter, "reporterISO": None, "flowCode": flow,
        "partnerCode": partner, "partnerISO": None, "partner2Code": 0, "classificationCode": "H5",
        "classificationSearchCode": "HS", "isOriginalClassification": True, "cmdCode": product, "cmdDesc": None,
        "aggrLevel": 0, "isLeaf": False, "customsCode": "C00", "mosCode": "0", "motCode": 0, "qtyUnitCode": -1,
        "qty": 0, "netWgt": 0 if product == "TOTAL" else value / 2, "isNetWgtEstimated": True,
        "cifvalue": value if flow in {"M", "RM"} else None, "fobvalue": None if flow in {"M", "RM"} else value,
        "primaryValue": value, "legacyEstimationFlag": 4, "isReported": False, "isAggregate": True,
    }  # fmt: skip
    return {**row, **changes}


@pytest.fixture
def comtrade(site: Site) -> Comtrade:
    """Serve what Azerbaijan (31) and Brazil (76) report, some by mode of transport, and other Asia (490)."""
    rows = []
    for period in ("2020", "2021", "2022"):
        for reporter, partner in ((31, 76), (76, 31)):
            if (reporter, period) == (76, "2021"):
                continue  # Brazil did not report that year
            for flow in ("M", "X"):
                rows += [comtrade_row(reporter, other, flow, period=period) for other in (partner, 0, 490)]
                rows += [
                    comtrade_row(reporter, partner, flow, period=period, product=hs) for hs in ("17", "27", "1701")
                ]
                rows.append(comtrade_row(reporter, partner, flow, period=period, motCode=1000, primaryValue=1.0))
    made = Comtrade(rows)
    for way in ("data/v1/get", "public/v1/preview"):
        for frequency in "AM":
            site.pages[f"/{way}/C/{frequency}/HS"] = made.answer
    return made
