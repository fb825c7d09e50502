"""Files of letters: what they are by their content, and names that harm nobody."""

from __future__ import annotations

import re
from typing import Final

from services.crm.messages.mail_text import one_line

_LONGEST_NAME: Final = 120

_OFFICE: Final = {
    b"xl/": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
    b"word/": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    b"ppt/": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".pptx",
    ),
}

_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"ID3", "audio/mpeg"),
)
_ENDINGS: Final = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt", ".csv", ".log", ".md"),
    **{media_type: (ending,) for media_type, ending in _OFFICE.values()},
}
_MARKUP: Final = re.compile(
    rb"<\s*(!doctype|html|script|svg|\?xml|body|iframe|head)", re.IGNORECASE
)
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f;%]')


def media_type_of(content: bytes) -> str:
    """What a file is, by its first bytes; archives are recognised and never opened."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "audio/wav"
    if _MARKUP.search(content[:4096]):
        return "text/html"
    return "text/plain" if _is_text(content) else "application/octet-stream"


def safe_name(raw: str, *, media_type: str) -> str:
    """A name without folders, control characters or turned endings, that says what the file is."""
    name = one_line(raw.replace("\\", "/").rsplit("/", 1)[-1])
    name = _FORBIDDEN.sub("_", name).strip(" .")
    endings = _ENDINGS.get(media_type, ())
    ending = endings[0] if endings and not name.lower().endswith(endings) else ""
    stem = name[: _LONGEST_NAME - len(ending)] if ending else _shortened(name)
    return f"{stem or 'file'}{ending}"


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"


def _archive(content: bytes) -> str:
    if b"[Content_Types].xml" in content[:4096] or b"[Content_Types].xml" in content[-65536:]:
        for folder, (media_type, _) in _OFFICE.items():
            if folder in content[-65536:] and b"vbaProject.bin" not in content:
                return media_type
    return "application/zip"


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content[:65536].decode("utf-8")
    except UnicodeDecodeError as refusal:
        # A character may be cut where the sample ends.
        if refusal.start < min(len(content), 65536) - 4:
            return _is_chinese(content)
    return True


def _is_chinese(content: bytes) -> bool:
    try:
        text = content[:65536].decode("gb18030")
    except UnicodeDecodeError:
        return False
    return all(one.isprintable() or one in "\r\n\t" for one in text)
