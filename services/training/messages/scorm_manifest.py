"""Reads imsmanifest.xml of a SCORM 1.2 package: no DTD, no entities, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

from services.training.domain.package import Manifest

_LARGEST = 1_048_576
_DEEPEST = 40
_MOST_ELEMENTS = 20_000
_LONGEST_TITLE = 200
_LONGEST_LAUNCH_DATA = 4096
_ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_BASE = "http://www.w3.org/XML/1998/namespace base"
_HUNDRED = Decimal(100)


class ManifestFaulty(ValueError):
    """The manifest cannot be used; says why in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


@dataclass
class _Element:
    """An element with its namespace left off; attributes by their full names."""

    name: str
    attributes: dict[str, str]
    children: list[_Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[_Element]:
        return [one for one in self.children if one.name == name]

    def first(self, name: str) -> _Element | None:
        return next(iter(self.all(name)), None)

    def text_of(self, name: str) -> str:
        found = self.first(name)
        return "" if found is None else found.text.strip()

    def everything(self) -> Iterator[_Element]:
        yield self
        for one in self.children:
            yield from one.everything()


class _Builder:
    """Builds elements out of what the parser meets, and refuses what no manifest needs."""

    def __init__(self) -> None:
        self._root = _Element("", {})
        self._open = [self._root]
        self._elements = 0
        self.namespaces: set[str] = set()

    def read(self, content: bytes) -> _Element:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._namespace
        parser.Parse(content, True)  # noqa: FBT003 (expat knows no names)
        return self._root.children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) > _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise ManifestFaulty("imsmanifest.xml is too large.", "清单过大。")
        element = _Element(name.rpartition(" ")[2], attributes)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].text += text

    def _namespace(self, _: str | None, address: str | None) -> None:
        self.namespaces.add(address or "")


def _refuse_doctype(*_: object) -> None:
    raise ManifestFaulty(
        "imsmanifest.xml declares a document type or entities.",
        "imsmanifest.xml 含有文档类型或实体声明。",
    )


def read_manifest(content: bytes) -> Manifest:
    """What a package says of itself.

    Args:
        content: imsmanifest.xml.

    Raises:
        ManifestFaulty: it is no manifest of SCORM 1.2 with one SCO, or no XML that is safe to read.
    """
    if len(content) > _LARGEST:
        raise ManifestFaulty("imsmanifest.xml is larger than 1 MiB.", "清单超过 1 MiB。")
    builder = _Builder()
    try:
        root = builder.read(content)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, ManifestFaulty):
            raise
        raise ManifestFaulty(
            f"imsmanifest.xml is no well-formed XML ({error}).",
            f"imsmanifest.xml 不是合法的 XML（{error}）。",
        ) from error
    _check_version(root, builder.namespaces)
    item, resource, title = _only_sco(root)
    href, _, query = _entry_of(root, resource).partition("?")
    parameters = item.attributes.get("parameters", "").lstrip("?&")
    return Manifest(
        title=title[:_LONGEST_TITLE],
        entry=href,
        parameters="?" + "&".join(filter(None, (query, parameters))) if query or parameters else "",
        launch_data=item.text_of("datafromlms")[:_LONGEST_LAUNCH_DATA],
        mastery_score=_score(item.text_of("masteryscore")),
    )


def _check_version(root: _Element, namespaces: set[str]) -> None:
    metadata = root.first("metadata")
    version = "" if metadata is None else metadata.text_of("schemaversion")
    if root.name != "manifest":
        raise ManifestFaulty(
            f"imsmanifest.xml is about <{root.name}>, not <manifest>.",
            f"imsmanifest.xml 的根元素是 <{root.name}>，应为 <manifest>。",
        )
    if version != "1.2" and (version or _ADLCP not in namespaces):
        raise ManifestFaulty(
            f"The package is of version {version or 'unknown'}; only SCORM 1.2 is played.",
            f"课件版本为 {version or '未知'}，仅支持 SCORM 1.2。",
        )


def _only_sco(root: _Element) -> tuple[_Element, _Element, str]:
    """The item, the resource and the title of the one that is played."""
    resources = {
        one.attributes.get("identifier", ""): one
        for group in root.all("resources")
        for one in group.all("resource")
    }
    organization = _organization(root)
    items = [
        one
        for one in organization.everything()
        if one.name == "item" and one.attributes.get("identifierref") in resources
    ]
    if len(items) != 1:
        raise ManifestFaulty(
            f"The package has {len(items)} units to launch; make one package of each.",
            f"课件包含 {len(items)} 个可启动单元，请拆分为每包一个。",
        )
    [item] = items
    title = item.text_of("title") or organization.text_of("title")
    return item, resources[item.attributes["identifierref"]], title


def _organization(root: _Element) -> _Element:
    group = root.first("organizations") or _Element("", {})
    found = group.all("organization")
    default = group.attributes.get("default")
    chosen = [one for one in found if one.attributes.get("identifier") == default] or found
    return chosen[0] if chosen else _Element("", {})


def _entry_of(root: _Element, resource: _Element) -> str:
    """The address of the page that is opened first, inside the package."""
    resources = root.first("resources") or _Element("", {})
    bases = [one.attributes.get(_BASE, "") for one in (root, resources, resource)]
    href = resource.attributes.get("href", "").strip()
    parts = urlsplit(href)
    if not parts.path or parts.scheme or parts.netloc:
        raise ManifestFaulty(
            "The unit to launch names no page inside the package.",
            "可启动单元未指向课件包内的页面。",
        )
    path = ""
    for one in (*bases, parts.path):
        path = urljoin(path, one)
    query = f"?{parts.query}" if parts.query else ""
    return f"{unquote(path)}{query}"


def _score(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        score = Decimal(text)
    except InvalidOperation:
        score = Decimal(-1)
    if not (score.is_finite() and 0 <= score <= _HUNDRED):
        raise ManifestFaulty(
            f"The mastery score {text[:20]} is no number from 0 to 100.",
            f"掌握分数 {text[:20]} 不是 0 到 100 的数。",
        )
    return score
