"""A year and some days of a new hire: what was sent, seen and refused, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.journeys.certifying_side import JUDGED, CertifyingSide
from tests.journeys.new_hire_story import DAY, HIRE, NewHireStory
from tests.journeys.training_centre import TRAINING, TrainingCentre


@dataclass
class Lived:
    """What was seen on the way, and when.

    Args:
        story: whose.
        at: moments by name.
        seen: answers by name.
        refusals: sentences by the moment and who was told so.
    """

    story: NewHireStory
    at: dict[str, datetime] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, name: str, answer: Any) -> None:
        """Something was seen now."""
        self.at[name] = self.story.centre.installation.clock.now()
        self.seen[name] = answer

    def try_to_give(self, name: str, ticket: str) -> None:
        """Leader and manager try to assign a ticket, each reading their own language."""
        self.refusals[name] = {
            who: self.story.why_not(ticket, by=who) for who in ("leader", "manager")
        }


def live_through_a_year(centre: TrainingCentre) -> Lived:
    """From the first day to the renewed certificate."""
    lived = Lived(NewHireStory(centre, CertifyingSide(centre)))
    begins(lived)
    learns(lived)
    passes_all_stages(lived)
    is_certified(lived)
    outlives_the_certificate(lived)
    renews_it(lived)
    return lived


def begins(lived: Lived) -> None:
    """The first day."""
    story, centre = lived.story, lived.story.centre
    story.is_hired()
    [assignment] = centre.rows(HIRE, f"{TRAINING}/curriculum-assignments")
    path = f"{TRAINING}/curriculum-assignments/{assignment['assignment_id']}"
    lived.note("onboarding", centre.look(HIRE, path))
    lived.note("mentorship", story.gets_a_mentor())
    lived.note("candidacy", story.begins_the_stages())
    lived.try_to_give("without_a_certificate", story.a_ticket())


def learns(lived: Lived) -> None:
    """A session, all courses of the curriculum, and all tasks with the mentor."""
    story, centre = lived.story, lived.story.centre
    courses = lived.seen["onboarding"]["courses"]
    lived.note("session", story.attends_a_session(courses[0]["course_id"]))
    lived.note("courses", [story.completes(one["enrolment_id"]) for one in courses])
    lived.note("mentored", story.is_signed_off_by_the_mentor(lived.seen["mentorship"]))
    centre.settle(timers=True)
    [assignment] = centre.rows(HIRE, f"{TRAINING}/curriculum-assignments")
    lived.note("curriculum", assignment)


def passes_all_stages(lived: Lived) -> None:
    """One stage after another, a day each."""
    story, centre = lived.story, lived.story.centre
    centre.go_to(centre.today + DAY)
    lived.note("written", story.sits_the_exam())
    centre.settle(timers=True)
    for kind in JUDGED:
        centre.go_to(centre.today + DAY)
        lived.note(kind, story.is_assessed(kind))
        centre.settle(timers=True)
    lived.note("passed", centre.look("leader", lived.seen["candidacy"]))


def is_certified(lived: Lived) -> None:
    """The leader answers for independence, and the training manager certifies."""
    story, centre = lived.story, lived.story.centre
    centre.go_to(centre.today + DAY)
    centre.change("leader", lived.seen["candidacy"], "independence")
    issued = centre.send("training_manager", f"{lived.seen['candidacy']}/certificate")
    lived.note("issued", issued)
    centre.settle()
    lived.note("assigned", story.is_given(story.a_ticket(), by="manager"))


def outlives_the_certificate(lived: Lived) -> None:
    """The day after its last one comes; the gate goes by the date, whatever timers do."""
    story, centre = lived.story, lived.story.centre
    [term] = lived.seen["issued"]["terms"]
    ends_at = datetime.fromisoformat(term["ends_at"])
    centre.installation.clock.move_to(ends_at + timedelta(hours=9))
    ticket = story.a_ticket()
    lived.try_to_give("after_the_end", ticket)
    centre.settle(timers=True)
    path = f"{TRAINING}/certificates/{lived.seen['issued']['certificate_id']}"
    lived.note("expired", centre.look(HIRE, path))
    lived.try_to_give("after_the_timers", ticket)


def renews_it(lived: Lived) -> None:
    """The written exam again, as the certification asks of a renewal."""
    story, centre = lived.story, lived.story.centre
    centre.go_to(centre.today + DAY)
    candidacy = story.begins_the_stages()
    story.sits_the_exam()
    centre.settle(timers=True)
    certificate = f"{TRAINING}/certificates/{lived.seen['issued']['certificate_id']}"
    by = {"candidacy_id": candidacy.rpartition("/")[2]}
    lived.note("renewed", centre.change("training_manager", certificate, "renewals", by))
    centre.settle()
    lived.note("assigned_again", story.is_given(story.a_ticket(), by="manager"))
