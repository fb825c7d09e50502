"""A page as its reader's browser or screen reader takes it: elements, names, what a form sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_WITHOUT_END = frozenset({"br", "hr", "img", "input", "link", "meta"})
_FIELDS = frozenset({"input", "select", "textarea"})
_FORBIDDEN = frozenset({"script", "style", "base", "object", "iframe", "svg", "img"})


@dataclass(eq=False)
class Element:
    """An element with all the text in it."""

    tag: str
    attributes: dict[str, str]
    within: tuple[Element, ...]
    text: str = field(default="")


class ReadPage(HTMLParser):
    """Reads a page.

    Args:
        html: the page.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html.replace("\r\n", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        element = Element(tag, given, tuple(self._open))
        self.elements.append(element)
        if tag not in _WITHOUT_END:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag that have these attributes."""
        wanted = attributes.items()
        return [one for one in self.elements if one.tag == tag and wanted <= one.attributes.items()]

    @property
    def text(self) -> str:
        """All that is to be read."""
        [body] = self.all("body")
        return body.text

    @property
    def form(self) -> dict[str, str]:
        """What the browser sends of the form as it stands; files are chosen anew."""
        return dict(self._sent())

    def error_of(self, name: str) -> str | None:
        """The error beside a field, or beside the group of fields of this name."""
        for one in self._fields(name):
            for told in (one, *one.within):
                if "aria-describedby" in told.attributes and "aria-invalid" in told.attributes:
                    ids = told.attributes["aria-describedby"].split()
                    return "".join(
                        error.text
                        for error in self.all("p", **{"class": "error"})
                        if error.attributes["id"] in ids
                    )
        return None

    @property
    def unnamed(self) -> list[str]:
        """Fields of which a screen reader could not say what is asked."""
        seen = [one for one in self._fields() if not _is_hidden(one)]
        return [one.attributes["name"] for one in seen if not self._is_named(one)]

    @property
    def not_plain(self) -> list[str]:
        """What is inline, comes from elsewhere, or has the id of another element."""
        tags = [one.tag for one in self.elements if one.tag in _FORBIDDEN]
        inline = [
            f"{one.tag} {name}"
            for one in self.elements
            for name, value in one.attributes.items()
            if name.startswith("on") or name == "style" or ":" in value.partition("/")[0]
            if name != "content"
        ]
        ids = [one.attributes["id"] for one in self.elements if "id" in one.attributes]
        return [*tags, *inline, *(one for one in set(ids) if ids.count(one) > 1)]

    def _fields(self, name: str | None = None) -> list[Element]:
        fields = [one for one in self.elements if one.tag in _FIELDS]
        return [one for one in fields if name in (None, one.attributes.get("name"))]

    def _sent(self) -> Iterator[tuple[str, str]]:
        for one in self._fields():
            given = one.attributes
            if one.tag == "textarea":
                yield given["name"], one.text.removeprefix("\n")
            elif one.tag == "select":
                options = [each for each in self.all("option") if one in each.within]
                chosen = [each for each in options if "selected" in each.attributes]
                yield given["name"], (chosen or options)[0].attributes["value"]
            elif given["type"] != "file" and (given["type"] != "radio" or "checked" in given):
                yield given["name"], given.get("value", "")

    def _is_named(self, one: Element) -> bool:
        labels = [each for each in self.all("label") if each.text.strip()]
        pointing = any(
            each.attributes.get("for") == one.attributes.get("id", "") for each in labels
        )
        if one.attributes.get("type") != "radio":
            return pointing
        groups = [each for each in one.within if each.tag == "fieldset"]
        legends = [each for each in self.all("legend") if set(groups) & set(each.within)]
        within = any(each in one.within for each in labels)
        return within and any(each.text.strip() for each in legends)


def _is_hidden(one: Element) -> bool:
    is_hidden = one.attributes.get("type") == "hidden"
    return is_hidden or any("hidden" in each.attributes for each in (one, *one.within))
