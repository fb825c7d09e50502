"""Texts of mails made harmless: charsets of an allow-list, HTML to text, no control characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from html import unescape

_CHARSETS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936", "x-gbk", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("us-ascii", "ascii", "ansi_x3.4-1968", "utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be"), "utf-16"),
    **{name: name for name in ("euc-jp", "shift_jis", "iso-2022-jp", "euc-kr", "koi8-r")},
    **{f"iso-8859-{number}": f"iso-8859-{number}" for number in (*range(1, 12), 13, 14, 15, 16)},
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
}
"""Charsets that are decoded; what Python calls codecs beside them compresses or runs escapes."""

_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANK = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONGEST_HTML = 512 * 1024
_LONGEST_TAG = 4096
_LONGEST_HEADER = 2000

_HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math"})
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in _HIDDEN}
_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})")
_WHOLE_TAG = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_HREF = re.compile(r"""href\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
_NEW_LINE = frozenset(
    {"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "blockquote"}
)


def decoded(content: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """The text in `content`, and what had to be done to get it.

    Args:
        content: the bytes of a part or header.
        charset: what the mail says that they are.
    """
    name = _CHARSETS.get((charset or "utf-8").strip().strip('"').lower())
    if name is not None:
        try:
            return content.decode(name), ()
        except UnicodeDecodeError:
            pass
    for guess in ("utf-8", "gb18030"):
        try:
            return content.decode(guess), ("charset-guessed",)
        except UnicodeDecodeError:
            continue
    return content.decode(name or "utf-8", errors="replace"), ("text-repaired",)


def header_text(raw: object) -> str:
    """A header as people read it: encoded words decoded, one line, nothing unseen."""
    # The standard library's reader of encoded words looks at long ones many times over.
    given = str(raw)[:_LONGEST_HEADER]
    try:
        parts = decode_header(given)
    except (HeaderParseError, ValueError):
        parts = [(given, None)]
    return one_line("".join(_word(word, charset) for word, charset in parts))


def one_line(text: str) -> str:
    """The text in one line, without control characters and marks that turn its direction."""
    plain = _TURNING.sub("", clean(text)).replace("\n", " ").replace("\t", " ")
    return _BLANK.sub(" ", plain).strip()


def clean(text: str) -> str:
    """The text in NFC with plain line ends and without control characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", plain)).strip()


def text_of_html(html: str) -> str:
    """What a reader would see of a page, with the addresses behind its links; nothing is loaded.

    It looks at each character once: the standard library's reader takes minutes over a page of
    comments that never end.
    """
    lines = "".join(_pieces(html[:_LONGEST_HTML])).split("\n")
    seen = "\n".join(_BLANK.sub(" ", line).strip() for line in lines)
    return _EMPTY_LINES.sub("\n\n", seen).strip()


def _pieces(html: str) -> Iterator[str]:
    at, link = 0, ""
    while at < len(html):
        begin = html.find("<", at)
        if begin < 0:
            yield _data(html[at:])
            return
        yield _data(html[at:begin])
        if html.startswith("<!--", begin):
            at = _behind(html, "-->", begin + 4)
            continue
        tag = _TAG.match(html, begin)
        if tag is None:
            is_markup = html[begin + 1 : begin + 2] in ("!", "?", "/")
            yield "" if is_markup else "<"
            at = _behind(html, ">", begin) if is_markup else begin + 1
            continue
        at, name = _behind_tag(html, begin), tag.group(2).lower()
        if tag.group(1):
            yield f" <{link}>" if name == "a" and link else ""
            link = "" if name == "a" else link
        elif name in _HIDDEN:
            at = _behind_element(html, name, at)
        elif name == "a":
            link = _address(html[begin:at])
        yield "\n" if name in _NEW_LINE else ""


def _data(text: str) -> str:
    return unescape(text.replace("\n", " "))


def _behind(html: str, mark: str, start: int) -> int:
    found = html.find(mark, start)
    return len(html) if found < 0 else found + len(mark)


def _behind_tag(html: str, begin: int) -> int:
    """The end of a tag: not the first `>` that stands in an attribute."""
    found = _WHOLE_TAG.match(html, begin, begin + _LONGEST_TAG)
    return _behind(html, ">", begin) if found is None else found.end()


def _behind_element(html: str, name: str, start: int) -> int:
    found = _ENDS[name].search(html, start)
    return len(html) if found is None else _behind(html, ">", found.end())


def _address(tag: str) -> str:
    found = _HREF.search(tag[:_LONGEST_TAG])
    address = one_line(unescape(found.group(1).strip("\"'"))) if found else ""
    return address if address.startswith(("http://", "https://")) else ""


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    if charset is None:
        return decoded(word, "utf-8")[0]
    return decoded(word, charset)[0]
