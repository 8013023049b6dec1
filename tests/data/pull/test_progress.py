"""Progress is one line of bytes, rate and time left: over itself on a screen, now and then in a log."""

import io

from alat.data.pull.fetch import Progress
from alat.data.pull.progress import Teller, told


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _at(done: int, total: int | None = 340_000_000) -> Progress:
    left = None if total is None else (total - done) / 2_100_000
    return Progress(called="BACI.zip", done_bytes=done, total_bytes=total, rate_bytes_per_s=2_100_000, left_s=left)


def test_a_line_says_how_much_how_fast_and_how_long() -> None:
    assert told(_at(12_000_000)) == "alat: BACI.zip: 12.0 MB of 340 MB (4 %), 2.1 MB/s, 3 min left"
    assert told(_at(999, None)) == "alat: BACI.zip: 999 B, 2.1 MB/s"
    assert told(_at(0, 100_000_000_000)).endswith("13.2 h left")


def test_a_log_gets_a_line_every_ten_seconds() -> None:
    seconds = iter(range(30))
    stream = io.StringIO()
    tell = Teller(stream, clock=lambda: float(next(seconds)))
    for done in range(25):
        tell(_at(done))
    assert stream.getvalue().count("\n") == 2
    assert "\x1b" not in stream.getvalue()


def test_a_screen_has_its_line_written_over_and_ended() -> None:
    seconds = iter(range(30))
    stream = Screen()
    tell = Teller(stream, clock=lambda: float(next(seconds)))
    tell(_at(1))
    tell(_at(340_000_000))
    assert stream.getvalue().count("\r") == 2
    assert stream.getvalue().endswith("0 s left\n")


def test_a_line_that_breaks_off_is_ended_before_anything_else_is_said() -> None:
    seconds = iter(range(30))
    stream = Screen()
    with Teller(stream, clock=lambda: float(next(seconds))) as tell:
        tell(_at(1))
    assert stream.getvalue().endswith("left\n")


def test_a_wait_is_told_on_a_line_of_its_own() -> None:
    seconds = iter(range(30))
    stream = Screen()
    with Teller(stream, clock=lambda: float(next(seconds))) as tell:
        tell(_at(1))
        tell.say("busy; trying again in 7 s")
    assert stream.getvalue().endswith("left\nalat: busy; trying again in 7 s\n")
