"""What sessions, places and attendance refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound, RuleViolated


class SessionNotFound(NotFound):
    """There is no such session."""

    code = "session-not-found"
    en = "There is no session {key}."
    zh = "没有找到培训场次 {key}。"


class SessionPeopleHidden(NotAllowed):
    """Who learns in a session is known to its trainers and to who plans."""

    code = "session-people-hidden"
    en = "Only its trainers, and those who plan, see who learns in a session."
    zh = "仅讲师和排课人员可以查看学员名单。"


class SessionNotPlanned(RuleViolated):
    """The session was held or cancelled."""

    code = "session-not-planned"
    en = "The session is {state} already."
    zh = "该场次已处于状态 {state}，不能再更改。"


class SessionStarted(RuleViolated):
    """The session has begun; places are not given or given up any more."""

    code = "session-started"
    en = "The session began at {starts_at}; its places stand as they are."
    zh = "该场次已于 {starts_at} 开始，名额不再变动。"


class SessionNotStarted(RuleViolated):
    """The session has not begun yet."""

    code = "session-not-started"
    en = "The session begins at {starts_at}; nobody has attended it yet."
    zh = "该场次于 {starts_at} 开始，尚不能登记出勤。"


class SessionTimeWrong(Invalid):
    """A session cannot take place at this time."""

    code = "session-time-wrong"
    en = "The session cannot be at this time: {summary}"
    zh = "该时间不能安排培训：{summary}"


class MethodUnknown(Invalid):
    """The method of training is none of the centre's."""

    code = "method-unknown"
    en = "There is no such method of training: {summary}"
    zh = "没有该培训方式：{summary}"


class CapacityWrong(Invalid):
    """The session cannot have so many places."""

    code = "capacity-wrong"
    en = "The session cannot have so many places: {summary}"
    zh = "名额数不符合规则：{summary}"


class RestTimeNeedsReason(Invalid):
    """A session outside of working hours needs a reason (TR-11)."""

    code = "rest-time-needs-reason"
    en = "The session takes rest time: {summary}"
    zh = "该场次占用休息时间：{summary}"


class SiteUnknown(NotFound):
    """There is no such site."""

    code = "site-unknown"
    en = "There is no site {site_id}."
    zh = "没有找到职场 {site_id}。"


class CourseNotOffered(NotFound):
    """There is no such course, or it is offered no more."""

    code = "course-not-offered"
    en = "There is no course {course_id} that is offered."
    zh = "没有正在开设的课程 {course_id}。"


class TrainerMissing(Invalid):
    """A session needs a trainer."""

    code = "trainer-missing"
    en = "The session has no trainer: {summary}"
    zh = "该场次没有讲师：{summary}"


class TrainerTakesNoPlace(RuleViolated):
    """Who teaches a session cannot learn in it, nor be noted as present there."""

    code = "trainer-takes-no-place"
    en = "Whoever teaches a session takes no place in it."
    zh = "授课讲师不能占用该场次的学员名额。"


class PlacesTaken(RuleViolated):
    """Nobody loses a place because the session became smaller."""

    code = "places-taken"
    en = "{taken} places are taken already; take some away first."
    zh = "已有 {taken} 个名额被占用，请先取消部分学员的名额。"


class PlaceAlreadyTaken(RuleViolated):
    """The employee has a place, or waits for one."""

    code = "place-already-taken"
    en = "The employee has a place in this session or waits for one already."
    zh = "该员工已有名额或已在候补名单中。"


class NoPlaceTaken(RuleViolated):
    """The employee has no place, nor waits for one."""

    code = "no-place-taken"
    en = "The employee has no place in this session and waits for none."
    zh = "该员工在该场次没有名额，也不在候补名单中。"


class GiveUpTooLate(RuleViolated):
    """A place can be given up by oneself only until some time before."""

    code = "give-up-too-late"
    en = "Places could be given up until {until}; ask the trainer or the training manager."
    zh = "名额须在 {until} 之前退出；请联系讲师或培训经理。"


class NotForOneself(NotAllowed):
    """Whoever gives places takes their own like everybody else."""

    code = "not-for-oneself"
    en = "Take your own place like every learner; you give places to others."
    zh = "请以学员身份自行报名；此处只能为他人安排名额。"


class TimesClash(RuleViolated):
    """The employee learns or teaches elsewhere at that time."""

    code = "times-clash"
    en = "{employee_id} learns or teaches in session {session_id} from {starts_at} to {ends_at}."
    zh = "员工 {employee_id} 在 {starts_at} 至 {ends_at} 已有场次 {session_id}。"


class NotTheTrainer(NotAllowed):
    """Only who teaches the session does this."""

    code = "not-the-trainer"
    en = "Only the trainers of the session do this."
    zh = "仅限该场次的讲师操作。"


class AttendanceClosed(RuleViolated):
    """Attendance is not noted or corrected any more."""

    code = "attendance-closed"
    en = "Attendance could be noted until {until}."
    zh = "出勤须在 {until} 之前登记。"


class ExcuseWrong(Invalid):
    """An excuse belongs to who was absent with one, and to nobody else."""

    code = "excuse-wrong"
    en = "The excuse does not fit: {summary}"
    zh = "请假事由不符：{summary}"


class AttendanceIncomplete(RuleViolated):
    """A session is held once it is known of everybody whether they came."""

    code = "attendance-incomplete"
    en = "Attendance of {missing} learners is not noted yet."
    zh = "还有 {missing} 名学员未登记出勤。"


class TaughtTooLong(RuleViolated):
    """No more can be taught in a session than it was planned for."""

    code = "taught-too-long"
    en = "The session was planned for {planned} minutes; no more can have been taught."
    zh = "该场次计划为 {planned} 分钟，授课时长不能超过此数。"
