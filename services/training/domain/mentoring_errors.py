"""What mentorships refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound, RuleViolated


class MentorshipNotFound(NotFound):
    """There is no such mentorship, or not for this reader."""

    code = "mentorship-not-found"
    en = "There is no mentorship {key}."
    zh = "没有找到师徒带教 {key}。"


class MentorsOneself(RuleViolated):
    """Nobody is their own mentor."""

    code = "mentors-oneself"
    en = "Nobody is their own mentor."
    zh = "不能担任自己的导师。"


class SupervisorIsNoMentor(RuleViolated):
    """Whoever supervises somebody is not their mentor, by the centre's rule."""

    code = "supervisor-is-no-mentor"
    en = "{mentor_id} supervises the mentee, and so is not appointed as mentor."
    zh = "{mentor_id} 是学员的直属主管，按规则不能担任其导师。"


class MentorHasTooMany(RuleViolated):
    """The mentor has as many mentees as the rule allows."""

    code = "mentor-has-too-many"
    en = "{mentor_id} has {most} mentees already, as many as the rules allow."
    zh = "导师 {mentor_id} 已带 {most} 名学员，达到规则上限。"


class MentoredAlready(RuleViolated):
    """The mentee has a mentor: it is one to one (TR-4)."""

    code = "mentored-already"
    en = "{employee_id} has a mentor already."
    zh = "员工 {employee_id} 已有导师。"


class MentorTheSame(RuleViolated):
    """The mentor is the one there was."""

    code = "mentor-the-same"
    en = "{mentor_id} is the mentor already."
    zh = "{mentor_id} 已是该学员的导师。"


class MentorshipEnded(RuleViolated):
    """The mentorship is over."""

    code = "mentorship-ended"
    en = "The mentorship has ended."
    zh = "该师徒带教已结束。"


class NotTheMentor(NotAllowed):
    """Only the mentor does this."""

    code = "not-the-mentor"
    en = "Only the mentor does this."
    zh = "仅限导师本人操作。"


class NotTheMentee(NotAllowed):
    """Only the mentee does this."""

    code = "not-the-mentee"
    en = "Only the mentee does this."
    zh = "仅限学员本人操作。"


class MentorTaskUnknown(NotFound):
    """The mentorship has no such task."""

    code = "mentor-task-unknown"
    en = "The mentorship has no task {task}."
    zh = "该带教没有任务 {task}。"


class MentorTaskSignedOff(RuleViolated):
    """The task is signed off already."""

    code = "mentor-task-signed-off"
    en = "The task {task} is signed off already."
    zh = "任务 {task} 已由导师签认。"


class MentorTaskNotSignedOff(RuleViolated):
    """The mentor has not signed the task off yet."""

    code = "mentor-task-not-signed-off"
    en = "The mentor has not signed off the task {task} yet."
    zh = "导师尚未签认任务 {task}。"


class MentorTaskAcknowledged(RuleViolated):
    """The mentee has acknowledged the task already."""

    code = "mentor-task-acknowledged"
    en = "The task {task} is acknowledged already."
    zh = "任务 {task} 已由学员确认。"


class TasksOutstanding(RuleViolated):
    """Nobody is ready for independent work while tasks are open."""

    code = "tasks-outstanding"
    en = "These tasks are not signed off and acknowledged yet: {tasks}."
    zh = "以下任务尚未完成签认与确认：{tasks}。"


class MentoringTemplateUnknown(Invalid):
    """There is no such template of tasks."""

    code = "mentoring-template-unknown"
    en = "There is no such template: {summary}"
    zh = "没有该带教模板：{summary}"
