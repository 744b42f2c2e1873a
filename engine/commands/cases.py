"""The verbs of a case as a whole: open it, write a note into it. Not those of its tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine import rules
from engine.clock import today
from engine.commands.installation import Installation
from engine.errors import Rejected
from engine.ids import new
from engine.people import Actor
from engine.rules import CaseState, Posted
from engine.store import Receipt, Turn
from engine.store.directory import count


class CaseVerbs(Installation):
    """Verbs on a case."""

    def open_case(
        self,
        process: str,
        *,
        by: Actor,
        answers: Posted | Mapping[str, Any] | None = None,
        participants: Mapping[str, str] | None = None,
        request_id: str = "",
        follows: str = "",
    ) -> Receipt:
        """Open a file with the current version of `process` and start its first run.

        `follows` is the id of an earlier case whose answers are proposed in this one. Raises Rejected where
        it does not fit, NotFound where the actor may not know of it.
        """
        with self.store.turn(by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            state, given = self._new_case(turn, process, answers or {}, participants or {})
            if follows:
                state = replace(state, follows=self._template(turn, state, given, follows))
            turn.open(state)
            version = turn.shelf.version(turn.connection, state.version)
            return turn.record(rules.open_case(state, version, by=turn.actor, answers=given, now=turn.now))

    def _new_case(
        self, turn: Turn, process: str, answers: Posted | Mapping[str, Any], chosen: Mapping[str, str]
    ) -> tuple[CaseState, dict[str, Any]]:
        version = turn.shelf.current(turn.connection, process)
        directory, day = turn.shelf.directory(turn.connection), today(turn.now)
        person = turn.actor.person
        known = {one: two for one, two in chosen.items() if two in directory.organisations}
        participants = rules.default_participants(version, process, directory, person, day) | known
        context = rules.opening_names(version, participants, directory, day)
        given = rules.start_answers(version, process, answers, context, directory)
        pattern, values, counter = rules.reference(version, process, given, day)
        number = pattern.format(**values, laufende_nummer=count(turn.connection, f"n {counter}"[:60]))
        state = CaseState(
            id=new(),
            number=number,
            title=rules.title(version, process, given, day),
            process=process,
            version=version.id,
            revision=0,
            state="running",
            opened_at=turn.now,
            participants=participants,
            acted={},
            pending=(),
            runs={},
            directory=directory,
        )
        return state, given

    def _template(self, turn: Turn, state: CaseState, given: Mapping[str, Any], follows: str) -> str:
        """The id of the earlier case, if it may lend its answers."""
        found = turn.former(follows)
        version = turn.shelf.version(turn.connection, state.version)
        start = rules.start_event(version.process(state.process)).id
        before = found.data.at((start,)) or {}
        fits = found.process == state.process
        if not fits or not rules.serves_as_template(version, state.process, before, given):
            raise Rejected("no_template", number=found.number)
        return found.id

    def comment(self, case_id: str, *, by: Actor, text: str, request_id: str = "") -> Receipt:
        """Write a note into the file."""
        with self.store.turn(case_id=case_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.comment(turn.case, by=turn.actor, text=text, now=turn.now)
            )
