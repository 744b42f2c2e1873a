"""What a verb requires and what it causes, as pure functions from a case to an `Outcome`. Not the tables.

Each verb asks first (may this person? is it open? is the page still true? do the answers fit?) and then
lets a `Course` carry the case to its next point of rest.
"""

from engine.rules.answers import Posted, uploads_of
from engine.rules.cases import (
    candidates,
    comment,
    default_participants,
    may_open,
    open_case,
    opening_names,
    reference,
    serves_as_template,
    start_answers,
    start_event,
    title,
)
from engine.rules.deputies import arrange_deputy, end_deputy
from engine.rules.due import (
    document_issued,
    fire,
    job_failed,
    retry,
    signal,
    waiting_for,
    waiting_point,
    watch,
)
from engine.rules.files import checked, look_into, packed
from engine.rules.follow_ups import close_follow_up, follow_up_due, postpone_follow_up, set_follow_up
from engine.rules.migration import Crossing, Ease, crossings, migrate, require_owner
from engine.rules.papers import (
    Edited,
    Edition,
    attach,
    bring_back,
    own_place,
    require_attachable,
    require_editable,
)
from engine.rules.parameters import decline_parameter, propose_parameter, release_parameter
from engine.rules.recall import Meanwhile, may_recall, recall
from engine.rules.requests import answer, ask, may_answer, request_signatures, sign, withdraw
from engine.rules.state import (
    CaseState,
    Fact,
    FollowUpState,
    JobWanted,
    NewDocument,
    Outcome,
    RequestState,
    RunState,
    TaskChange,
    TaskState,
    task_id,
)
from engine.rules.surroundings import references
from engine.rules.tasks import claim, complete, facts_of, hand_back, release, require
from engine.rules.teamwork import delegate, reassign, receiver_facts, return_delegated

__all__ = [
    "CaseState",
    "Crossing",
    "Ease",
    "Edited",
    "Edition",
    "Fact",
    "FollowUpState",
    "JobWanted",
    "Meanwhile",
    "NewDocument",
    "Outcome",
    "Posted",
    "RequestState",
    "RunState",
    "TaskChange",
    "TaskState",
    "answer",
    "arrange_deputy",
    "ask",
    "attach",
    "bring_back",
    "candidates",
    "checked",
    "claim",
    "close_follow_up",
    "comment",
    "complete",
    "crossings",
    "decline_parameter",
    "default_participants",
    "delegate",
    "document_issued",
    "end_deputy",
    "facts_of",
    "fire",
    "follow_up_due",
    "hand_back",
    "job_failed",
    "look_into",
    "may_answer",
    "may_open",
    "may_recall",
    "migrate",
    "open_case",
    "opening_names",
    "own_place",
    "packed",
    "postpone_follow_up",
    "propose_parameter",
    "reassign",
    "recall",
    "receiver_facts",
    "reference",
    "references",
    "release",
    "release_parameter",
    "request_signatures",
    "require",
    "require_attachable",
    "require_editable",
    "require_owner",
    "retry",
    "return_delegated",
    "serves_as_template",
    "set_follow_up",
    "sign",
    "signal",
    "start_answers",
    "start_event",
    "task_id",
    "title",
    "uploads_of",
    "waiting_for",
    "waiting_point",
    "watch",
    "withdraw",
]
