"""Built-in functions on contexts (DMN 1.5, 10.3.4.10, table 83). Not paths, which are syntax."""

from __future__ import annotations

from typing import Any

from engine.feel.kinds.builtin import builtin
from engine.feel.kinds.records import Nothing
from engine.feel.running.run import Run

Context = dict[str, Any]


@builtin("get value", "m: context", "key: string")
def get_value(run: Run, m: Context, key: str) -> Any:
    """The entry of that name (table 83)."""
    return m[key] if key in m else run.note("entry_missing", name=key)


@builtin("get entries", "m: context")
def get_entries(run: Run, m: Context) -> list[Context]:
    """A list of {key, value}, in the order of the entries (table 83)."""
    run.charge(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def context(run: Run, entries: list[Any]) -> Context:
    """A context of a list of {key, value}; null if a key is missing or there twice (table 83)."""
    made: Context = {}
    for entry in entries:
        key = entry.get("key") if type(entry) is dict else None
        if type(key) is not str or "value" not in entry or key in made:
            raise Nothing("outside", function="context", parameter="entries")
        made[key] = entry["value"]
    return made


@builtin("context put", "context: context", "key: string", "value: any")
@builtin("context put", "context: context", "keys: list", "value: any")
def context_put(run: Run, target: Context, key: Any, value: Any) -> Context:
    """A copy with the entry set; a list of keys leads into inner contexts (table 83)."""
    keys = key if type(key) is list else [key]
    if not keys or any(type(one) is not str for one in keys):
        raise Nothing("outside", function="context put", parameter="keys")
    run.charge(len(target) + len(keys))
    first, *rest = keys
    if not rest:
        return {**target, first: value}
    inner = target.get(first)
    if type(inner) is not dict:
        raise Nothing("entry_missing", name=first)
    return {**target, first: context_put(run, inner, rest, value)}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Any]) -> Context:
    """All entries in one context, later ones win (table 83)."""
    made: Context = {}
    for one in contexts:
        if type(one) is not dict:
            raise Nothing("outside", function="context merge", parameter="contexts")
        run.charge(len(one))
        made.update(one)
    return made
