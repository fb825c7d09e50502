"""The search index: what is found, what the rows hold, and what is left after an erasure."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.operations.replay_comparison import compare_with_replay
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.search_terms import asked_terms
from services.tickets.read_models import search_queries
from services.tickets.read_models.search_queries import Hits, Wanted
from services.tickets.read_models.ticket_search import POSTINGS, TEXTS
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.read_models.rebuild import own_source
from shared.sealed import Grant, create_key_store, open_key_store
from shared.settings import Settings
from tests.support.parts import message
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, ZHAO
from tests.tickets.conftest import ActAs

OTHER = uuid4()

Open = Callable[..., UUID]
Find = Callable[..., Hits]


@pytest.fixture
def opened(desk: TicketsService, as_employee: ActAs, project: Callable[[], None]) -> Open:
    """Opens a ticket as Li."""

    def make(subject: str, **facts: object) -> UUID:
        given = {"kind": "inquiry", "channel": "phone", "customer_id": CUSTOMER, **facts}
        new = NewTicket(subject=subject, skill_group="cards", **given)
        with as_employee():
            ticket_id = desk.use_cases.tickets.open_ticket(new).id
        project()
        return ticket_id

    return make


@pytest.fixture
def find(desk: TicketsService) -> Find:
    def search(text: str, **wanted: object) -> Hits:
        return desk.models.search.hits(Wanted(asked_terms(text), **wanted))

    return search


def ids(hits: Hits) -> list[UUID]:
    return [one.ticket.ticket_id for one in hits.hits]


def test_two_characters_a_phrase_and_an_english_word_find_a_ticket(
    opened: Open, find: Find
) -> None:
    lost = opened("银行卡丢失", description="VISA card stolen in Paris")
    fee = opened("银行年费", description="why is there a fee")

    assert [lost] == ids(find("银行卡"))
    assert [lost] == ids(find("丢失"))
    assert [fee] == ids(find("FEE"))
    assert {lost, fee} == set(ids(find("银行")))
    assert [lost] == ids(find("银行 paris"))
    assert [] == ids(find("银行 tokyo"))
    assert [] == ids(find("par"))


def test_a_hit_says_where_each_term_was_found_and_ranks_by_it(opened: Open, find: Find) -> None:
    said = opened("其他问题", description="我要退款")
    subject = opened("申请退款")
    hits = find("退款")

    assert [subject, said] == ids(hits)
    assert [4, 2] == [one.points for one in hits.hits]
    assert {"退款": ("description",)} == hits.hits[1].found
    assert hits.is_complete


def test_what_was_written_and_how_it_was_resolved_is_found(
    desk: TicketsService, opened: Open, find: Find, as_employee: ActAs, project: Callable[[], None]
) -> None:
    ticket_id = opened("咨询", is_taken=True, kind="suggestion")
    with as_employee():
        desk.use_cases.correspondences.keep_note(ticket_id, text="客户情绪激动")
        desk.use_cases.correspondences.send_reply(ticket_id, text="please visit the branch")
        desk.use_cases.particulars.record_information(
            ticket_id, {"product": "理财产品"}, expected_version=None
        )
        desk.use_cases.tickets.resolve_ticket(ticket_id, resolution="已转告网点")
    project()

    for text, field in (
        ("情绪", "correspondence"),
        ("branch", "correspondence"),
        ("理财", "description"),
        ("网点", "resolution"),
    ):
        assert [ticket_id] == ids(find(text, fields=(field,)))
        assert [] == ids(find(text, fields=("subject",)))


def test_the_search_is_narrowed_by_filter_and_time(opened: Open, find: Find) -> None:
    old = opened("账单有误", asked_at=MONDAY.replace(year=2019))
    new = opened("账单有误", channel="email")

    assert [new] == ids(find("账单", since=MONDAY.replace(day=1)))
    assert [old] == ids(find("账单", until=MONDAY.replace(day=1)))
    assert [new] == ids(find("账单", filters={"channel": "email"}))
    with pytest.raises(KeyError):
        find("账单", filters={"1=1; --": "x"})


def test_only_what_the_searcher_has_or_may_take_is_found(opened: Open, find: Find) -> None:
    theirs = opened("账单有误", is_taken=True)
    waiting = opened("账单有误")

    assert {theirs, waiting} == set(ids(find("账单", assignees={LI}, skill_groups={"cards"})))
    assert [waiting] == ids(find("账单", assignees={ZHAO}, skill_groups={"cards"}))
    assert [] == ids(find("账单", assignees={SUN}, skill_groups={"loans"}))


def test_the_work_of_a_question_is_bounded_and_said_to_be(
    opened: Open, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("账单 first")
    newest = opened("账单 second", asked_at=MONDAY.replace(hour=2))
    assert 2 == len(ids(find("账单")))
    monkeypatch.setattr(search_queries, "LOOKED_THROUGH", 1)
    hits = find("账单")

    assert [newest] == ids(hits)
    assert not hits.is_complete


@pytest.fixture
def erase(
    desk: TicketsService, settings: Settings, react: Callable[[Message], None]
) -> Iterator[Callable[[UUID], None]]:
    """Erases a customer, as `crm` does, and tells of it."""
    create_key_store(settings, grants=[Grant("crm", "customer", frozenset({"erase"}))])
    crm = open_key_store(settings, service="crm")

    def carry_out(customer_id: UUID) -> None:
        crm.erase(f"customer:{customer_id}")
        desk.keys._forget({f"customer:{customer_id}"})
        react(message("crm.customer_erased", {"customer_id": str(customer_id)}))

    yield carry_out
    crm.close()


def test_erasure_removes_the_rows_and_a_repetition_changes_nothing(
    desk: TicketsService,
    opened: Open,
    find: Find,
    erase: Callable[[UUID], None],
    project: Callable[[], None],
) -> None:
    gone = opened("账单有误")
    kept = opened("账单有误", customer_id=OTHER)
    assert {gone, kept} == set(ids(find("账单")))
    erase(CUSTOMER)
    erase(CUSTOMER)
    project()

    assert [kept] == ids(find("账单"))
    with desk.read_database.reading() as connection:
        postings = connection.execute(select(func.count()).select_from(POSTINGS)).scalar_one()
        texts = connection.execute(select(TEXTS.c.subject)).scalars().all()
    assert (3, [f"customer:{OTHER}"]) == (postings, texts)
    assert compare_with_replay(desk.models.ticket_search, own_source(desk.store)).is_equal


def test_an_unknown_callers_words_stay_when_the_customer_named_later_is_erased(
    desk: TicketsService,
    opened: Open,
    find: Find,
    erase: Callable[[UUID], None],
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_employee():
        contact = desk.use_cases.contacts.offer_contact(channel="phone").id
    ticket_id = opened("账单有误", customer_id=None, contact_id=contact, is_taken=True)
    with as_employee():
        desk.use_cases.particulars.name_customer(
            ticket_id, customer_id=CUSTOMER, expected_version=None
        )
        desk.use_cases.correspondences.keep_note(ticket_id, text="有误 投诉")
        desk.use_cases.particulars.record_information(
            ticket_id, {"product": "存折"}, expected_version=None
        )
    project()
    assert [ticket_id] == ids(find("存折"))
    erase(CUSTOMER)
    project()

    assert ([ticket_id], [], []) == (ids(find("账单")), ids(find("存折")), ids(find("投诉")))
    assert compare_with_replay(desk.models.ticket_search, own_source(desk.store)).is_equal


def test_no_row_holds_a_word_and_the_hashes_need_the_key(
    desk: TicketsService, opened: Open, settings: Settings
) -> None:
    opened("银行卡丢失", description="stolen wallet")
    name = settings.data_dir / "tickets-read.sqlite"
    stored = b"".join(
        path.read_bytes() for path in (name, name.with_name(f"{name.name}-wal")) if path.exists()
    )

    assert [] == [one for one in ("银行", "丢失", "stolen", "wallet") if one.encode() in stored]
    hashed = desk.models.ticket_search.hash_of("stolen")
    assert hashed == desk.models.ticket_search.hash_of("stolen")
    assert hashed != desk.models.ticket_search.hash_of("wallet")
    assert -(1 << 63) <= hashed < 1 << 63
