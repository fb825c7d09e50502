"""The days after: a new hire is taken on, mentored, examined and certified, and the gate opens."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.demo import cast
from services.demo.client import CHINESE, ENGLISH, Answer, Refused
from services.demo.draws import Draws
from services.demo.examining import Examining
from services.demo.floor import ALL_CHANNELS, DESK
from services.demo.founding import PEOPLE, Founder
from services.demo.moves import TICKETS, Moves
from services.demo.office import Office
from services.demo.schooling import ASSESSED, CERTIFICATION, COURSE, TRAINING, Schooling
from services.demo.seats import Seat
from services.demo.stage import Stage

SUBJECT = "银行卡境外消费争议"
IN_WORDS = (CHINESE, ENGLISH)
"""The languages in which a refusal is asked for."""

OPENING = time(9)


class NewHire:
    """Plays the week of the new hire, each step by whoever does it.

    Args:
        stage: the installation.
        office: seats and clock.
        founder: opens the account, as for everybody.
        administrator: grants the role and changes rules.
        draws: the run's draws.
        day: the day before.
        zone: the centre's time zone.
    """

    def __init__(
        self,
        stage: Stage,
        office: Office,
        *,
        founder: Founder,
        administrator: Seat,
        draws: Draws,
        day: date,
        zone: ZoneInfo,
    ) -> None:
        self._stage = stage
        self._office = office
        self._founder = founder
        self._administrator = administrator
        self._day = day
        self._zone = zone
        self._moves = Moves(draws, named="new-hire")
        self._school = Schooling(office, self._moves, administrator=administrator)
        self._examining = Examining(office, self._moves, draws=draws, settle=stage.settle)
        self.employee_id = ""
        self.mentorship_id = ""
        self.candidacy_id = ""
        self.certificate_id = ""
        self.ticket_id = ""
        self.refusals: list[Refused] = []
        """How the ticket was refused to them, in Chinese and in English."""
        self.moments: list[datetime] = []
        """When the ticket was refused to them, and when it was given."""

    def play(self) -> None:
        """A week, within which nothing of the day before is judged yet."""
        self._come_to(1)
        self._school.prepare()
        self._school.close_gate()
        self._take_on()
        self._begin()
        self._come_to(2)
        self._examining.examine(self._learner)
        self._note_results()
        for later, kind in enumerate(ASSESSED, start=3):
            self._come_to(later)
            rubric_id = self._school.rubrics[kind]
            today = self._today(later)
            self._examining.assess(self.employee_id, kind, rubric_id=rubric_id, on=today)
            self._note_results()
        self._end_mentorship()
        self._come_to(6)
        self._be_refused()
        self._certify()
        self._be_assigned()

    def _take_on(self) -> None:
        """HR enters the person; account, role and skill group come from who grants them."""
        player = cast.NEW_HIRE
        file = cast.hiring_file(player, site=self._office.site, hired_on=self._today(1))
        hr = self._seat(cast.HR)
        self._moves.post(hr, f"{PEOPLE}/employee-imports", {"csv": file})
        self._stage.settle()
        rows = hr.pages(f"{PEOPLE}/employees")
        self.employee_id = next(
            one["employee_id"] for one in rows if one["staff_number"] == player.staff_number
        )
        path = f"{PEOPLE}/employees/{self.employee_id}"
        self._grant(f"{path}/roles", "POST", {"role": player.role}, by=self._administrator)
        group = f"{path}/skill-groups/{cast.CARDS}"
        self._grant(group, "PUT", None, by=self._seat(cast.TRAINING_MANAGER), seen=f"{path}/skills")
        self._office.welcome(self._founder.open_account(player, self.employee_id))
        self._stage.settle()

    def _grant(self, path: str, method: str, body: Any, *, by: Seat, seen: str = "") -> None:
        version = by.send("GET", seen or path).version
        by.send(method, path, body, key=f"new-hire-{path.rpartition('/')[2]}", version=version)

    def _begin(self) -> None:
        """A mentor, the first course, and the way to the certificate."""
        new = {"employee_id": self.employee_id}
        appointed = {
            **new,
            "mentor_id": self._office.employee_of(cast.MENTOR.agent_id),
            "template": "agent",
        }
        mentorship = self._post(self._seat(cast.TRAINER), "mentorships", appointed)
        self.mentorship_id = mentorship.content["mentorship_id"]
        manager = self._seat(cast.TRAINING_MANAGER)
        opened = self._post(manager, "candidacies", {**new, "certification_code": CERTIFICATION})
        self.candidacy_id = opened.content["candidacy_id"]
        learner = self._learner
        rows = learner.pages(f"{TRAINING}/enrolments")
        enrolment = next(one for one in rows if one["course_code"] == COURSE)
        path = f"enrolments/{enrolment['enrolment_id']}"
        shown = learner.send("GET", f"{TRAINING}/{path}")
        for unit in shown.content["units"]:
            ticked = f"{path}/units/{unit['code']}/tick"
            shown = self._post(learner, ticked, version=shown.version)
        self._note_results()

    def _end_mentorship(self) -> None:
        """Each task is signed off by the mentor and confirmed by the new hire."""
        mentor, learner = self._seat(cast.MENTOR), self._learner
        path = f"mentorships/{self.mentorship_id}"
        shown = mentor.send("GET", f"{TRAINING}/{path}")
        for task in shown.content["tasks"]:
            which = {"task": task["code"]}
            shown = self._post(mentor, f"{path}/sign-offs", which, version=shown.version)
            shown = self._post(learner, f"{path}/acknowledgements", which, version=shown.version)
        ready = {"is_ready": True, "reason": "已可独立接听"}
        self._post(mentor, f"{path}/final-sign-off", ready, version=shown.version)

    def _be_refused(self) -> None:
        """Present and free, of the skill group, and not certified yet."""
        self._moves.post(self._learner, f"{DESK}/availability", {"channels": ALL_CHANNELS})
        supervisor = self._seat(cast.SUPERVISOR)
        contact = self._moves.post(supervisor, f"{TICKETS}/contacts", {"channel": "web"})
        ticket = {
            "kind": "query",
            "channel": "web",
            "subject": SUBJECT,
            "skill_group": cast.CARDS,
            "contact_id": contact.content["contact_id"],
        }
        made = self._moves.post(supervisor, f"{TICKETS}/tickets", ticket)
        self.ticket_id = made.content["ticket_id"]
        for language in IN_WORDS:
            try:
                self._assign(f"refused-{language}", language=language)
            except Refused as refusal:
                self.refusals.append(refusal)
        self.moments.append(self._office.now)

    def _certify(self) -> None:
        """The leader answers for independent work; the training manager certifies."""
        self._office.move_clock(self._office.now + timedelta(minutes=30))
        path = f"candidacies/{self.candidacy_id}"
        manager = self._seat(cast.TRAINING_MANAGER)
        version = manager.send("GET", f"{TRAINING}/{path}").version
        leader = self._office.leader_of(cast.NEW_HIRE.agent_id)
        self._post(leader, f"{path}/independence", version=version)
        issued = self._post(manager, f"{path}/certificate")
        self.certificate_id = issued.content["certificate_id"]
        self._stage.settle()

    def _be_assigned(self) -> None:
        self._office.move_clock(self._office.now + timedelta(minutes=30))
        self._assign("granted")
        self.moments.append(self._office.now)
        self._stage.settle()

    def _assign(self, key: str, *, language: str = CHINESE) -> None:
        supervisor = self._seat(cast.SUPERVISOR)
        path = f"{TICKETS}/tickets/{self.ticket_id}"
        version = supervisor.send("GET", path).version
        supervisor.send(
            "POST",
            f"{path}/assignment",
            {"employee_id": self.employee_id},
            key=f"new-hire-{key}",
            version=version,
            language=language,
        )

    def _note_results(self) -> None:
        """The timer notes the stage, once the lists know of its result."""
        self._stage.settle()
        self._stage.run_timers()
        self._stage.settle()

    def _come_to(self, later: int) -> None:
        morning = datetime.combine(self._day + timedelta(days=later), OPENING, tzinfo=self._zone)
        self._office.move_clock(morning)

    def _today(self, later: int) -> str:
        """So many days after the day before."""
        return (self._day + timedelta(days=later)).isoformat()

    def _post(
        self, seat: Seat, path: str, body: Any = None, *, version: int | None = None
    ) -> Answer:
        return self._moves.post(seat, f"{TRAINING}/{path}", body, version=version)

    def _seat(self, player: cast.Player) -> Seat:
        return self._office.seat(player.agent_id)

    @property
    def _learner(self) -> Seat:
        return self._seat(cast.NEW_HIRE)
