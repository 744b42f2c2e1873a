"""The types that a file defines, those of its imports, and FEEL's own, by name. Not what conforms to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.decisions import model
from engine.decisions.types import (
    ANY,
    SHAPE,
    Function,
    Later,
    Many,
    Narrowed,
    Structure,
    Test,
    Type,
    built_in,
)


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
            if local == name and alias.strip():
                continue
            found = other.find(local) if local in other.items else other._imported(local)
            if found:
                return found
        return None

    def _generic(self, name: str) -> Type | None:
        """`list<tPerson>`: the one written-out type that drawings use."""
        if name.startswith("list<") and name.endswith(">"):
            inner = self.find(name[5:-1].strip())
            return Many(inner) if inner else None
        return None

    def _make(self, item: model.ItemDefinition) -> Type:
        kind: Type = (
            Later(item.type_ref, self.named) if item.type_ref in self.items else self.named(item.type_ref)
        )
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

    def _base(self, item: model.ItemDefinition) -> Type:
        if item.type_ref not in self.items:
            return self.named(item.type_ref)
        return ANY if self._circular(item) else Later(item.type_ref, self.named)

    def _circular(self, item: model.ItemDefinition) -> bool:
        """Is the type nothing but another name of itself, over however many steps?"""
        seen = {item.name}
        following = self.items.get(item.type_ref)
        while following and not following.components and following.name not in seen:
            seen.add(following.name)
            following = self.items.get(following.type_ref)
        return following is not None and not following.components and following.name in seen
