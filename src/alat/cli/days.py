"""Which day was typed? As everywhere: see `alat.data.days`."""

from alat.data.days import typed_day

__all__ = ["typed_day"]
