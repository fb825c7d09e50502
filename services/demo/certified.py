"""The new hire's certificate and the gate: asked of the API, counted from the events, printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from rich.console import Console

from services.demo import cast, words
from services.demo.checking import Check, compare
from services.demo.client import Refused
from services.demo.grids import grid, put
from services.demo.moves import TICKETS
from services.demo.new_hire import IN_WORDS, NewHire
from services.demo.office import Office
from services.demo.recount import events_in
from services.demo.schooling import TITLES, TRAINING
from services.demo.words import word
from services.tickets.domain.gate_errors import CertificateLacking
from shared.clock import iso
from shared.service import Service

_RESULTS = (
    "training.enrolment.completed",
    "training.sitting.result_settled",
    "training.assessment.settled",
)


@dataclass(frozen=True)
class Moment:
    """What was known at a moment.

    Args:
        at: when.
        ticket: the ticket that was refused and then given, as it stood.
        people: who was certified for the skill.
    """

    at: datetime
    ticket: dict[str, Any]
    people: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Certified:
    """What the API shows of a new hire's way.

    Args:
        candidacy: with the stages that were passed.
        certificate: with its term.
        mentorship: with its tasks.
        refusals: how the ticket was refused to them, in Chinese and in English.
        moments: the refusal and the assignment.
    """

    candidacy: dict[str, Any]
    certificate: dict[str, Any]
    mentorship: dict[str, Any]
    refusals: Sequence[Refused]
    moments: Sequence[Moment]


def asked_certified(scene: NewHire, office: Office) -> Certified:
    """What the training manager and the auditor see of it."""
    manager = office.seat(cast.TRAINING_MANAGER.agent_id)
    auditor = office.seat(cast.AUDITOR.agent_id)
    moments = []
    for at in scene.moments:
        ticket = auditor.get(f"{TICKETS}/tickets/{scene.ticket_id}", as_of=iso(at))
        then = {"skill": cast.CARDS, "valid_at": iso(at), "as_of": iso(at)}
        moments.append(Moment(at, ticket, [*manager.pages(f"{TRAINING}/certified-people", **then)]))
    return Certified(
        manager.get(f"{TRAINING}/candidacies/{scene.candidacy_id}"),
        manager.get(f"{TRAINING}/certificates/{scene.certificate_id}"),
        manager.get(f"{TRAINING}/mentorships/{scene.mentorship_id}"),
        scene.refusals,
        moments,
    )


def compare_certified(shown: Certified, *, training: Service, tickets: Service) -> Check:
    """Stages, certificate, refusals, and who was certified and had the ticket at each moment."""
    counted = _counted_figures(shown, training, tickets)
    return compare("新人持证 certified", _shown_figures(shown), counted)


def _shown_figures(shown: Certified) -> Mapping[str, Any]:
    """Every figure that is printed, by its name."""
    term = shown.certificate["terms"][-1]
    figures: dict[str, Any] = {
        "number": shown.certificate["number"],
        "term": (term["valid_from"], term["valid_until"]),
        "tasks": len([one for one in shown.mentorship["tasks"] if one["is_acknowledged"]]),
        "refused": [one.code for one in shown.refusals],
    }
    for one in shown.candidacy["passed"]:
        figures[f"stage {one['stage_code']}"] = (one["happened_at"], one["points"], one["full"])
    for one in shown.moments:
        figures[f"assignee {iso(one.at)}"] = one.ticket["assignee_id"]
        figures[f"certified {iso(one.at)}"] = sorted(each["number"] for each in one.people)
    return figures


def _counted_figures(shown: Certified, training: Service, tickets: Service) -> Mapping[str, Any]:
    """The same straight from the events: results where they were settled, tickets where given.

    A refusal leaves no event; it is due where no certificate of theirs counted at that moment.
    """
    certificate_id = UUID(shown.certificate["certificate_id"])
    certificate = _folded(training, certificate_id, until=shown.moments[-1].at)
    refused_at = shown.moments[0].at
    before = _folded(training, certificate_id, until=refused_at)
    is_due = before is None or not before.counts_at(refused_at)
    tasks = {
        event.task
        for topic, event in _history(training, UUID(shown.mentorship["mentorship_id"]))
        if topic == "training.mentorship.task_acknowledged"
    }
    figures: dict[str, Any] = {
        "number": certificate.number,
        "term": (certificate.term.valid_from.isoformat(), str(certificate.term.valid_until)),
        "tasks": len(tasks),
        "refused": [CertificateLacking.code] * len(IN_WORDS) if is_due else [],
    }
    figures |= _stages(training, UUID(shown.candidacy["candidacy_id"]))
    for one in shown.moments:
        ticket = _folded(tickets, UUID(one.ticket["ticket_id"]), until=one.at)
        assignee_id = ticket.assignee_id
        figures[f"assignee {iso(one.at)}"] = None if assignee_id is None else str(assignee_id)
        figures[f"certified {iso(one.at)}"] = sorted(_holders(training, one.at))
    return figures


def _stages(training: Service, candidacy_id: UUID) -> dict[str, Any]:
    """Each stage with when and how its result was settled, by what the candidacy names."""
    results = {event.originator_id: event for _, event in events_in(training, *_RESULTS)}
    found = {}
    for topic, event in _history(training, candidacy_id):
        if topic == "training.candidacy.stage_passed":
            result = results[event.evidence.evidence_id]
            points, full = (getattr(result, one, None) for one in ("points", "full"))
            found[f"stage {event.stage_code}"] = (
                iso(result.timestamp),
                None if points is None else str(points),
                None if full is None else str(full),
            )
    return found


def _holders(training: Service, at: datetime) -> Iterator[str]:
    """Numbers of the certificates that opened the skill at a moment, by their own events."""
    for _, event in events_in(training, "training.certificate.issued"):
        certificate = _folded(training, event.originator_id, until=at)
        term = None if certificate is None else certificate.term_at(at)
        if term is not None and cast.CARDS in term.skills:
            yield certificate.number


def _folded(service: Service, entity_id: UUID, *, until: datetime) -> Any:
    """An entity as its events until a moment make it; None before the first."""
    found: Any = None
    for _, event in _history(service, entity_id):
        if event.timestamp <= until:
            found = event.mutate(found)
    return found


def _history(service: Service, entity_id: UUID) -> Iterator[tuple[str, Any]]:
    for record in service.store.recorder.select_history(entity_id):
        yield record.topic, service.store.mapper.to_domain_event(record)


def tell_certified(console: Console, shown: Certified, *, zone: ZoneInfo) -> None:
    """Prints the way to the certificate, and the gate before and after."""

    def say(text: str) -> None:
        console.print(text, highlight=False)

    def time_of(at: datetime) -> str:
        return f"{at.astimezone(zone):%m-%d %H:%M:%S}"

    player, tasks = cast.NEW_HIRE, shown.mentorship["tasks"]
    title = f"新人 {player.agent_id} {player.name} 从入职到持证 A new hire, from the first day to"
    table = grid("阶段 stage", "通过 passed", numbers=["得分 points"])
    for one in shown.candidacy["passed"]:
        points = "—" if one["points"] is None else f"{one['points']} / {one['full']}"
        at = datetime.fromisoformat(one["happened_at"])
        table.add_row(word(words.CERTIFICATION_STAGES, one["stage_code"]), time_of(at), points)
    put(console, f"{title} the certificate", table)
    done = f"{sum(one['is_acknowledged'] for one in tasks)} / {len(tasks)}"
    mentor = f"{cast.MENTOR.agent_id} {cast.MENTOR.name}"
    say(f"导师 {mentor} 签认 {done} 项。The mentor signed off {done} tasks.")
    term = shown.certificate["terms"][-1]
    until = f"{term['valid_from']} – {term['valid_until']}"
    say(f"证书 certificate {shown.certificate['number']}: {' '.join(TITLES)}, {until}\n")
    table = grid("时刻 as of", f"派单给 {player.agent_id} assignment", numbers=["持证人 certified"])
    for one in shown.moments:
        result = "拒绝 refused" if one.ticket["assignee_id"] is None else "已派单 assigned"
        table.add_row(time_of(one.at), result, str(len(one.people)))
    number = shown.moments[0].ticket["number"]
    put(console, f"持证上岗：工单 {number} The gate of the cards group, before and after", table)
    for refusal in shown.refusals:
        say(refusal.detail)
    say("")
