"""SCORM 1.2 packages, made here, good ones and hostile ones."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>第一课</title></head>
<body><script src="lib/lesson.js?v=1"></script></body></html>"""

LESSON = """
function findAPI(win) {
  while (win.API == null && win.parent != null && win.parent != win) { win = win.parent; }
  return win.API;
}
"""

HEADER = """<?xml version="1.0" encoding="UTF-8"?>
"""
OPENING = """<manifest identifier="m" version="1"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
"""
ITEM = """<item identifier="i" identifierref="r" parameters="lang=zh">
  <title>第一课</title>
  <adlcp:datafromlms>level=1</adlcp:datafromlms>
  <adlcp:masteryscore>80</adlcp:masteryscore>
</item>"""
RESOURCE = """<resource identifier="r" type="webcontent" adlcp:scormtype="sco"
  href="content/index.html"><file href="content/index.html"/></resource>"""


def manifest(
    *, header: str = HEADER, opening: str = OPENING, item: str = ITEM, resource: str = RESOURCE
) -> str:
    """An imsmanifest.xml."""
    return (
        f'{header}{opening}<organizations default="o"><organization identifier="o">'
        f"<title>礼仪</title>{item}</organization></organizations>"
        f"<resources>{resource}</resources></manifest>"
    )


def files_of(**more: str | bytes) -> dict[str, str | bytes]:
    """The files of a good package, and others."""
    return {
        "imsmanifest.xml": manifest(),
        "content/index.html": PAGE,
        "content/lib/lesson.js": LESSON,
        **more,
    }


def archive(files: Mapping[str, str | bytes] | None = None) -> bytes:
    """A zip archive of these files; a good package by default."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for path, content in (files_of() if files is None else files).items():
            made.writestr(path, content)
    return buffer.getvalue()
