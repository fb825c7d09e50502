"""What certifications, candidacies and certificates refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class NotForOneself(NotAllowed):
    """Nobody certifies themselves."""

    code = "not-for-oneself"
    en = "Nobody decides about their own certification; somebody else has to."
    zh = "任何人不得办理本人的认证，请由他人办理。"


class CertificationNotFound(NotFound):
    """There is no such certification."""

    code = "certification-not-found"
    en = "There is no certification {key}."
    zh = "没有找到认证项目 {key}。"


class CertificationAlreadyCreated(Conflict):
    """The code is taken."""

    code = "certification-already-created"
    en = "There is a certification with the code {certification_code} already."
    zh = "代码为 {certification_code} 的认证项目已存在。"


class CertificationRetired(RuleViolated):
    """Nobody is certified for it any more."""

    code = "certification-retired"
    en = "The certification {certification_code} was retired."
    zh = "认证项目 {certification_code} 已停用。"


class CertificationPlanWrong(Invalid):
    """Stages, validity and recertification do not fit together."""

    code = "certification-plan-wrong"
    en = "The certification cannot be held like this: {summary}"
    zh = "认证方案不成立：{summary}"


class CandidacyNotFound(NotFound):
    """There is no such candidacy, or not for this reader."""

    code = "candidacy-not-found"
    en = "There is no candidacy {key}."
    zh = "没有找到认证申请 {key}。"


class CandidacyAlreadyOpen(Conflict):
    """One at a time."""

    code = "candidacy-already-open"
    en = "The employee is on the way to {certification_code} already."
    zh = "该员工已在参加认证 {certification_code}。"


class AlreadyCertified(Conflict):
    """A curriculum leads nowhere whoever is there."""

    code = "already-certified"
    en = "The employee holds the certificate {number}; there is nothing to renew yet."
    zh = "该员工已持有证书 {number}，暂无需复证。"


class CandidacyOver(RuleViolated):
    """Nothing more can be noted in it."""

    code = "candidacy-over"
    en = "The candidacy is {state} and changes no more."
    zh = "该认证申请已处于{state_zh}状态，不能再变更。"


class StageNotNext(RuleViolated):
    """The stages are passed in their order."""

    code = "stage-not-next"
    en = "The stage {stage} is not the next one; {next_stage} is."
    zh = "阶段 {stage} 不是下一阶段，下一阶段是 {next_stage}。"


class EvidenceTooEarly(RuleViolated):
    """What happened before the stage could begin proves nothing for it."""

    code = "evidence-too-early"
    en = "What is named as evidence for {stage} happened before that stage could begin."
    zh = "作为阶段 {stage} 依据的事项发生在该阶段开始之前。"


class EvidenceInFuture(RuleViolated):
    """Nothing is proven by what is yet to happen."""

    code = "evidence-in-future"
    en = "What is named as evidence lies in the future."
    zh = "所列依据的发生时间晚于当前时间。"


class EvidenceUnfit(RuleViolated):
    """A result of this service counts for whose and what it is."""

    code = "evidence-unfit"
    en = "What is named as evidence is no settled result of this employee that says so of {stage}."
    zh = "所列依据不是该员工在阶段 {stage} 的已定结果，或与该结果不符。"


class EvidenceUnknown(Invalid):
    """What lies elsewhere counts for a reason that others can judge."""

    code = "evidence-unknown"
    en = "There is no such result here: {summary}"
    zh = "本系统没有该结果：{summary}"


class EvidenceByIssuer(NotAllowed):
    """Two people stand for each certificate."""

    code = "evidence-by-issuer"
    en = "You assessed or noted a stage of this candidacy; somebody else has to certify."
    zh = "您评估或登记过该认证申请的阶段，须由他人办理发证。"


class EvidenceAlreadyNoted(Conflict):
    """The same result counts once."""

    code = "evidence-already-noted"
    en = "This result was noted already."
    zh = "该结果已登记。"


class IndependenceNotProven(RuleViolated):
    """The practical stage comes before its acceptance."""

    code = "independence-not-proven"
    en = "Independent work can be accepted once every stage is passed, and where it is asked for."
    zh = "须通过全部阶段，且该认证要求独立上岗能力时，方可确认独立上岗。"


class CandidacyNotCompleted(RuleViolated):
    """A certificate comes of a completed candidacy, once."""

    code = "candidacy-not-completed"
    en = "The candidacy is {state}; a certificate comes of a completed one, once."
    zh = "该认证申请状态为{state_zh}；仅已完成的申请可发证一次。"


class CandidacyOfOtherKind(RuleViolated):
    """A renewal continues its certificate; a first candidacy begins one."""

    code = "candidacy-of-other-kind"
    en = "A first candidacy leads to a new certificate, a renewal to one more term of its own."
    zh = "首次认证对应新证书，复证对应原证书的续期，二者不可混用。"


class ValidityOver(RuleViolated):
    """The fixed day until which certificates are valid has passed."""

    code = "validity-over"
    en = "Certificates of {certification_code} are valid until {valid_until}, which has passed."
    zh = "认证 {certification_code} 的有效期截止 {valid_until}，已过期。"


class CertificateNotFound(NotFound):
    """There is no such certificate, or not for this reader."""

    code = "certificate-not-found"
    en = "There is no certificate {key}."
    zh = "没有找到证书 {key}。"


class CertificateRevoked(RuleViolated):
    """Revoked is revoked."""

    code = "certificate-revoked"
    en = "Certificate {number} was revoked."
    zh = "证书 {number} 已吊销。"


class CertificateSuspended(RuleViolated):
    """It is suspended."""

    code = "certificate-suspended"
    en = "Certificate {number} is suspended."
    zh = "证书 {number} 已暂停。"


class CertificateNotSuspended(RuleViolated):
    """Only what is suspended can be resumed."""

    code = "certificate-not-suspended"
    en = "Certificate {number} is not suspended."
    zh = "证书 {number} 未被暂停。"


class PdfNotInstalled(RuleViolated):
    """The optional libraries are not there."""

    code = "pdf-not-installed"
    en = "PDF files need the optional libraries: install loopdesk[pdf]."
    zh = "生成 PDF 需要安装可选组件：loopdesk[pdf]。"
