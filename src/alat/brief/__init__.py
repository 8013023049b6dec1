"""What to read: the sourced brief on a pair, as one HTML file and a PDF."""

from alat.brief.writing import Written, files, write

__all__ = ["Written", "files", "write"]
