"""Reads pages like a browser without script: forms to fill and send, text to find, faults in the HTML."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
SVG = frozenset(["path", "circle", "rect", "g"])


@dataclass
class Page:
    """One answer of the server."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def tree(self) -> Any:
        return html.fromstring(self.response.get_data())

    @property
    def text(self) -> str:
        """What one reads, with single spaces."""
        return " ".join(self.tree.find("body").text_content().split())

    def form(self, ending: str) -> Any:
        """The form whose address ends like this."""
        found = [form for form in self.tree.forms if (form.action or "").endswith(ending)]
        assert found, f"no form {ending} in {[form.action for form in self.tree.forms]}"
        return found[0]

    def links(self) -> list[str]:
        return [link.get("href") for link in self.tree.iter("a") if link.get("href")]


def get(client: FlaskClient, path: str, **query: str) -> Page:
    return Page(client.get(path, query_string=query or None, follow_redirects=True))


def send(client: FlaskClient, form: Any, button: tuple[str, str] | None = None, **typed: Any) -> Page:
    """Fill the boxes and press a button, as a browser without script would; follows to the next page."""
    values = dict(form.form_values())
    fields: dict[str, Any] = {name: list_of(form, name) for name in values} | typed
    if button:
        fields[button[0]] = button[1]
    action = form.action
    if button:
        pressed = [one for one in form.iter("button") if (one.get("name"), one.get("value")) == button]
        action = pressed[0].get("formaction") or action
    return Page(client.post(action, data=fields, follow_redirects=True))


def list_of(form: Any, name: str) -> list[str]:
    """Every value of the boxes with this name."""
    return [value for one, value in form.form_values() if one == name]


def faults(text: str) -> list[str]:
    """What is wrong with the HTML itself: nesting, ids, labels, references, headings."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return [*reader.faults, *_references(text)]


def _references(text: str) -> list[str]:
    tree = html.fromstring(text)
    ids = Counter(tree.xpath("//@id"))
    found = [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    for attribute in ("for", "aria-labelledby", "aria-describedby", "list"):
        for value in tree.xpath(f"//@{attribute}"):
            found += [f"{attribute}={one} points nowhere" for one in value.split() if one not in ids]
    found += [
        f"link {one} points nowhere"
        for one in tree.xpath("//a/@href")
        if one[:1] == "#" and one[1:] not in ids
    ]
    labelled = set(tree.xpath("//label/@for"))
    for box in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        if box.get("id") not in labelled and not box.get("aria-label"):
            found.append(f"{box.tag} {box.get('name')} has no label")
    if len(tree.xpath("//h1")) != 1:
        found.append(f"{len(tree.xpath('//h1'))} first headings")
    if not tree.get("lang") or not tree.findtext(".//title"):
        found.append("no language or no title")
    found += [
        f"inline {one.tag}"
        for one in tree.xpath("//*[@style or @onclick or @onload] | //style | //script[not(@src)]")
    ]
    return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"{tag} has {name} twice" for name, count in Counter(names).items() if count > 1]
        if tag in ("form", "a", "button", "label") and tag in self.open:
            self.faults.append(f"{tag} inside {tag}")
        if tag in ("div", "p", "ul", "h2", "form") and self.open and self.open[-1] in ("p", "span", "label"):
            self.faults.append(f"{tag} inside {self.open[-1]}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | SVG:
            self.faults.append(f"{tag} closes itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
