"""Is the network sound? What it holds, what joins, how long it is, and what must not be there."""

import polars as pl

from alat.network.check_borders import border_findings
from alat.network.check_joins import join_findings
from alat.network.check_lengths import length_findings
from alat.network.finding import Finding
from alat.network.loading import load
from alat.network.scenario import BASE, Scenario


def check(scenario: Scenario = BASE) -> pl.DataFrame:
    """Return the findings about the network under a scenario.

    Returns
    -------
    DataFrame
        One row a finding: about (sizes, joins, lengths, speeds, coasts, borders, zones, gauges, statuses), question,
        value, expected, sound (whether the value is as expected).

    Notes
    -----
    The expectations are of the network as it stands: a scenario that closes or avoids much may rightly break some.
    """
    network = load(scenario)
    found: list[Finding] = [*join_findings(network), *length_findings(network), *border_findings(network)]
    schema = {
        "about": pl.String, "question": pl.String, "value": pl.String, "expected": pl.String, "sound": pl.Boolean,
    }  # fmt: skip
    rows = [(one.about, one.question, one.value, one.expected, one.sound) for one in found]
    return pl.DataFrame(rows, schema=schema, orient="row")
