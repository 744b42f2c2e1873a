"""Reading YAML that owners wrote: plain values only, bounded, exact numbers. Not what the values mean."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from engine.errors import Finding

SIZE, DEPTH, NODES = 256_000, 20, 20_000


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, without doubled keys, and with numbers as Decimal instead of float."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=event.start_mark)
        self.nodes = getattr(self, "nodes", 0) + 1
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > DEPTH or self.nodes > NODES:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="too large", problem_mark=mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="key", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"doubled key {key.value}", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _exact(loader: Any, node: Any) -> Decimal:
    try:
        number = Decimal(str(loader.construct_scalar(node)))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise yaml.MarkedYAMLError(problem="not a number", problem_mark=node.start_mark)
    return number


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)
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


def read(data: bytes, file: str) -> tuple[Any, list[Finding]]:
    """The value of a YAML file and what is wrong with it; the value is None when it cannot be read."""
    if len(data) > SIZE:
        return None, [Finding(file, "yaml.too_large", facts={"size": len(data), "limit": SIZE})]
    try:
        return yaml.load(data.decode("utf-8"), Loader=_Loader), []
    except UnicodeDecodeError:
        return None, [Finding(file, "yaml.not_utf8")]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, [_unreadable(error, file)]


def _unreadable(error: Exception, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    line = mark.line + 1 if mark is not None else 0
    rule = {"alias": "yaml.alias", "too large": "yaml.too_deep"}.get(problem, "yaml.not_well_formed")
    if problem.startswith("doubled key"):
        rule = "yaml.doubled_key"
    return Finding(file, rule, facts={"line": line, "cause": problem, "key": problem.split(" ")[-1]})
