"""What scripts, their tests and call records refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class ScriptNotFound(NotFound):
    """There is no such script."""

    code = "script-not-found"
    en = "There is no script {key}."
    zh = "没有找到话术 {key}。"


class ScriptVersionNotFound(NotFound):
    """The script has no version of this number."""

    code = "script-version-not-found"
    en = "The script has no version {number}."
    zh = "该话术没有第 {number} 版。"


class ScriptVersionStateWrong(RuleViolated):
    """The version is in a state that does not allow the step."""

    code = "script-version-state-wrong"
    en = "Version {number} of the script is {state}; this step is not possible."
    zh = "话术第 {number} 版当前为“{state_zh}”，无法执行此操作。"


class DraftPending(RuleViolated):
    """One draft is worked on at a time."""

    code = "script-draft-pending"
    en = "Version {number} is a draft still; revise or release it."
    zh = "第 {number} 版仍为草稿，请先修改或发布。"


class ReleasedByItsAuthor(RuleViolated):
    """Somebody else than the author reads a script before customers hear it."""

    code = "script-released-by-its-author"
    en = "Whoever wrote a version does not release it; ask a colleague to check it."
    zh = "话术须由撰写人以外的人员审核发布。"


class ScriptTestNotFound(NotFound):
    """There is no such test."""

    code = "script-test-not-found"
    en = "There is no test of scripts {key}."
    zh = "没有找到话术测试 {key}。"


class ScriptTestInvalid(Invalid):
    """The plan of a test breaks a rule."""

    code = "script-test-invalid"
    en = "The test cannot be run so: {summary}"
    zh = "话术测试的计划无效：{summary}"


class ScriptTestOver(RuleViolated):
    """The test has ended."""

    code = "script-test-over"
    en = "The test has ended; its result stands."
    zh = "该话术测试已结束，结果不再变化。"


class OutcomeAlreadyRecorded(Conflict):
    """One contact or customer counts once in a test."""

    code = "script-outcome-already-recorded"
    en = "The outcome for {subject_id} is recorded already."
    zh = "{subject_id} 的结果已有记录。"


class CallRecordNotFound(NotFound):
    """There is no such call record."""

    code = "call-record-not-found"
    en = "There is no call record {key}."
    zh = "没有找到通话流程记录 {key}。"


class CallRecordAlreadyKept(Conflict):
    """A contact has one call record."""

    code = "call-record-already-kept"
    en = "The steps of contact {contact_id} are recorded already."
    zh = "联络 {contact_id} 已有通话流程记录。"


class CallRecordComplete(RuleViolated):
    """The record is complete."""

    code = "call-record-complete"
    en = "The call record is complete."
    zh = "该通话流程记录已完成。"


class StageUnknown(RuleViolated):
    """The guide of the call has no such stage."""

    code = "unknown-call-stage"
    en = "The guide has no stage {stage}; it has {stages}."
    zh = "通话指引中没有环节 {stage}；有 {stages}。"


class StageIncomplete(Invalid):
    """Each key action is done, or left out for a reason of the rules."""

    code = "call-stage-incomplete"
    en = "The stage is not recorded completely: {summary}"
    zh = "该环节记录不完整：{summary}"


class StagesMissing(Invalid):
    """Stages are not recorded yet."""

    code = "call-stages-missing"
    en = "The call record is not complete: {summary}"
    zh = "通话流程记录不完整：{summary}"


class ContactNotOfTheTest(RuleViolated):
    """The contact has not heard a version that is compared, as far as the actor can say."""

    code = "contact-not-of-the-test"
    en = (
        "Contact {contact_id} does not count in this test: it takes one that you have answered "
        "since the test began, in the direction of its script."
    )
    zh = "联络 {contact_id} 不计入该测试：须为测试开始后由本人接听、且方向与话术用途一致的联络。"
