"""When the centre has closed: customers are asked for their judgement, and some answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from services.demo.cast import SUPERVISOR
from services.demo.client import Client
from services.demo.draws import Draws
from services.demo.moves import TICKETS
from services.demo.office import Office
from services.demo.seats import Seat
from services.demo.stage import Stage
from services.tickets.domain.survey_invitation import SurveyInvitation
from shared.clock import iso
from shared.platform import platform_of

SURVEY = "service"
ANSWER_PERCENT = 60

MOST_ANSWERS = 50
"""All answers come from one address, and the door takes no more from one in so short a time."""

SATISFIED = ((5, 46), (4, 30), (3, 12), (2, 7), (1, 5))
RECOMMENDED = ((10, 24), (9, 22), (8, 18), (7, 12), (6, 9), (5, 7), (3, 5), (0, 3))
EASY = ((7, 30), (6, 28), (5, 18), (4, 10), (3, 8), (2, 4), (1, 2))
WORDS = ("客服很耐心", "等得有点久", "问题已经解决", "希望流程再简单些")

QUESTIONS = (
    ("satisfied", "csat", "您对本次服务满意吗？", "How satisfied are you?"),
    ("recommend", "nps", "您愿意向亲友推荐我们吗？", "Would you recommend us?"),
    ("easy", "ces", "解决问题轻松吗？", "How easy was it?"),
    ("words", "text", "您还想说什么？", "What else would you like to say?"),
)
"""Name, sort and both texts of each question."""


class Evening:
    """Asks the day's customers, and answers for them.

    Args:
        stage: the installation.
        client: sends the requests of customers, who do not sign in.
        office: the seats.
        administrator: may change rules.
        draws: the run's draws.
    """

    def __init__(
        self, stage: Stage, client: Client, office: Office, *, administrator: Seat, draws: Draws
    ) -> None:
        self._stage = stage
        self._client = client
        self._office = office
        self._administrator = administrator
        self._draws = draws

    def ask_customers(self) -> int:
        """Everybody whose ticket was resolved gets a link; returns how many have answered."""
        self._make_survey()
        self._enter_rules()
        self._stage.run_timers()
        self._stage.settle()
        links = [one for one in self._sent() if self._answers(one)][:MOST_ANSWERS]
        for invitation_id, link in links:
            # An app answers by the JSON beside the page that the link shows.
            door = link.removesuffix("/page")
            self._client.send("POST", door, {"answers": self._judgement(invitation_id)})
        self._stage.settle()
        return len(links)

    def _make_survey(self) -> None:
        questions = [
            {"name": name, "sort": sort, "zh": zh, "en": en, "is_required": sort == "csat"}
            for name, sort, zh, en in QUESTIONS
        ]
        survey = {
            "code": SURVEY,
            "title_zh": "服务满意度调查",
            "title_en": "How was our service?",
            "questions": questions,
        }
        seat = self._office.seat(SUPERVISOR.agent_id)
        seat.send("POST", f"{TICKETS}/surveys", survey, key="survey-made")

    def _enter_rules(self) -> None:
        path = f"{TICKETS}/rules/surveys"
        shown = self._administrator.send("GET", path)
        trigger = {"survey": SURVEY, "after": "resolution", "kinds": [], "channels": []}
        content = {
            **shown.content["versions"][-1]["content"],
            "triggers": [{**trigger, "per_mille": 1000}],
        }
        version = {
            "content": content,
            "effective_from": iso(self._office.now),
            "reason": "每单回访满意度",
        }
        self._administrator.send(
            "POST", f"{path}/versions", version, key="survey-rules", version=shown.version
        )

    def _sent(self) -> Iterator[tuple[UUID, str]]:
        """The invitations with their links, opened as the channel that sends them does."""
        store = self._stage.service("tickets").store
        keys = platform_of(self._stage.settings).key_store("crm")
        topic = "tickets.survey_invitation.sent"
        after = 0
        while records := store.recorder.select_records(after=after, limit=500, topics=[topic]):
            for record in records:
                invitation_id = UUID(str(record.originator_id))
                link = store.get(SurveyInvitation, invitation_id).link
                if link is not None:
                    yield invitation_id, keys.open(link, purpose="send-survey-link")
            after = records[-1].id
        keys.close()

    def _answers(self, invited: tuple[UUID, str]) -> bool:
        return self._draws.chance(ANSWER_PERCENT, "answers-survey", invited[0])

    def _judgement(self, invitation_id: UUID) -> dict[str, Any]:
        draws = self._draws
        given: dict[str, Any] = {
            "satisfied": draws.weighed(SATISFIED, "satisfied", invitation_id),
            "recommend": draws.weighed(RECOMMENDED, "recommend", invitation_id),
            "easy": draws.weighed(EASY, "easy", invitation_id),
        }
        if draws.chance(40, "words", invitation_id):
            given["words"] = draws.one_of(WORDS, "which-words", invitation_id)
        return given
