"""Who stands with whom? Votes in the General Assembly and posts abroad."""

from alat.diplomacy.agreement import agreement
from alat.diplomacy.board import RelationsBoard, relations_board
from alat.diplomacy.presence import contacts_between, presence
from alat.diplomacy.relations import relations
from alat.diplomacy.relations_results import Relations
from alat.diplomacy.results import Agreement, Contacts, Presence, RollCall
from alat.diplomacy.rollcalls import roll_call

__all__ = [
    "Agreement",
    "Contacts",
    "Presence",
    "Relations",
    "RelationsBoard",
    "RollCall",
    "agreement",
    "contacts_between",
    "presence",
    "relations",
    "relations_board",
    "roll_call",
]
