"""Mails made to attack: each is taken or set aside, quickly, harmlessly, and never lost."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.crm.application.read_mail import ReadMail
from services.crm.domain.letter import Letter
from services.crm.domain.mail_rules import MailRules
from services.crm.domain.ticket_request import TicketRequest
from services.crm.messages.mail_files import media_type_of, safe_name
from services.crm.messages.mail_reader import read_mail
from services.crm.messages.mail_text import text_of_html
from services.crm.service import CrmService
from tests.crm.application.conftest import TakeMail
from tests.crm.mails import FANG, mail

FROM = f"From: {FANG}\r\nMessage-ID: <a@x>\r\n"


def html_mail(html: str, **more: Any) -> bytes:
    return mail("", html=html, **more).replace(b"text/plain", b"text/x-empty", 1)


def raw_mail(headers: str, body: str = "text\r\n") -> bytes:
    return f"{headers}\r\n{body}".encode("utf-8", "surrogateescape")


def nested(depth: int) -> bytes:
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'
        for level in range(depth)
    )
    return f"{FROM}MIME-Version: 1.0\r\n{head}Content-Type: text/plain\r\n\r\nx\r\n".encode()


def many_parts(count: int) -> bytes:
    parts = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * count
    head = f"{FROM}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return f"{head}{parts}--b--\r\n".encode()


SET_ASIDE = {
    "no headers at all": (b"\x00\xff\xfe" * 40, "sender-unclear"),
    "empty": (b"\r\n", "mail-empty"),
    "no sender": (raw_mail("Subject: x\r\n"), "sender-unclear"),
    "two senders": (raw_mail(f"From: {FANG}, other@example.com\r\n"), "sender-unclear"),
    "a sender that is none": (raw_mail("From: <>\r\n"), "sender-unclear"),
    "parts within parts": (nested(60), "parts-too-deep"),
    "too deep for the parser": (nested(5000), "too-many-parts"),
    "a thousand parts": (many_parts(1000), "too-many-parts"),
    "headers of a megabyte": (raw_mail(FROM + "X: " + "y" * 1_000_000), "headers-too-long"),
    "headers without an end": ((FROM + "X: y\r\n" * 50_000).encode(), "headers-too-long"),
    "parameters that cost their square": (
        raw_mail(f"{FROM}Content-Type: text/plain" + ';a="' * 4000 + "\r\n"),
        "headers-too-long",
    ),
}


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_cannot_be_read_is_set_aside_with_its_cause_and_its_bytes(
    crm: CrmService, take_mail: TakeMail, as_wang: Callable[..., Any], name: str
) -> None:
    raw, cause = SET_ASIDE[name]
    letter = take_mail(raw)

    assert ("set_aside", cause) == (letter.outcome, letter.cause)
    with as_wang("crm.handle_letters"):
        assert raw == crm.letters.read_original(letter.id)


def test_a_mail_that_is_too_large_is_set_aside_with_its_beginning(
    take_mail: TakeMail, mail_rules: MailRules
) -> None:
    size = mail_rules.reading.largest_bytes + 1
    letter = take_mail(mail(), size=size)
    assert ("mail-too-large", ["only-beginning-kept"], size) == (
        letter.cause,
        letter.notes,
        letter.original_size,
    )


HTML = {
    "a script": "<p>a</p><script>alert(1)</script>",
    "a script that never ends": "<p>a</p><script>alert(1)",
    "a handler": "<p onclick='alert(1)'>a</p><img src=x onerror=alert(1)>",
    "a style": "<style>@import 'http://evil.example/alert(1)'</style>a",
    "a picture from outside": "a<img src='http://evil.example/pixel.gif?id=1'>",
    "a frame": "a<iframe src='http://evil.example/'></iframe>",
    "a drawing": "a<svg onload=alert(1)><text>alert(1)</text></svg>",
    "a link that runs": "a<a href='javascript:alert(1)'></a>",
    "a link of data": "a<a href='data:text/html,<script>alert(1)</script>'></a>",
    "a comment": "a<!--[if mso]><script>alert(1)</script><![endif]-->",
    "capital letters": "a<ScRiPt>alert(1)</sCrIpT >",
    "a form": "a<form action='http://evil.example/'><input value='alert(1)'></form>",
}


@pytest.mark.parametrize("name", HTML)
def test_of_html_nothing_is_left_but_its_text(
    crm: CrmService, take_mail: TakeMail, name: str
) -> None:
    letter = take_mail(html_mail(HTML[name]))
    text = description_of(crm, letter)

    assert text.startswith("a")
    for one in ("alert(1)", "evil.example", "<script", "<img", "onerror", "javascript:"):
        assert one not in text


def test_a_link_shows_where_it_really_leads() -> None:
    html = '<a href="https://evil.example/login">www.bank.example</a>'
    assert "www.bank.example <https://evil.example/login>" == text_of_html(html)


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "<a ", "</", "<![CDATA[", "<script>", "<a b='", '<a b="c>', "&#"]
)
def test_broken_html_is_read_in_one_go(piece: str) -> None:
    assert len(text_of_html(piece * (300_000 // len(piece)))) <= 300_000


def description_of(crm: CrmService, letter: Letter) -> str:
    assert letter.request_id is not None
    sealed = crm.store.get(TicketRequest, letter.request_id).facts.description
    assert sealed is not None
    return crm.keys.open(sealed, purpose="test")


@pytest.mark.parametrize(
    ("charset", "content", "expected"),
    [
        ("gb2312", "年费".encode("gb18030"), "年费"),
        ("big5", "年費".encode("big5"), "年費"),
        ("utf-7", b"+ADw-script+AD4-", "+ADw-script+AD4-"),
        ("zlib", b"abc", "abc"),
        ("unicode_escape", b"\\u003cscript\\u003e", "\\u003cscript\\u003e"),
        ("idna", b"xn--a", "xn--a"),
        ("no-such-charset", "年费".encode(), "年费"),
        ("utf-8", "年费".encode("gb18030"), "年费"),
        ("us-ascii", "年费".encode(), "年费"),
        ("utf-16", b"\xff\xfe<\x00b\x00", "<b"),
    ],
)
def test_a_charset_is_decoded_or_guessed_and_never_a_program(
    mail_rules: MailRules, charset: str, content: bytes, expected: str
) -> None:
    head = f"{FROM}Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64"
    read = read_mail(f"{head}\r\n\r\n".encode() + b64encode(content), rules=mail_rules)
    assert (expected, None) == (read.text, read.fault)


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?a=0D=0ABcc:_victim=40example.com?=",
        "a\r\n Bcc: victim@example.com",
        "=?utf-8?b?YQ0KQmNjOiB4QHk=?=",
        "a\u2028b\u202egnp.exe",
        "=?zlib?b?eJxLBAAAYgBi?=",
        "=?" * 800,
    ],
)
def test_a_subject_is_one_line_whatever_is_slipped_into_it(
    mail_rules: MailRules, subject: str
) -> None:
    read = read_mail(raw_mail(f"{FROM}Subject: {subject}\r\n"), rules=mail_rules)
    assert read.fault is None
    assert not set(read.subject) & set("\r\n\t\0\u2028\u202e")
    assert len(read.subject) <= 300


FILES = {
    "a program called a picture": ("cat.png", b"MZ\x90\x00", "file-type-not-taken"),
    "a page called a text": ("a.txt", b"  <html><script>", "file-type-not-taken"),
    "a drawing with a script": ("a.png", b"<svg onload=alert(1)>", "file-type-not-taken"),
    "an archive": ("a.pdf", b"PK\x03\x04" + b"\0" * 60, "file-type-not-taken"),
    "a document with macros": (
        "a.docx",
        b"PK\x03\x04..[Content_Types].xml word/vbaProject.bin",
        "file-type-not-taken",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_its_content_is_and_what_is_left_out_is_noted(
    mail_rules: MailRules, name: str
) -> None:
    file_name, content, note = FILES[name]
    read = read_mail(mail(files=((file_name, content),)), rules=mail_rules)
    assert ((), (note,)) == (read.files, read.notes)


def test_files_are_taken_up_to_the_number_and_size_of_the_rules(mail_rules: MailRules) -> None:
    rules = replace(mail_rules, files=replace(mail_rules.files, most=2, largest_bytes=10))
    files = tuple((f"{number}.txt", b"abc") for number in range(4))
    read = read_mail(mail(files=(*files, ("big.txt", b"x" * 11))), rules=rules)
    assert (2, ("too-many-files",)) == (len(read.files), read.notes)
    read = read_mail(mail(files=(("big.txt", b"x" * 11),)), rules=rules)
    assert ("file-too-large",) == read.notes


@pytest.mark.parametrize(
    ("raw", "content", "expected"),
    [
        ("../../etc/passwd", b"root", "passwd.txt"),
        ("C:\\Users\\x\\账单.pdf", b"%PDF-1.7", "账单.pdf"),
        ("a\u202efdp.exe", b"%PDF-1.7", "afdp.exe.pdf"),
        ("a\0b\r\nX: y.txt", b"x", "ab X_ y.txt"),
        ("", b"x", "file.txt"),
        ("...", b"%PDF-1.7", "file.pdf"),
        ('x";filename="y.exe', b"\x89PNG\r\n\x1a\n", "x__filename=_y.exe.png"),
        ("长" * 300 + ".pdf", b"%PDF-1.7", "长" * 116 + ".pdf"),
    ],
)
def test_a_file_name_harms_nobody(raw: str, content: bytes, expected: str) -> None:
    assert expected == safe_name(raw, media_type=media_type_of(content))


def test_long_texts_are_cut_and_said_to_be(mail_rules: MailRules) -> None:
    read = read_mail(mail("长" * 20_000), rules=mail_rules)
    assert (mail_rules.reading.longest_text, ("text-cut",)) == (len(read.text), read.notes)


def test_a_mail_within_a_mail_is_not_opened(mail_rules: MailRules) -> None:
    inner = mail("inner", subject="inner").decode()
    raw = (
        f"{FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: text/plain\r\n\r\nouter\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"{inner}\r\n--b--\r\n"
    )
    assert "outer" == read_mail(raw.encode(), rules=mail_rules).text


MUTATIONS = st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=8)), max_size=30)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mutations=MUTATIONS, cut=st.integers(0, 4000))
def test_no_mutation_of_a_mail_brings_the_reader_down(
    mail_rules: MailRules, mutations: list[tuple[int, bytes]], cut: int
) -> None:
    raw = bytearray(mail(html="<p>a</p>", files=(("a.pdf", b"%PDF-1.7"),)))
    for place, piece in mutations:
        raw[place % len(raw) : place % len(raw) + len(piece)] = piece
    read: ReadMail = read_mail(bytes(raw[: max(cut, 1)]), rules=mail_rules)
    assert "\0" not in f"{read.subject}{read.text}"
    assert len(read.files) <= mail_rules.files.most


def test_random_bytes_never_reach_the_parser_unbounded(mail_rules: MailRules) -> None:
    assert read_mail(os.urandom(200_000), rules=mail_rules).fault is not None
