"""Results of checks in the reader's language."""

from __future__ import annotations

from shared.web.problems import reader_language

_WORDS = {
    "valid": ("The certificate is genuine and valid.", "证书真实有效。"),
    "expired": ("The certificate is genuine and has expired.", "证书真实，但已过期。"),
    "suspended": ("The certificate is genuine and is suspended.", "证书真实，但已被暂停。"),
    "revoked": ("The certificate is genuine and was revoked.", "证书真实，但已被吊销。"),
    "outdated": (
        "The certificate is genuine and is outdated by a new course version.",
        "证书真实，但因课程更新已失效。",
    ),
    "altered": (
        "There is a certificate of this number, but the code does not fit: it was altered.",
        "该编号的证书存在，但校验码不符：证书内容可能被篡改。",
    ),
    "unknown": ("There is no certificate of this number.", "没有该编号的证书。"),
}


def result_in_words(result: str) -> str:
    """What a result means."""
    return _WORDS[result][reader_language().lower().startswith("zh")]
