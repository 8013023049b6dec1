"""What does a consignment cost when it is delivered, step by step, and against whom does it compete?"""

from alat.routing.landed.answer import landed
from alat.routing.landed.duties import duty_rates
from alat.routing.landed.incoterms import incoterm, incoterms
from alat.routing.landed.parameters import margins_typed
from alat.routing.landed.results import Deal, Incoterm, Intermediary, Landed, Rival, Stage, Step, Totals
from alat.routing.landed.rivals import freight_share, with_rivals
from alat.routing.landed.tariff import Tariff, tariff

__all__ = [
    "Deal",
    "Incoterm",
    "Intermediary",
    "Landed",
    "Rival",
    "Stage",
    "Step",
    "Tariff",
    "Totals",
    "duty_rates",
    "freight_share",
    "incoterm",
    "incoterms",
    "landed",
    "margins_typed",
    "tariff",
    "with_rivals",
]
