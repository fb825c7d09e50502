"""What the gate refuses, named by the fact."""

from __future__ import annotations

from shared.errors import RuleViolated


class CertificateLacking(RuleViolated):
    """The work asks for a certificate that the agent does not hold now."""

    code = "certificate-lacking"
    en = "Only certified agents may take this work: {lacking}."
    zh = "仅限持证客服代表承接该工作：{lacking_zh}。"
