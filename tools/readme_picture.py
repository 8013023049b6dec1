"""Draw docs/img/brief-aze-bra.png from the real brief: two of its pages, side by side.

Run `make brief` first, then ``python tools/readme_picture.py [PAGE PAGE]`` (pages count from 1).
"""

import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
BRIEF = ROOT / "out" / "brief-aze-bra.pdf"
PICTURE = ROOT / "docs" / "img" / "brief-aze-bra.png"
SCALE = 1.15
MARGIN_PX = 12
GREY = 205


def main(pages: list[int]) -> None:
    """Render the pages and write the picture."""
    if not BRIEF.is_file():
        sys.exit("out/brief-aze-bra.pdf is missing; run `make brief` first")
    document = pypdfium2.PdfDocument(BRIEF)
    drawn = [
        _framed(document[number - 1].render(scale=SCALE, rev_byteorder=True).to_numpy()[..., :3]) for number in pages
    ]
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(_png(np.concatenate(drawn, axis=1)))
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1e3:.0f} kB")


def _framed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.pad(image, ((MARGIN_PX, MARGIN_PX), (MARGIN_PX, MARGIN_PX), (0, 0)), constant_values=GREY)


def _png(image: NDArray[np.uint8]) -> bytes:
    height, width, _ = image.shape
    rows = b"".join(b"\x00" + row.tobytes() for row in image)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1, 5])
