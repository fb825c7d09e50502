"""Taking SCORM archives apart: what is good is read, what is hostile or broken is named."""

from __future__ import annotations

import stat
import warnings
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest

from services.training.domain.learning_rules import PackageRules
from services.training.domain.package import Manifest
from services.training.domain.package_errors import PackageFaulty
from services.training.messages.scorm_package import is_safe_path, unpack
from tests.support.scorm import (
    HEADER,
    ITEM,
    OPENING,
    PAGE,
    RESOURCE,
    archive,
    files_of,
    manifest,
)

RULES = PackageRules(
    most_files=10,
    most_bytes=300_000,
    most_bytes_of_a_file=200_000,
    most_ratio=100,
    link_hours=8,
    most_commits=500,
)
DOCTYPE = '<!DOCTYPE manifest [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE manifest SYSTEM "http://host.example/x.dtd">'


def told(content: bytes) -> str:
    """What is told of an archive that is refused."""
    with pytest.raises(PackageFaulty) as refused:
        unpack(content, rules=RULES)
    assert {"file"} == {one.field for one in refused.value.fields}
    assert all(one.zh != one.en for one in refused.value.fields)
    return " ".join(one.en for one in refused.value.fields)


def with_entry(name: str, content: bytes = b"x", *, mode: int = 0, method: int = 0) -> bytes:
    """A good package with one more entry, written as no ordinary tool does."""
    buffer = BytesIO(archive())
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as made:
        warnings.simplefilter("ignore")
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        made.writestr(entry, content, compress_type=method)
    return buffer.getvalue()


def test_a_good_package_is_read_whole() -> None:
    found, files = unpack(archive(), rules=RULES)

    assert (
        Manifest(
            title="第一课",
            entry="content/index.html",
            parameters="?lang=zh",
            launch_data="level=1",
            mastery_score=Decimal(80),
        )
        == found
    )
    assert PAGE.encode() == files["content/index.html"]
    assert set(files_of()) == set(files)


def test_where_a_page_lies_follows_from_all_bases() -> None:
    resource = RESOURCE.replace('href="content/index.html"', 'href="my%20page.html?a=1"', 1)
    resource = resource.replace("<resource ", '<resource xml:base="content/" ')
    found, _ = unpack(
        archive({"imsmanifest.xml": manifest(resource=resource), "content/my page.html": PAGE}),
        rules=RULES,
    )

    assert ("content/my page.html", "?a=1&lang=zh") == (found.entry, found.parameters)


def test_without_a_version_the_namespace_of_scorm_1_2_tells() -> None:
    opening = OPENING.replace("<schemaversion>1.2</schemaversion>", "")
    found, _ = unpack(
        archive(files_of(**{"imsmanifest.xml": manifest(opening=opening)})), rules=RULES
    )

    assert "第一课" == found.title


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:/x",
        "a\\..\\x",
        "a//x",
        "./x",
        "",
        "a/..",
        "x\x00.html",
        "x\n",
        "x" * 201,
        "aux\u202etxt",
        "file:x",
    ],
)
def test_a_path_that_leads_anywhere_else_is_not_safe(path: str) -> None:
    assert not is_safe_path(path)


@pytest.mark.parametrize("path", ["a.html", "目录/页面 1.html", "a/b/c-d_e.f.js", "..a/b.."])
def test_a_plain_path_is_safe(path: str) -> None:
    assert is_safe_path(path)


@pytest.mark.parametrize(
    "name", ["../../evil.html", "/etc/cron.d/x", "C:\\x.html", "a\\..\\..\\x", "a/./x"]
)
def test_a_name_that_would_leave_the_package_is_refused_and_named(name: str) -> None:
    assert "is no plain path" in told(with_entry(name))


def test_a_name_with_a_hidden_end_is_refused() -> None:
    hidden = with_entry("ab_cd.html").replace(b"ab_cd.html", b"ab\x00cd.html")

    assert "is no plain path" in told(hidden)


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_links_and_devices_are_refused(mode: int) -> None:
    assert "no plain file" in told(with_entry("link", b"/etc/passwd", mode=mode))


def test_a_folder_and_a_file_with_rights_are_nothing_special() -> None:
    _, files = unpack(with_entry("lib/", b"", mode=stat.S_IFDIR | 0o755), rules=RULES)
    assert "lib/" not in files
    _, files = unpack(with_entry("a.js", mode=stat.S_IFREG | 0o755), rules=RULES)
    assert b"x" == files["a.js"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = told(archive(files_of(bomb=bytes(190_000))))
    large = told(archive(files_of(large=bytes(200_001))))
    many = told(archive(files_of(**{f"{one}.bin": bytes(range(256)) * 400 for one in range(3)})))

    assert "as bombs are" in bomb
    assert "large unpacks to 200001 bytes; 200000 are allowed." in large
    assert "unpacks to 3" in many


def test_too_many_entries_are_refused() -> None:
    assert "It has 23 entries; 10 are allowed." == told(
        archive(files_of(**{f"{one}.txt": "x" for one in range(20)}))
    )


def test_a_name_that_stands_twice_is_refused() -> None:
    assert "content/index.html stands 2 times." in told(with_entry("content/index.html"))


def test_an_unusual_compression_is_refused() -> None:
    assert "unusual way" in told(with_entry("a.bin", method=zipfile.ZIP_LZMA))


def test_an_encrypted_file_is_refused() -> None:
    content = bytearray(with_entry("secret.html"))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1

    assert "secret.html is encrypted." == told(bytes(content))


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    at = content.index(b"PK\x03\x04") + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def lying(content: bytes) -> bytes:
    """The first file is declared one byte shorter than it is, in both places."""
    size = len(files_of()["imsmanifest.xml"].encode())  # type: ignore[union-attr]
    return content.replace(size.to_bytes(4, "little"), (size - 1).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("broken", "because"),
    [
        (lambda _: b"", "no zip archive"),
        (lambda _: b"<html>", "no zip archive"),
        (cut, "no zip archive"),
        (flipped, "imsmanifest.xml is broken."),
        (lying, "imsmanifest.xml is broken."),
    ],
)
def test_a_broken_archive_is_refused(broken: Callable[[bytes], bytes], because: str) -> None:
    assert because in told(broken(archive()))


@pytest.mark.parametrize(
    ("written", "because"),
    [
        (manifest(header=HEADER + DOCTYPE), "document type or entities"),
        (manifest(header=HEADER + OUTSIDE), "document type or entities"),
        (manifest().replace("</manifest>", ""), "no well-formed XML"),
        (manifest().replace("第一课", "&a;"), "no well-formed XML"),
        (manifest(header='<?xml version="1.0" encoding="klingon"?>'), "no well-formed XML"),
        ("", "no well-formed XML"),
        ("<a>" * 50 + "</a>" * 50, "too large"),
        ("<page/>", "about <page>"),
        (manifest(opening=OPENING.replace(">1.2<", ">2004 4th Edition<")), "2004 4th Edition"),
        (manifest(opening="<manifest xmlns:adlcp='x'>"), "version unknown"),
        (manifest(item=""), "0 units to launch"),
        (manifest(item=ITEM + ITEM), "2 units to launch"),
        (manifest(item=ITEM.replace("80", "NaN")), "mastery score NaN"),
        (manifest(item=ITEM.replace("80", "101")), "mastery score 101"),
        (manifest(resource=RESOURCE.replace("content/", "https://host/", 1)), "names no page"),
        (manifest(resource=RESOURCE.replace("content/index.html", "", 1)), "names no page"),
        (manifest(resource=RESOURCE.replace("content/", "other/", 1)), "other/index.html is not"),
        (manifest(resource=RESOURCE.replace("content/", "../content/", 1)), "is not in it"),
    ],
)
def test_a_manifest_that_is_hostile_or_of_no_use_is_refused(written: str, because: str) -> None:
    files = {"imsmanifest.xml": written, "content/index.html": PAGE}
    assert because in told(archive(files))


def test_a_package_without_a_manifest_at_its_top_is_refused() -> None:
    assert "no imsmanifest.xml" in told(archive({"x/imsmanifest.xml": manifest()}))


@pytest.mark.parametrize(
    ("written", "because"),
    [
        (manifest() + "<!-- -->" * 200_000, "larger than 1 MiB"),
        ("<a>" + "<b/>" * 20_001 + "</a>", "is too large"),
    ],
)
def test_a_manifest_that_is_too_long_is_refused(written: str, because: str) -> None:
    rules = PackageRules(
        most_files=10,
        most_bytes=10_000_000,
        most_bytes_of_a_file=10_000_000,
        most_ratio=10_000,
        link_hours=8,
        most_commits=500,
    )
    with pytest.raises(PackageFaulty, match=because):
        unpack(archive(files_of(**{"imsmanifest.xml": written})), rules=rules)
