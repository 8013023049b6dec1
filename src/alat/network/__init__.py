"""What exists? Places, links, sea services and their dated status, and scenarios that edit them."""

from alat.network.bars import Bar, bars, bars_to_goods
from alat.network.check import check
from alat.network.distance import distance_km, polyline
from alat.network.edits import scenario
from alat.network.features import features
from alat.network.loading import load
from alat.network.model import Network
from alat.network.passages import PASSAGES, Passage, passage, passages
from alat.network.places import Place, gateway, place, places
from alat.network.scenario import BASE, Improvement, NewLink, NewService, Scenario
from alat.network.sheet import PlaceSheet, sheet

__all__ = [
    "BASE",
    "PASSAGES",
    "Bar",
    "Improvement",
    "Network",
    "NewLink",
    "NewService",
    "Passage",
    "Place",
    "PlaceSheet",
    "Scenario",
    "bars",
    "bars_to_goods",
    "check",
    "distance_km",
    "features",
    "gateway",
    "load",
    "passage",
    "passages",
    "place",
    "places",
    "polyline",
    "scenario",
    "sheet",
]
