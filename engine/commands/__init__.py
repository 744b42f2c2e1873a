"""The verbs: everything that changes something, a few lines each. Not the rules, not the writing.

Each verb is one turn: what an earlier request with the same id did is returned, otherwise the rules say
what happens and the turn records it.
"""

from engine.commands.access import AccessVerbs
from engine.commands.administration import AdministrationVerbs
from engine.commands.bulk import BulkVerbs, Done
from engine.commands.cases import CaseVerbs
from engine.commands.desk import DeskVerbs
from engine.commands.due import DueVerbs
from engine.commands.migration import MigrationVerbs
from engine.commands.papers import PaperVerbs
from engine.commands.parameters import ParameterVerbs
from engine.commands.passkeys import PasskeyVerbs
from engine.commands.people import PeopleVerbs
from engine.commands.requests import RequestVerbs
from engine.confined import Upload
from engine.rules import Posted
from engine.rules.access import Origin
from engine.rules.administration import PersonEntry
from engine.rules.roster import Roster
from engine.rules.roster import read as read_roster
from engine.store import Receipt
from engine.store.office import Noted

__all__ = [
    "Done",
    "Engine",
    "Noted",
    "Origin",
    "PersonEntry",
    "Posted",
    "Receipt",
    "Roster",
    "Upload",
    "read_roster",
]


class Engine(
    AccessVerbs,
    PasskeyVerbs,
    AdministrationVerbs,
    CaseVerbs,
    BulkVerbs,
    RequestVerbs,
    PaperVerbs,
    PeopleVerbs,
    ParameterVerbs,
    DeskVerbs,
    DueVerbs,
    MigrationVerbs,
):
    """One installation: its database, its clock, its verbs. Safe to use from many threads."""
