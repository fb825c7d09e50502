"""The use cases of calls, scripts and outbound calls over one store."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.application import outbound_questions as questions
from services.tickets.application.attempts import Attempts
from services.tickets.application.call_permission import CallPermission
from services.tickets.application.call_records import CallRecords
from services.tickets.application.campaigns import Campaigns
from services.tickets.application.customer_wishes import CustomerWishes
from services.tickets.application.dialler import Dialler
from services.tickets.application.dialling import Dialling
from services.tickets.application.outbound_reactions import OutboundReactions
from services.tickets.application.outbound_tasks import OutboundTasks
from services.tickets.application.questions import Staff
from services.tickets.application.scheduled_calls import ScheduledCalls
from services.tickets.application.scripts import Scripts, ScriptTests
from services.tickets.application.workbench import Workbench


@dataclass(frozen=True)
class OutboundAnswers:
    """Who answers the questions of these use cases."""

    staff: Staff
    people: questions.People
    consents: questions.Consents
    calendars: questions.CallingCalendars
    campaigns: questions.Campaigns
    tasks: questions.OutboundList
    occasions: questions.Occasions
    resolved: questions.ResolvedTickets
    script_outcomes: questions.ScriptOutcomes


@dataclass(frozen=True)
class OutboundUseCases:
    """The application classes, ready to be called."""

    call_records: CallRecords
    scripts: Scripts
    script_tests: ScriptTests
    campaigns: Campaigns
    attempts: Attempts
    tasks: OutboundTasks
    wishes: CustomerWishes
    scheduled: ScheduledCalls
    dialling: Dialling | None
    reactions: OutboundReactions


def outbound_over(
    bench: Workbench, *, answers: OutboundAnswers, dialler: Dialler | None
) -> OutboundUseCases:
    """The use cases over the store of `bench`.

    Args:
        bench: what all use cases stand on.
        answers: who answers their questions.
        dialler: what dials for predictive campaigns, if anything does.
    """
    scripts = Scripts(bench)
    campaigns = Campaigns(
        bench,
        people=answers.people,
        calendars=answers.calendars,
        has_dialler=dialler is not None,
    )
    permission = CallPermission(bench.store, people=answers.people, consents=answers.consents)
    attempts = Attempts(bench, campaigns=campaigns, permission=permission)
    calls = _Calls(bench, campaigns, attempts, answers)
    return OutboundUseCases(
        call_records=CallRecords(bench),
        scripts=scripts,
        script_tests=ScriptTests(bench, scripts=scripts, outcomes=answers.script_outcomes),
        campaigns=campaigns,
        attempts=attempts,
        tasks=calls.tasks(),
        wishes=CustomerWishes(bench),
        scheduled=calls.scheduled(),
        dialling=None if dialler is None else calls.dialling(dialler),
        reactions=OutboundReactions(
            bench.store, attempts=attempts, tasks=answers.tasks, occasions=answers.occasions
        ),
    )


@dataclass(frozen=True)
class _Calls:
    """What the ways of calling have in common."""

    bench: Workbench
    campaigns: Campaigns
    attempts: Attempts
    answers: OutboundAnswers

    def tasks(self) -> OutboundTasks:
        return OutboundTasks(
            self.bench,
            campaigns=self.campaigns,
            attempts=self.attempts,
            running=self.answers.campaigns,
            tasks=self.answers.tasks,
        )

    def scheduled(self) -> ScheduledCalls:
        return ScheduledCalls(
            self.bench,
            campaigns=self.campaigns,
            running=self.answers.campaigns,
            occasions=self.answers.occasions,
            resolved=self.answers.resolved,
        )

    def dialling(self, dialler: Dialler) -> Dialling:
        return Dialling(
            self.bench,
            dialler,
            campaigns=self.campaigns,
            attempts=self.attempts,
            running=self.answers.campaigns,
            tasks=self.answers.tasks,
            staff=self.answers.staff,
        )
