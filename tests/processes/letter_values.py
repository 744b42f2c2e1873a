"""The example values of every letter (letters/*.yaml, money as Decimal) and the rendered letter."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import yaml

from engine import documents

TEMPLATES = Path(__file__).parents[2] / "templates" / "kim"
VALUES = Path(__file__).parent / "letters"
NAMES = sorted(path.stem for path in TEMPLATES.glob("*.docx"))


class _Loader(yaml.SafeLoader):
    """Numbers with a point are exact."""


_Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node))
)


def template(name: str) -> bytes:
    """The template by its file name or the beginning of it (`D14`)."""
    (path,) = [
        path for path in TEMPLATES.glob("*.docx") if path.stem == name or path.stem.split("_")[0] == name
    ]
    return path.read_bytes()


def values(name: str) -> dict[str, Any]:
    """What the process hands to the letter, freshly read: common values and its own."""
    (path,) = [
        path for path in VALUES.glob("[DS]*.yaml") if path.stem == name or path.stem.split("_")[0] == name
    ]
    read = [yaml.load(one.read_text(encoding="utf-8"), _Loader) for one in (VALUES / "common.yaml", path)]
    return {**read[0], **read[1]}


def written(name: str, **changes: Any) -> str:
    """The text of the letter's body with plain spaces, a line for each paragraph."""
    made = documents.render(template(name), {**values(name), **changes}, title=name)
    return body_text(made.docx)


def body_text(word: bytes) -> str:
    """The text of a Word file's body with plain spaces, a line for each paragraph that has any."""
    body = docx.Document(io.BytesIO(word)).element.body
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = (
        "".join("\n" if one.tag == w + "br" else one.text or "" for one in paragraph.iter(w + "t", w + "br"))
        for paragraph in body.iter(w + "p")
    )
    return "\n".join(line for line in lines if line.strip()).replace("\N{NO-BREAK SPACE}", " ")
