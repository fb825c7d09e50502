"""What is known of certificates and their loss: applied, repeated, rebuilt; as it is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.gate import HeldCertificate
from services.tickets.messages import certificates_received as received
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import SetClock, iso
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.gate import CODE, demands, told
from tests.support.parts import own_models, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, ZHAO
from tests.tickets.conftest import ActAs

GIVEN = HeldCertificate(
    certification=CODE,
    begins_at=datetime(2020, 1, 1, tzinfo=UTC),
    ends_at=datetime(2020, 12, 31, 16, tzinfo=UTC),
    valid_until=date(2020, 12, 31),
    is_suspended=False,
    is_revoked=False,
    is_outdated=False,
)


def held(desk: TicketsService, employee_id: UUID = LI) -> list[HeldCertificate]:
    return list(desk.models.held_certificates.held_by([employee_id], [CODE]).get(employee_id, ()))


def test_a_certificate_is_held_as_it_is_told_also_twice(desk: TicketsService) -> None:
    issued = told("certificate_issued")
    tell(desk.models.held_certificates, issued, issued)

    assert [GIVEN] == held(desk)
    assert [] == held(desk, ZHAO)
    assert {} == desk.models.held_certificates.held_by([LI], ["teller"])


def test_decisions_about_it_are_followed(desk: TicketsService) -> None:
    model = desk.models.held_certificates
    tell(model, told("certificate_issued"), told("certificate_suspended"))
    assert held(desk)[0].is_suspended
    tell(model, told("certificate_resumed"))
    assert [GIVEN] == held(desk)
    tell(model, told("certificate_outdated", ends_at=MONDAY))
    assert (True, MONDAY) == (held(desk)[0].is_outdated, held(desk)[0].ends_at)
    tell(model, told("certificate_renewed"))
    assert [GIVEN] == held(desk)
    tell(model, told("certificate_revoked"))
    assert held(desk)[0].is_revoked


def test_a_certificate_for_ever_has_no_end(desk: TicketsService) -> None:
    tell(desk.models.held_certificates, told("certificate_issued", ends_at=None, valid_until=None))

    assert (None, None) == (held(desk)[0].ends_at, held(desk)[0].valid_until)


@pytest.mark.parametrize("how", ["revoked", "suspended"])
def test_a_loss_is_read_from_what_training_tells(how: str) -> None:
    message = told(f"certificate_{how}", at=MONDAY)
    fact = received.certificate_lost(message, how=how)

    assert (LI, CODE, how, MONDAY) == (
        fact.lost.employee_id,
        fact.lost.certification_code,
        fact.lost.how,
        fact.lost.lost_at,
    )
    assert message.id == fact.message_id


@pytest.fixture
def lost(
    desk: TicketsService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
    react: Callable[[Message], None],
) -> UUID:
    """A ticket that Li took after the revocation, of which the news came two seconds later."""
    demands(desk, CODE)
    tell(desk.models.held_certificates, told("certificate_issued"))
    clock.move_to(MONDAY + timedelta(seconds=1))
    with as_employee(LI):
        taken = desk.use_cases.tickets.open_ticket(
            NewTicket(
                kind="inquiry",
                channel="phone",
                subject="x",
                customer_id=CUSTOMER,
                skill_group="cards",
                is_taken=True,
            )
        )
    project()
    clock.move_to(MONDAY + timedelta(seconds=2))
    react(told("certificate_revoked", at=MONDAY))
    project()
    return taken.id


def test_each_loss_shows_its_lag_and_what_was_given_within(
    desk: TicketsService, lost: UUID
) -> None:
    model = desk.models.certificate_losses
    [loss] = model.losses(whose=None, before=None, limit=9)
    [work] = model.flagged_work(whose={LI}, before=None, limit=9)

    assert (2000, 1, False) == (loss["lag_milliseconds"], loss["flagged"], loss["is_settled"])
    assert (str(lost), iso(MONDAY + timedelta(seconds=1))) == (
        work["ticket_id"],
        work["assigned_at"],
    )
    assert [] == model.losses(whose={ZHAO}, before=None, limit=9)
    assert [] == model.flagged_work(whose={ZHAO}, before=None, limit=9)


def test_both_lists_go_on_after_the_last_one_shown(desk: TicketsService, lost: UUID) -> None:
    model = desk.models.certificate_losses
    [loss] = model.losses(whose=None, before=None, limit=1)
    [work] = model.flagged_work(whose=None, before=None, limit=1)

    assert str(lost) == work["ticket_id"]
    after_loss = (loss["noted_at"], loss["loss_id"])
    assert [] == model.losses(whose=None, before=after_loss, limit=1)
    after_work = (work["assigned_at"], work["flag_id"])
    assert [] == model.flagged_work(whose=None, before=after_work, limit=1)


@pytest.mark.usefixtures("lost")
def test_reading_on_at_the_end_changes_nothing(desk: TicketsService) -> None:
    before = desk.models.certificate_losses.losses(whose=None, before=None, limit=9)
    assert 0 == OwnReaders(own_models(desk), desk.store).step()

    assert before == desk.models.certificate_losses.losses(whose=None, before=None, limit=9)


@pytest.mark.usefixtures("lost")
def test_what_was_rebuilt_equals_what_was_followed(desk: TicketsService) -> None:
    source = own_source(desk.store)
    model = desk.models.certificate_losses
    before = model.losses(whose=None, before=None, limit=9)
    assert [True, True] == [
        compare_with_replay(one, source).is_equal for one in (model, desk.models.given_works)
    ]
    rebuild(model, source, progress=lambda _: None)

    assert before == model.losses(whose=None, before=None, limit=9)
