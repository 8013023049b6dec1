"""Where do numbers come from? The snapshot, its schemas and sources, and the studies.

`table` gives a shipped table, `verify` checks them all, `open_study` opens a case, and `Quantity` is what a number
looks like everywhere in Alat.
"""

from alat.data.cases import StudyCheck, check_study, covering_study
from alat.data.quantity import Basis, Quantity
from alat.data.snapshot import Dataset, Verdict, datasets, table, verify
from alat.data.sources import Source, source, sources
from alat.data.study import Study, new_study, open_study, shipped_studies

__all__ = [
    "Basis",
    "Dataset",
    "Quantity",
    "Source",
    "Study",
    "StudyCheck",
    "Verdict",
    "check_study",
    "covering_study",
    "datasets",
    "new_study",
    "open_study",
    "shipped_studies",
    "source",
    "sources",
    "table",
    "verify",
]
