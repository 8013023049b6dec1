"""Who stands with whom? Votes in the General Assembly and posts abroad."""

from alat.diplomacy.agreement import agreement
from alat.diplomacy.presence import contacts_between, presence
from alat.diplomacy.results import Agreement, Contacts, Presence, RollCall
from alat.diplomacy.rollcalls import roll_call

__all__ = [
    "Agreement",
    "Contacts",
    "Presence",
    "RollCall",
    "agreement",
    "contacts_between",
    "presence",
    "roll_call",
]
