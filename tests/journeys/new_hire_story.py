"""The way of a new hire through onboarding and all stages to a certificate, as those send it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.demo.client import Refused
from tests.journeys.centre import GROUP, PEOPLE, TICKETS
from tests.journeys.certifying_side import CERTIFICATION, GOOD, RIGHT, SKILL, CertifyingSide
from tests.journeys.training_centre import TRAINING, TrainingCentre

HIRE = "new_hire"
AGENT_ID = "8199"
DAY = timedelta(days=1)


class NewHireStory:
    """What is done for the new hire and by them, step by step.

    Args:
        centre: where.
        side: what the centre has laid down.
    """

    def __init__(self, centre: TrainingCentre, side: CertifyingSide) -> None:
        self.centre = centre
        self._side = side
        self._tickets = 0
        self.employee_id = ""

    def is_hired(self) -> None:
        """Hired, placed in a position and below a leader, and given an account."""
        centre = self.centre
        [site] = centre.rows("manager", f"{PEOPLE}/sites")
        positions = centre.rows("manager", f"{PEOPLE}/positions")
        [position_id] = [one["position_id"] for one in positions if one["code"] == "agent"]
        person = {
            "name": "李娜",
            "staff_number": f"S{AGENT_ID}",
            "hired_on": centre.today.isoformat(),
            "site_id": site["site_id"],
        }
        made = centre.send("manager", f"{PEOPLE}/employees", person)
        self.employee_id = made["employee_id"]
        self._is_placed("position", {"position_id": position_id})
        self._is_placed("supervisor", {"supervisor_id": centre.id_of("leader")})
        self._is_placed(f"skill-groups/{GROUP}", seen="skills")
        self._is_placed("roles", {"role": "agent"}, seen="roles", method="POST")
        centre.admit(HIRE, self.employee_id, agent_id=AGENT_ID)
        centre.send(HIRE, f"{TICKETS}/my-desk/availability", {"channels": ["phone"]})
        centre.settle()

    def _is_placed(
        self, step: str, body: Any = None, *, seen: str = "", method: str = "PUT"
    ) -> None:
        employee = f"{PEOPLE}/employees/{self.employee_id}"
        entity = f"{employee}/{seen}" if seen else employee
        step = f"{employee}/{step}"
        self.centre.change("manager", entity, step, body, method=method)

    def gets_a_mentor(self) -> str:
        """An experienced agent; the id of the mentorship."""
        body = {
            "employee_id": self.employee_id,
            "mentor_id": self.centre.id_of("mentor"),
            "template": "agent",
        }
        made = self.centre.send("training_manager", f"{TRAINING}/mentorships", body)
        return f"{TRAINING}/mentorships/{made['mentorship_id']}"

    def is_signed_off_by_the_mentor(self, mentorship: str) -> Any:
        """Each task by the mentor and then by themselves, and at last all of it."""
        for task in self.centre.look("mentor", mentorship)["tasks"]:
            self.centre.change("mentor", mentorship, "sign-offs", {"task": task["code"]})
            self.centre.change(HIRE, mentorship, "acknowledgements", {"task": task["code"]})
        ready = {"is_ready": True, "reason": "可以独立接听"}
        return self.centre.change("mentor", mentorship, "final-sign-off", ready)

    def attends_a_session(self, course_id: str) -> Any:
        """A session on the next day, where the trainer notes that they came; its places."""
        centre = self.centre
        starts_at = centre.installation.clock.now() + DAY
        session = {
            "course_id": course_id,
            "title": "入职欢迎与制度讲解",
            "method": "lecture",
            "trainer_ids": [centre.id_of("trainer")],
            "capacity": 12,
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
            "place": "培训教室一",
        }
        made = centre.send("training_manager", f"{TRAINING}/sessions", session)
        path = f"{TRAINING}/sessions/{made['session_id']}"
        centre.send(HIRE, f"{path}/own-place")
        centre.go_to(centre.today + DAY, hour=12)
        came = {"items": [{"employee_id": self.employee_id, "status": "present"}]}
        centre.change("trainer", path, "attendance", came)
        return centre.change("trainer", path, "holding", {})

    def completes(self, enrolment_id: str) -> Any:
        """All units of a course: by themselves what learners tick, by the trainer the rest."""
        path = f"{TRAINING}/enrolments/{enrolment_id}"
        shown = self.centre.look(HIRE, path)
        for unit in shown["units"]:
            is_ticked = unit["confirmed_by"] == "learner"
            who, step = (HIRE, "tick") if is_ticked else ("trainer", "confirmation")
            step = f"units/{unit['code']}/{step}"
            shown = self.centre.change(who, path, step)
        return shown

    def begins_the_stages(self) -> str:
        """A candidacy; its path."""
        body = {"employee_id": self.employee_id, "certification_code": CERTIFICATION}
        made = self.centre.send("training_manager", f"{TRAINING}/candidacies", body)
        return f"{TRAINING}/candidacies/{made['candidacy_id']}"

    def sits_the_exam(self) -> Any:
        """Answers all of it, and two who see neither learner nor each other mark what is open."""
        centre = self.centre
        sitting = centre.send(HIRE, f"{TRAINING}/sittings", {"exam_id": self._side.exam_id})
        path = f"{TRAINING}/sittings/{sitting['sitting_id']}"
        for question in sitting["questions"]:
            answer = {"sequence": 1, **RIGHT[question["kind"]]}
            centre.send(HIRE, f"{path}/answers/{question['number']}", answer, method="PUT")
        centre.send(HIRE, f"{path}/handing-in")
        centre.settle()
        for name in ("marker", "training_manager"):
            [waiting] = centre.rows(name, f"{TRAINING}/markings")
            marking = f"{TRAINING}/markings/{waiting['marking_id']}"
            centre.send(name, f"{marking}/claim")
            centre.send(name, f"{marking}/points", {"points": "5", "comment": "要点齐全"})
        return centre.look(HIRE, path)

    def is_assessed(self, kind: str) -> Any:
        """A stage that somebody judges by a rubric."""
        centre = self.centre
        body = {
            "employee_id": self.employee_id,
            "certification_code": CERTIFICATION,
            "rubric_id": self._side.rubric_ids[kind],
            "assessor_ids": [centre.id_of("marker")],
        }
        made = centre.send("training_manager", f"{TRAINING}/assessments", body)
        path = f"{TRAINING}/assessments/{made['assessment_id']}"
        judgement = {"levels": GOOD, "note": "核身完整", "observed_on": centre.today.isoformat()}
        return centre.change("marker", path, "judgements", judgement)

    def a_ticket(self) -> str:
        """A ticket of the gated group; its path."""
        centre = self.centre
        self._tickets += 1
        call = {"channel": "phone", "direction": "inbound"}
        contact = centre.send("mentor", f"{TICKETS}/contacts", call)
        ticket = {
            "kind": "inquiry",
            "channel": "phone",
            "subject": f"挂失 {self._tickets}",
            "skill_group": GROUP,
            "contact_id": contact["contact_id"],
        }
        made = centre.send("mentor", f"{TICKETS}/tickets", ticket)
        return f"{TICKETS}/tickets/{made['ticket_id']}"

    def is_given(self, ticket: str, *, by: str) -> Any:
        """The ticket, assigned to them.

        Raises:
            Refused: the gate is closed.
        """
        return self.centre.change(by, ticket, "assignment", {"employee_id": self.employee_id})

    def why_not(self, ticket: str, *, by: str) -> str:
        """With which sentence it is refused to give them the ticket; empty if it is not."""
        try:
            self.is_given(ticket, by=by)
        except Refused as refused:
            return f"{refused.code}: {refused.detail}"
        return ""

    def certified(self, day: datetime, *, known: datetime | None = None) -> list[str]:
        """Who was certified for the skill at a moment, now or as it was known at another one."""
        query = {} if known is None else {"as_of": known.isoformat()}
        rows = self.centre.rows(
            "manager",
            f"{TRAINING}/certified-people",
            skill=SKILL,
            valid_at=day.isoformat(),
            **query,
        )
        return [one["employee_id"] for one in rows]
