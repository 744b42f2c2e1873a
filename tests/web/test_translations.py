"""The catalogues: German is the message itself, English is complete and up to date."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).resolve().parents[2] / "web"
ENGLISH = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("*.py", "python"), ("pages/**.html", "jinja2")]
FILL = re.compile(r"%\((\w+)\)s")


def spoken() -> set[str]:
    """Every message that views and templates say (of a plural, the singular)."""
    found = extract_from_dir(
        WEB, METHODS, {"pages/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def test_english_has_every_message_and_no_others() -> None:
    """Nothing is missing, nothing is left over from former pages."""
    known = {one.id if isinstance(one.id, str) else one.id[0] for one in english() if one.id}
    assert known == spoken()


def test_every_message_is_translated_with_the_same_blanks() -> None:
    """No empty, doubtful or half translation; `%(name)s` is in both or in neither."""
    for one in english():
        if not one.id:
            continue
        pairs = zip(one.id, one.string, strict=True) if isinstance(one.id, tuple) else [(one.id, one.string)]
        for german, translated in pairs:
            assert translated, german
            assert set(FILL.findall(german)) == set(FILL.findall(translated)), german
        assert not one.fuzzy, one.id


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """`pybabel compile` was run after the last change."""
    with ENGLISH.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in english():
        if isinstance(one.id, tuple):
            assert tuple(compiled.ngettext(*one.id, count) for count in (1, 2)) == tuple(one.string)
        elif one.id:
            assert compiled.gettext(one.id) == one.string
