"""The demo from beginning to end: founds a centre, plays its day, reports and proves it."""

from __future__ import annotations

import time as clock
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from services.demo import cast
from services.demo.arrivals import FIRST_SLOT, Slot, slots_of
from services.demo.certified import asked_certified, compare_certified, tell_certified
from services.demo.checking import (
    Check,
    compare,
    compare_breach,
    compare_callback,
    compare_merge,
    compare_queue,
    compare_story,
    compare_visit,
)
from services.demo.client import Client
from services.demo.day import Day
from services.demo.draws import Draws
from services.demo.evening import Evening
from services.demo.figures import Asking, Span, Table
from services.demo.founding import Founder, first_administrator
from services.demo.judgements import asked_judgements, counted_judgements, tell_judgements
from services.demo.new_hire import NewHire
from services.demo.recount import Recount
from services.demo.report import Report
from services.demo.stage import Stage
from services.demo.staging import data_folder, progress_of
from services.demo.telling import Teller
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.survey_rules import SurveyRules
from shared.platform import platform_of
from shared.rules import Rules

ZONE = ZoneInfo("Asia/Shanghai")
BEFORE_OPENING = timedelta(minutes=30)


@dataclass(frozen=True)
class Options:
    """What is played.

    Args:
        day: one of the days with counts.
        scale: share of the day's contacts, as a decimal number.
        seed: seed of ids and draws.
        data_dir: an empty folder that is kept; a temporary one by default.
        until: time of day at which contacts end; the whole day by default.
        database_url: PostgreSQL URL; empty for SQLite.
        amqp_url: RabbitMQ URL; empty for none.
    """

    day: date
    scale: str = "0.05"
    seed: str = "1"
    data_dir: Path | None = None
    until: time | None = None
    database_url: str = ""
    amqp_url: str = ""


class Show:
    """One run.

    Args:
        options: what is played.
        console: where the report goes.
        progress: where the progress bar goes.
    """

    def __init__(self, options: Options, *, console: Console, progress: Console) -> None:
        self._options = options
        self._console = console
        self._progress = progress
        self._checks: list[Check] = []
        self._lap = clock.monotonic()
        self._durations: list[str] = []

    def run(self) -> bool:
        """Plays and reports; whether every figure equals its recount.

        Raises:
            NoSuchDay: there are no counts of the day.
            NotSettled: the platform lost or refused something.
            ProcessFailed: a process of the platform ended.
        """
        slots = self._slots()
        with data_folder(self._options.data_dir) as folder:
            stage = Stage(
                folder,
                starts_at=slots[0].starts_at - BEFORE_OPENING,
                seed=self._options.seed,
                database_url=self._options.database_url,
                amqp_url=self._options.amqp_url,
            )
            try:
                self._play(stage, slots)
            finally:
                stage.close()
        for one in self._durations:
            self._console.print(one, highlight=False)
        return not any(one.differences for one in self._checks)

    def _slots(self) -> list[Slot]:
        options = self._options
        slots = slots_of(options.day, scale=options.scale, zone=ZONE)
        until = options.until or time.max
        return [one for one in slots if one.starts_at.time() < max(until, FIRST_SLOT)] or slots[:1]

    def _play(self, stage: Stage, slots: Sequence[Slot]) -> None:
        contacts = sum(one.contacts for one in slots)
        agents = cast.agents_for(contacts)
        draws = Draws(f"{self._options.seed}/{self._options.day}")
        with progress_of(slots, console=self._progress) as step:
            stage.open()
            self._note("启动 start")
            client = Client("127.0.0.1", stage.settings.port, told=stage.ring)
            seat = first_administrator(platform_of(stage.settings), client)
            stage.settle()
            founder = Founder(client, seat, settle=stage.settle)
            centre = founder.found_centre(agents, day=self._options.day)
            stage.settle()
            self._note("建立 founding")
            day = Day(stage, client, centre, agents=agents, draws=draws, zone=ZONE)
            day.play(slots, told=step)
            self._note(f"当日 the day, {client.requests} requests")
        evening = Evening(stage, client, day.office, administrator=seat, draws=draws)
        new_hire = NewHire(
            stage,
            day.office,
            founder=founder,
            administrator=seat,
            draws=draws,
            day=self._options.day,
            zone=ZONE,
        )
        self._tell(stage, day, contacts, evening, new_hire)
        client.close()

    def _tell(
        self, stage: Stage, day: Day, contacts: int, evening: Evening, new_hire: NewHire
    ) -> None:
        midnight = datetime.combine(self._options.day, time(), tzinfo=ZONE)
        span = Span(midnight, midnight + timedelta(days=1))
        office = day.office
        asking = Asking(
            office.seat(cast.SUPERVISOR.agent_id), office.seat(cast.AUDITOR.agent_id), span
        )
        recount = Recount(stage.service("tickets"), stage.service("crm"), span)
        report = Report(self._console, zone=ZONE)
        report.title(self._options.day, contacts=contacts, seed=self._options.seed)
        self._tell_day(asking, recount, report, day)
        self._tell_lives(asking, recount, day)
        self._tell_visit(asking, recount, report, day)
        evening.ask_customers()
        self._tell_judgements(stage, day, span)
        self._note("报告 report")
        new_hire.play()
        self._tell_new_hire(stage, day, new_hire)
        self._note("新人 new hire")
        day.let_window_pass()
        first_contacts = asking.first_contacts()
        report.first_contacts(first_contacts)
        self._compare("一次解决 FCR", first_contacts, recount.first_contacts())
        self._note("七天之后 a week later")
        report.read_models(stage.verify())
        stage.check_nothing_is_left()
        report.checks(self._checks)
        self._note("核对 verification")

    def _tell_day(self, asking: Asking, recount: Recount, report: Report, day: Day) -> None:
        """What is known when the late shift goes home."""
        contacts, tickets, sla = asking.contacts(), asking.tickets(), asking.sla()
        report.contacts(contacts)
        report.tickets(tickets)
        report.sla(sla)
        self._compare("联络 contacts", contacts, recount.contacts())
        self._compare("工单 tickets", tickets, recount.tickets())
        self._compare("服务时限 SLA", sla, recount.sla())
        report.queue(day.worst)
        self._checks.append(compare_queue(day.worst, recount))

    def _tell_lives(self, asking: Asking, recount: Recount, day: Day) -> None:
        """One breach, one callback and one ticket, closely."""
        teller = Teller(self._console, zone=ZONE, names=day.office.names())
        breach = asking.breach()
        teller.breach(breach)
        if breach is not None:
            self._checks.append(compare_breach(breach, recount))
        merged = day.merge.shown()
        teller.merge(merged)
        self._checks.append(compare_merge(merged, recount))
        kept = asking.kept_callback(day.booked_callbacks())
        teller.callback(kept)
        if kept is not None:
            self._checks.append(compare_callback(kept, recount))
        ticket_id = day.told_ticket()
        if ticket_id is not None:
            story = asking.story(ticket_id)
            teller.story(story)
            self._checks.append(compare_story(story, recount))

    def _tell_visit(self, asking: Asking, recount: Recount, report: Report, day: Day) -> None:
        """The field-service order of the day, and what the figures say of it."""
        order_id = day.field_order()
        if order_id is None:
            return
        visit = asking.visit(order_id)
        Teller(self._console, zone=ZONE, names=day.office.names()).visit(visit)
        figures = asking.field_service()
        report.field_service(figures)
        self._compare("现场服务 field service", figures, recount.field_service())
        self._checks.append(compare_visit(visit, recount))

    def _tell_judgements(self, stage: Stage, day: Day, span: Span) -> None:
        """What the customers thought of it."""
        tickets, seat = stage.service("tickets"), day.office.seat(cast.SUPERVISOR.agent_id)
        rules = Rules(tickets.store, TicketRules).read("surveys", SurveyRules, at=day.office.now)
        shown = asked_judgements(seat, span)
        tell_judgements(self._console, shown, smallest_n=rules.smallest_n)
        counted = counted_judgements(tickets, span, smallest_n=rules.smallest_n)
        self._checks.append(compare("客户调查 surveys", shown, counted))

    def _tell_new_hire(self, stage: Stage, day: Day, new_hire: NewHire) -> None:
        """Who came on the day after, and what they may do since."""
        shown = asked_certified(new_hire, day.office)
        tell_certified(self._console, shown, zone=ZONE)
        training, tickets = stage.service("training"), stage.service("tickets")
        self._checks.append(compare_certified(shown, training=training, tickets=tickets))

    def _compare(self, name: str, shown: Table, counted: Table) -> None:
        self._checks.append(compare(name, shown, counted))

    def _note(self, what: str) -> None:
        """Notes how long a part took; such lines alone differ between equal runs."""
        now = clock.monotonic()
        self._durations.append(f"用时 Took: {what}: {now - self._lap:.1f} s")
        self._lap = now
