"""May this person do this to this task, and if not, why: one answer for the button and for the server.

Pure: no tables, no clock. The same verdict refuses the verb and hides the button.
"""

from engine.permissions.offices import (
    covers,
    holds,
    knows,
    may_administer,
    may_arrange,
    may_decide_parameter,
    may_export,
    may_propose_parameter,
    superiors,
    works_at,
)
from engine.permissions.tasks import may, may_receive, may_sign
from engine.permissions.verdict import ADMINISTRATION, AUDIT, YES, TaskFacts, Verb, Verdict

__all__ = [
    "ADMINISTRATION",
    "AUDIT",
    "YES",
    "TaskFacts",
    "Verb",
    "Verdict",
    "covers",
    "holds",
    "knows",
    "may",
    "may_administer",
    "may_arrange",
    "may_decide_parameter",
    "may_export",
    "may_propose_parameter",
    "may_receive",
    "may_sign",
    "superiors",
    "works_at",
]
