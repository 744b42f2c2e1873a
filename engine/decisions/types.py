"""Types of DMN values and the implicit conversions to them (DMN 1.5, 7.3.3 and 10.3.2.9). Not FEEL's types.

A value conforms to a type, or can be converted (a single value to a list of it and back, a date to midnight
UTC), or becomes null; null conforms to everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from engine import feel
from engine.decisions import model

Test = Callable[[Any], bool]


class Type(Protocol):
    """Something that values conform to."""

    def admits(self, value: Any, how: Strictness) -> bool:
        """Does `value`, which is not null, conform?"""
        ...


@dataclass(frozen=True)
class Strictness:
    """Do allowed values count (not for `instance of`)? Must every component be there (not for inputs)?"""

    narrow: bool = True
    complete: bool = True


STRICT = Strictness()
FROM_OUTSIDE = Strictness(complete=False)
SHAPE = Strictness(narrow=False)


@dataclass(frozen=True)
class Simple:
    """A type of FEEL itself."""

    name: str
    test: Test

    def admits(self, value: Any, how: Strictness) -> bool:
        return self.test(value)


@dataclass(frozen=True)
class Many:
    """A list whose items conform to a type."""

    item: Type

    def admits(self, value: Any, how: Strictness) -> bool:
        return isinstance(value, list) and all(fits(item, self.item, how) for item in value)


@dataclass(frozen=True)
class Structure:
    """A context with at least these components."""

    components: tuple[tuple[str, Type], ...]

    def admits(self, value: Any, how: Strictness) -> bool:
        if not isinstance(value, Mapping):
            return False
        return all(
            fits(value.get(name), kind, how) and (name in value or not how.complete)
            for name, kind in self.components
        )


@dataclass(frozen=True)
class Narrowed:
    """A type of which only the values that pass unary tests are allowed."""

    wide: Type
    tests: str

    def admits(self, value: Any, how: Strictness) -> bool:
        if not self.wide.admits(value, how):
            return False
        return not how.narrow or passes(value, self.tests)


@dataclass(frozen=True)
class Function:
    """A function that gives values of a type; what it takes is checked when it is called."""

    output: Type

    def admits(self, value: Any, how: Strictness) -> bool:
        return isinstance(value, feel.Function)


@dataclass(frozen=True)
class Later:
    """A type by name, looked up when it is needed: definitions may stand in any order and may recur."""

    name: str
    types: Types

    def admits(self, value: Any, how: Strictness) -> bool:
        return self.types.named(self.name).admits(value, how)


def passes(value: Any, tests: str) -> bool:
    """Does `value` pass the unary tests? Tests that cannot be read let everything pass; a finding says so."""
    try:
        return feel.compile_unary(tests).matches(value, {}) is True
    except (feel.FeelSyntaxError, feel.LimitExceeded):
        return True


def fits(value: Any, kind: Type, how: Strictness = STRICT) -> bool:
    """Does `value` conform to the type as it is? Null always does."""
    return value is None or kind.admits(value, how)


class Mismatch(Exception):
    """The value neither conforms nor can be converted."""


def convert(value: Any, kind: Type, how: Strictness = STRICT) -> Any:
    """The value as one of this type. Raises Mismatch; the caller says what stays null because of it."""
    if fits(value, kind, how):
        return value
    if isinstance(value, list) and len(value) == 1 and fits(value[0], kind, how):
        return value[0]
    if not isinstance(value, list) and fits([value], kind, how):
        return [value]
    if _is_date(value):
        midnight = datetime.combine(value, time(), UTC)
        if fits(midnight, kind, how):
            return midnight
    raise Mismatch


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _of(*names: str) -> Test:
    return lambda value: feel.kind(value) in names


ANY = Simple("Any", lambda value: True)
_FEEL = {
    "Any": ANY,
    "string": Simple("string", lambda value: isinstance(value, str)),
    "number": Simple("number", _of("number")),
    "boolean": Simple("boolean", lambda value: isinstance(value, bool)),
    "date": Simple("date", _of("date")),
    "time": Simple("time", _of("time")),
    "date and time": Simple("date and time", _of("date and time")),
    "days and time duration": Simple("days and time duration", _of("days and time duration")),
    "years and months duration": Simple("years and months duration", _of("years and months duration")),
    "list": Simple("list", lambda value: isinstance(value, list)),
    "context": Simple("context", lambda value: isinstance(value, Mapping)),
    "function": Simple("function", lambda value: isinstance(value, feel.Function)),
    "range": Simple("range", _of("range")),
    "Null": Simple("Null", lambda value: value is None),
}
_ALSO = {
    "any": "Any",
    "null": "Null",
    "datetime": "date and time",
    "daytimeduration": "days and time duration",
    "yearmonthduration": "years and months duration",
    # Words that editors offer and the standard does not have.
    "integer": "number",
    "int": "number",
    "long": "number",
    "double": "number",
    "decimal": "number",
}


def built_in(name: str) -> Simple | None:
    """A type of FEEL by any of its names (`dateTime`, `date and time`, `dayTimeDuration` ...)."""
    known = _FEEL.get(name)
    lower = name.lower()
    return known or _FEEL.get(_ALSO.get(lower, lower))


class Types:
    """All types that one file knows: its own, those of its imports (`name.tPerson`), those of FEEL."""

    def __init__(self, items: Iterable[model.ItemDefinition], imports: Mapping[str, Types]) -> None:
        self.items = {item.name: item for item in items}
        self.imports = imports
        self._made: dict[str, Type] = {}

    def find(self, name: str) -> Type | None:
        """The type called so, or None where there is none."""
        if name in self._made:
            return self._made[name]
        if name in self.items:
            self._made[name] = ANY  # what a definition finds that is made of itself
            self._made[name] = self._make(self.items[name])
            return self._made[name]
        return self._imported(name) or (built_in(name) if name else ANY) or self._generic(name)

    def named(self, name: str) -> Type:
        """The type called so; an unknown name (a finding says so) lets every value pass."""
        return self.find(name) or ANY

    def predicates(self) -> dict[str, Test]:
        """For each name of a defined type the question `instance of` asks; allowed values do not count."""
        found = {name: self._predicate(name) for name in self.items}
        for alias, other in self.imports.items():
            for name, test in other.predicates().items():
                found.setdefault(f"{alias}.{name}" if alias.strip() else name, test)
        return found

    def function_output(self, name: str) -> Type:
        """What a function gives whose variable has this type: the type's output, or the type itself."""
        kind = self.named(name)
        return kind.output if isinstance(kind, Function) else kind

    def component_names(self) -> set[str]:
        """The names of all components of all structures, which may hold spaces and operators."""
        found = {name for other in self.imports.values() for name in other.component_names()}
        waiting = list(self.items.values())
        while waiting:
            item = waiting.pop()
            found.update(component.name for component in item.components)
            waiting.extend(item.components)
        return found

    def allowed(self, name: str, component: str = "") -> str:
        """The allowed values (unary tests) of a type, or of one component of it; empty where all are."""
        item = self.items.get(name)
        if item and component:
            item = next((part for part in item.components if part.name == component), None)
        if item is None:
            return ""
        return item.allowed or (self.allowed(item.type_ref) if item.type_ref != name else "")

    def _predicate(self, name: str) -> Test:
        return lambda value: value is not None and self.named(name).admits(value, SHAPE)

    def _imported(self, name: str) -> Type | None:
        for alias, other in self.imports.items():
            local = name.removeprefix(f"{alias}.") if alias.strip() else name
            if (local != name or not alias.strip()) and local in other.items:
                return other.find(local)
        return None

    def _generic(self, name: str) -> Type | None:
        """`list<tPerson>`: the one written-out type that drawings use."""
        if name.startswith("list<") and name.endswith(">"):
            inner = self.find(name[5:-1].strip())
            return Many(inner) if inner else None
        return None

    def _make(self, item: model.ItemDefinition) -> Type:
        kind: Type = Later(item.type_ref, self) if item.type_ref in self.items else self.named(item.type_ref)
        if item.type_ref in self.items and self._circular(item):
            kind = ANY
        if item.function:
            kind = Function(self.named(item.function.output))
        if item.components:
            kind = Structure(tuple((part.name, self._make(part)) for part in item.components))
        if item.allowed:
            kind = Narrowed(kind, item.allowed)
        if item.collection:
            kind = Many(kind)
        return Narrowed(kind, item.constraint) if item.constraint else kind

    def _circular(self, item: model.ItemDefinition) -> bool:
        """Is the type nothing but another name of itself, over however many steps?"""
        seen = {item.name}
        following = self.items.get(item.type_ref)
        while following and not following.components and following.name not in seen:
            seen.add(following.name)
            following = self.items.get(following.type_ref)
        return following is not None and not following.components and following.name in seen
