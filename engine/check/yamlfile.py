"""YAML that owners wrote: plain values only, bounded, exact numbers. Not what the values mean."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from engine.errors import Finding

SIZE, DEPTH, NODES = 256_000, 20, 20_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML without doubled keys, and with numbers as Decimal instead of float; by libyaml if there."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="key", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"doubled key {key.value}", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return dict(super().construct_mapping(node, deep))


def _exact(loader: Any, node: Any) -> Decimal:
    try:
        number = Decimal(str(loader.construct_scalar(node)))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise yaml.MarkedYAMLError(problem="not a number", problem_mark=node.start_mark)
    return number


_FLOAT = "tag:yaml.org,2002:float"
_Loader.add_constructor(_FLOAT, _exact)
# YAML 1.1 reads `no` as false, `010` as eight and `12:30` as a number of seconds: here they stay texts.
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"(?:true|false)$", "tf"),
    ("null", r"(?:null|~|)$", ["n", "~", ""]),
    ("int", r"-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads: numbers digit by digit."""


_Dumper.add_representer(Decimal, lambda dumper, number: dumper.represent_scalar(_FLOAT, f"{number:f}"))


def write(value: Any) -> bytes:
    """A value as YAML that `read` gives back unchanged."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False).encode()


def read(data: bytes, file: str) -> tuple[Any, list[Finding]]:
    """The value of a YAML file and what is wrong with it; the value is None when it cannot be read."""
    if len(data) > SIZE:
        return None, [Finding(file, "yaml.too_large", facts={"size": len(data), "limit": SIZE})]
    try:
        text = data.decode("utf-8")
        _bounded(text)
        return yaml.load(text, Loader=_Loader), []
    except UnicodeDecodeError:
        return None, [Finding(file, "yaml.not_utf8")]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, [_unreadable(error, file)]


def _bounded(text: str) -> None:
    """Raises MarkedYAMLError for aliases, deep nesting and too many nodes, before anything is built."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _refused("alias", event)
        nodes += isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH or nodes > NODES:
            raise _refused("too large", event)


def _refused(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def _unreadable(error: Exception, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    line = mark.line + 1 if mark is not None else 0
    rule = {"alias": "yaml.alias", "too large": "yaml.too_deep"}.get(problem, "yaml.not_well_formed")
    if problem.startswith("doubled key"):
        rule = "yaml.doubled_key"
    return Finding(file, rule, facts={"line": line, "cause": problem, "key": problem.split(" ")[-1]})
