"""Write `src/alat/seals.csv`: path, SHA-256 and size of every data file that ships.

Run it after any script of this folder has rewritten a table, a schema or a study file.
"""

import csv
import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "alat"
SEALED_SUFFIXES = {".csv", ".parquet", ".toml"}


def main() -> None:
    """Hash every sealed file and write the list, sorted by path."""
    files = sorted(p for p in PACKAGE.rglob("*") if p.suffix in SEALED_SUFFIXES and p.name != "seals.csv")
    target = PACKAGE / "seals.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "sha256", "bytes"])
        for path in files:
            content = path.read_bytes()
            writer.writerow([path.relative_to(PACKAGE).as_posix(), hashlib.sha256(content).hexdigest(), len(content)])
    total = sum(path.stat().st_size for path in files)
    print(f"{len(files)} files, {total / 1e6:.2f} MB sealed")


if __name__ == "__main__":
    main()
