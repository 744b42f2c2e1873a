"""Templates that want to do something else than be a letter: refused, with a reason, and never run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from engine import documents
from engine.errors import BrokenProcess
from tests.engine.documents.word_files import (
    DOCUMENT,
    RELATIONSHIPS,
    W,
    changed,
    in_body,
    letter,
    parts_of,
    png,
    pointing,
    saved,
    with_part,
    zipped,
)

SHELL = "__init__.__globals__['os'].system('touch {canary}')"
PAYLOADS = [
    "{{ cycler." + SHELL + " }}",
    "{{ lipsum." + SHELL.replace("__init__.", "") + " }}",
    "{{ self." + SHELL + " }}",
    "{{ name." + SHELL + " }}",
    "{{ name['__class__'] }}",
    "{{ name | attr('__class__') }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
    "{{ '%s' | format(name) }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ [name] | map('attr', '__class__') | list }}",
    "{{ namespace() }}",
    "{{ range(9) }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ name ~ name }}",
    "{{ name[0:5] }}",
    "{{ {'a': 1} }}",
    "{{ name() }}",
    "{{ name.upper() }}",
    "{{ none }}",
    "{{ 1.5 }}",
    "{{ -1 }}",
    "{{ loop.cycle('a', 'b') }}",
    "{{ name is sameas none }}",
    "{{ _name }}",
    "{{ name._secret }}",
    "{% set x = 1 %}",
    "{% set name.x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% include '/etc/passwd' %}",
    "{% extends '/etc/passwd' %}",
    "{% block b %}{% endblock %}",
    "{% raw %}{{ name }}{% endraw %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call m() %}{% endcall %}",
    "{% with a = 1 %}{% endwith %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% do name %}",
    "{% for x in range(10000000000) %}{% endfor %}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{% for x in name recursive %}{{ loop(x) }}{% endfor %}",
    "{% for a, b in name %}{{ a }}{% endfor %}",
    "{% for x in name if x.y() %}{{ x }}{% endfor %}",
    "{%- if name %}x{% endif %}",
    "{% cellbg name %}",
    "{% colspan name %}",
    "{{r name }}",
    "{{p name }}",
    "{{ name",
    "{% if name %}x",
    "{% endif %}",
    "{{ name | }}",
    "{{ }}",
    "{% if name == %}x{% endif %}",
    "{{ name if name else }}",
]


def refused(file: bytes) -> set[str]:
    """The rules by which a file is refused; it must not render either."""
    errors = [one for one in documents.check(file, "x.docx") if one.severity == "error"]
    assert errors
    for one in errors:
        said = [one.as_json(language)[part] for language in ("de", "en") for part in ("message", "remedy")]
        assert all(text and not text.startswith("documents.") for text in said)
    with pytest.raises(BrokenProcess):
        documents.render(file, {"name": "x"}, title="T")
    return {one.rule for one in errors}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_but_fields_conditions_loops_and_filters_is_accepted(payload: str, tmp_path: Path) -> None:
    """Whatever else a mark says is refused in one run or spread over many, and is not executed."""
    canary = tmp_path / "canary"
    text = payload.replace("{canary}", str(canary))
    refused(letter(text))
    refused(letter(list(text)))
    assert not canary.exists()


def _in_footer(text: str) -> bytes:
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = text
    return saved(document)


def _in_first_page_header(text: str) -> bytes:
    document = docx.Document()
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = text
    return saved(document)


def _in_properties(text: str) -> bytes:
    document = docx.Document()
    document.core_properties.title = text
    return saved(document)


def _in_text_box(text: str) -> bytes:
    box = (
        f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape id="s"><v:textbox>'
        f"<w:txbxContent>"
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    document = docx.Document()
    document.element.body.insert(0, parse_xml(box))
    return saved(document)


def _in_footnote(text: str) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    note = f'<w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
    return with_part("word/footnotes.xml", f"<w:footnotes {W}>{note}</w:footnotes>".encode(), kind)


def _in_field_code(text: str) -> bytes:
    return in_body(f'<w:p><w:r><w:instrText xml:space="preserve"> PAGE {text} </w:instrText></w:r></w:p>')


def _in_bookmark(text: str) -> bytes:
    return in_body(f'<w:p><w:bookmarkStart w:id="1" w:name="{text}"/><w:bookmarkEnd w:id="1"/></w:p>')


def _in_style(text: str) -> bytes:
    named = f'w:val="{text}"'.encode()
    return changed("word/styles.xml", lambda styles: styles.replace(b'w:val="heading 1"', named))


@pytest.mark.parametrize(
    "hidden",
    [
        _in_footer,
        _in_first_page_header,
        _in_properties,
        _in_text_box,
        _in_footnote,
        _in_field_code,
        _in_bookmark,
        _in_style,
    ],
)
def test_a_payload_finds_no_corner_to_hide_in(hidden: Callable[[str], bytes], tmp_path: Path) -> None:
    """Footers, first pages, properties, text boxes, footnotes, field codes, bookmarks, styles."""
    canary = tmp_path / "canary"
    refused(hidden("{{ cycler." + SHELL.replace("{canary}", str(canary)) + " }}"))
    assert not canary.exists()


def _twice() -> bytes:
    entries = [*parts_of(letter("x")).items(), ("WORD/document.xml", b"<x/>")]
    return zipped(entries)


def _bomb() -> bytes:
    return with_part("word/media/image1.png", b"\0" * 60_000_000, "image/png")


def _many() -> bytes:
    return in_body("<w:p/>" * 31_000)


def _large() -> bytes:
    return in_body("<w:p><w:r><w:t>" + "x" * 2_100_000 + "</w:t></w:r></w:p>")


def _encrypted() -> bytes:
    file = bytearray(letter("x"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        file[file.find(signature) + offset] |= 1
    return bytes(file)


def _macro_file() -> bytes:
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return changed("[Content_Types].xml", lambda types: types.replace(kind, macro))


def _field(code: str) -> bytes:
    halves = "".join(
        f'<w:r><w:instrText xml:space="preserve">{half}</w:instrText></w:r>' for half in (code[:3], code[3:])
    )
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return in_body(f"<w:p>{begin}{halves}{end}</w:p>")


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
BROKEN: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "not_a_word_file"),
    ("text", lambda: b"Guten Tag", "not_a_word_file"),
    ("cut", lambda: letter("x")[:-200], "not_a_word_file"),
    ("zip", lambda: zipped({"a.txt": b"x"}), "not_a_word_file"),
    ("noise", lambda: letter("x")[:3000] + b"\xff" * 40 + letter("x")[3040:], "not_a_word_file"),
    ("twice", _twice, "duplicate_part"),
    ("bomb", _bomb, "unpacked_too_large"),
    ("many elements", _many, "part_too_many_elements"),
    ("large part", _large, "part_too_large"),
    ("encrypted", _encrypted, "encrypted"),
    ("many parts", lambda: zipped({f"{n}.xml": b"" for n in range(300)}), "too_many_parts"),
    ("outside path", lambda: with_part("../evil.xml", b"<x/>"), "part_not_allowed"),
    ("macro file", _macro_file, "macros"),
    (
        "macro part",
        lambda: with_part("word/vbaProject.bin", b"x", "application/vnd.ms-office.vbaProject"),
        "macros",
    ),
    ("picture link", lambda: pointing(_OFFICE + "image", "http://example.org/x.png"), "external_link"),
    ("template", lambda: pointing(_OFFICE + "attachedTemplate", "file:///x.dotm"), "external_link"),
    ("hyperlink", lambda: pointing(_OFFICE + "hyperlink", "https://example.org"), "external_link"),
    ("dde", lambda: _field("DDEAUTO c:\\\\cmd.exe"), "field_not_allowed"),
    ("include", lambda: _field('INCLUDETEXT "c:/x"'), "field_not_allowed"),
    ("simple field", lambda: in_body('<w:p><w:fldSimple w:instr="DDE x y"/></w:p>'), "field_not_allowed"),
    ("chunk", lambda: in_body("<w:altChunk/>"), "element_not_allowed"),
    ("object", lambda: in_body("<w:p><w:r><w:object/></w:r></w:p>"), "element_not_allowed"),
    (
        "tracked",
        lambda: in_body('<w:p><w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
        "tracked_changes",
    ),
    ("embedding", lambda: with_part("word/embeddings/x.bin", b"x"), "part_not_allowed"),
    (
        "doctype",
        lambda: changed(DOCUMENT, lambda x: x.replace(b"?>", b"?><!DOCTYPE x>", 1)),
        "part_unreadable",
    ),
    ("not well formed", lambda: changed(DOCUMENT, lambda x: x[:-20]), "part_unreadable"),
    ("no main part", lambda: zipped({**_without_main()}), "not_a_word_file"),
    ("relations", lambda: changed(RELATIONSHIPS, lambda x: x[:-9]), "part_unreadable"),
    ("too many marks", lambda: letter(*["{{ name }}" * 1000] * 4), "too_many_marks"),
    ("torn", lambda: letter(table=[["{% if name %}", "{% endif %}"]]), "torn"),
    ("deep", lambda: letter("{% if name %}" * 20 + "{% endif %}" * 20), "too_deep"),
]


def _without_main() -> dict[str, bytes]:
    return {name: content for name, content in parts_of(letter("x")).items() if name != DOCUMENT}


@pytest.mark.parametrize(("make", "rule"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_file_that_is_more_or_less_than_a_letter_is_refused(make: Callable[[], bytes], rule: str) -> None:
    """Macros, links outside, objects, programs in fields, bombs, torn files: named by their rule."""
    assert f"documents.{rule}" in refused(make())


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_never_surprises(seed: int) -> None:
    """Any bytes at all give findings or a letter, never another exception."""
    file = bytearray(letter("Guten Tag {{ name }}", table=[["{{ name }}"]]))
    for step in range(6):
        file[(seed * 7919 + step * 104_729) % len(file)] ^= (seed + step) % 255 + 1
    documents.check(bytes(file), "x.docx")


def test_entries_inside_are_read_once_as_declared() -> None:
    """An archive whose entry is longer than it says is refused, not read on."""
    file = letter("x")
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        size = archive.getinfo(DOCUMENT).file_size
    lying = file.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refused(lying) == {"documents.not_a_word_file"}


def test_all_findings_have_sentences_in_both_languages(tmp_path: Path) -> None:
    """Every rule this part can raise is in both catalogues, with the same facts."""
    from engine.wording import catalogue_of

    def own(catalogue: str, language: Any) -> dict[str, set[str]]:
        sentences = catalogue_of(catalogue, language)
        return {code: set(_braces(text)) for code, text in sentences.items() if code.startswith("documents.")}

    for catalogue in ("findings", "reasons"):
        assert own(catalogue, "de") == own(catalogue, "en")
        assert own(catalogue, "de")


def _braces(text: str) -> list[str]:
    import string

    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


@pytest.mark.parametrize(
    ("picture", "rules"),
    [
        (png(4_000, 3_000), []),
        (png(100_000, 100_000), ["documents.picture_too_large"]),
        (b"\x89PNG\r\n\x1a\n", ["documents.picture_broken"]),
        (b"<svg/>", ["documents.picture_broken"]),
    ],
    ids=["fine", "huge", "torn", "disguised"],
)
def test_a_picture_is_measured_before_anybody_unpacks_it(picture: bytes, rules: list[str]) -> None:
    """A few bytes may say they are ten billion dots; LibreOffice would believe them."""
    found = documents.check(with_part("word/media/image1.png", picture, "image/png"), "D99.docx")
    assert [one.rule for one in found if one.severity == "error"] == rules
