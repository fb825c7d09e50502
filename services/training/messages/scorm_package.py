"""Takes a SCORM archive apart: whatever is hostile or broken in it is named, and nothing is kept.

The archive is read in memory and never unpacked into a folder, so no name in it can reach one.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from services.training.domain.learning_rules import PackageRules
from services.training.domain.package import Manifest
from services.training.domain.package_errors import PackageFaulty
from services.training.messages.scorm_manifest import ManifestFaulty, read_manifest
from shared.errors import FieldError

MANIFEST = "imsmanifest.xml"

_LONGEST_PATH = 200
_MOST_TOLD = 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)
"""What the library raises at archives that are broken, encrypted or made by hand."""

Fault = tuple[str, str]


def unpack(content: bytes, /, *, rules: PackageRules) -> tuple[Manifest, Mapping[str, bytes]]:
    """What a package says of itself, and its files by path.

    Args:
        content: the archive.
        rules: what a package may be.

    Raises:
        PackageFaulty: the archive is no SCORM 1.2 package that is safe to keep.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _BROKEN as error:
        raise _faulty([("It is no zip archive.", "不是 zip 压缩包。")]) from error
    with archive:
        entries = archive.infolist()
        if len(entries) > rules.most_files:
            raise _faulty([_too_many(entries, rules)])
        faults = [*_faults_of_all(entries, rules)]
        for one in entries:
            faults += _faults_of(one, rules)
        if faults:
            raise _faulty(faults)
        files = {one.filename: _content_of(archive, one) for one in entries if not one.is_dir()}
    return _manifest_of(files), files


def _manifest_of(files: Mapping[str, bytes]) -> Manifest:
    if MANIFEST not in files:
        raise _faulty([(f"It has no {MANIFEST} at its top.", f"顶层缺少 {MANIFEST}。")])
    try:
        manifest = read_manifest(files[MANIFEST])
    except ManifestFaulty as fault:
        raise _faulty([(fault.en, fault.zh)]) from fault
    if manifest.entry not in files:
        entry = _told(manifest.entry)
        raise _faulty([(f"The page {entry} is not in it.", f"包内没有页面 {entry}。")])
    return manifest


def _too_many(entries: Sequence[zipfile.ZipInfo], rules: PackageRules) -> Fault:
    return (
        f"It has {len(entries)} entries; {rules.most_files} are allowed.",
        f"包含 {len(entries)} 个条目，最多 {rules.most_files} 个。",
    )


def _faults_of_all(entries: Sequence[zipfile.ZipInfo], rules: PackageRules) -> Iterator[Fault]:
    total = sum(one.file_size for one in entries)
    if total > rules.most_bytes:
        yield (
            f"It unpacks to {total} bytes; {rules.most_bytes} are allowed.",
            f"解压后共 {total} 字节，最多 {rules.most_bytes} 字节。",
        )
    for name, times in Counter(one.filename for one in entries).items():
        if times > 1:
            yield (f"{_told(name)} stands {times} times.", f"{_told(name)} 重复 {times} 次。")


def _faults_of(entry: zipfile.ZipInfo, rules: PackageRules) -> Iterator[Fault]:
    name = _told(entry.filename)
    # What a name hides behind a NUL is cut off by the library; it is looked at whole.
    if not is_safe_path(entry.orig_filename.removesuffix("/")):
        yield (f"{name} is no plain path inside the package.", f"{name} 不是包内的普通路径。")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        yield (f"{name} is no plain file but a link or device.", f"{name} 是链接或设备文件。")
    if entry.flag_bits & 0x1:
        yield (f"{name} is encrypted.", f"{name} 已加密。")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield (f"{name} is compressed in an unusual way.", f"{name} 的压缩方式不受支持。")
    if entry.file_size > rules.most_bytes_of_a_file:
        yield (
            f"{name} unpacks to {entry.file_size} bytes; {rules.most_bytes_of_a_file} are allowed.",
            f"{name} 解压后超过 {rules.most_bytes_of_a_file} 字节。",
        )
    if entry.file_size > rules.most_ratio * max(entry.compress_size, 1):
        yield (
            f"{name} is compressed more than {rules.most_ratio} times, as bombs are.",
            f"{name} 的压缩率超过 {rules.most_ratio} 倍，疑似压缩炸弹。",
        )


def is_safe_path(path: str) -> bool:
    """Whether a name in an archive stays inside of it on every system."""
    parts = path.split("/")
    return (
        path.isprintable()
        and len(path.encode("utf-8", "replace")) <= _LONGEST_PATH
        and not any(part in ("", ".", "..") for part in parts)
        and not any(one in path for one in '\\:*?"<>|')
    )


def _content_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The file; no more of it is unpacked than the archive has declared."""
    try:
        with archive.open(entry) as file:
            content = file.read(entry.file_size + 1)
    except _BROKEN as error:
        name = _told(entry.filename)
        raise _faulty([(f"{name} is broken.", f"{name} 已损坏。")]) from error
    if len(content) != entry.file_size:
        name = _told(entry.filename)
        raise _faulty([(f"{name} is not as long as declared.", f"{name} 的长度与声明不符。")])
    return content


def _told(name: str) -> str:
    """A name that can be shown."""
    return "".join(one if one.isprintable() else "?" for one in name[:100]) or "?"


def _faulty(faults: Sequence[Fault]) -> PackageFaulty:
    told = tuple(FieldError("file", en, zh) for en, zh in faults[:_MOST_TOLD])
    return PackageFaulty(fields=told)
