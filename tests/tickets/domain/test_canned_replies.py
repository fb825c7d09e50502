import pytest

from services.tickets.domain.canned_reply import CannedReply
from services.tickets.domain.canned_reply_errors import CannedReplyRetired, PlaceholderUnknown
from tests.support.tickets import at, new_events, without_events

ZH = "{customer_name}您好，工单{ticket_number}已受理，{customer_name}请放心。"


def reply(zh: str = ZH, en: str = "Ticket {ticket_number} is in work.") -> CannedReply:
    with at():
        made = CannedReply.create("greeting")
        made.publish_version(title="问候", zh=zh, en=en, skill_groups=["cards", "cards"])
    return without_events(made)


def test_placeholders_are_filled_and_what_is_missing_is_said() -> None:
    values = {"ticket_number": "T-000001-3", "customer_name": None}
    rendered = reply().render(values, language="zh")

    assert "[客户姓名]您好，工单T-000001-3已受理，[客户姓名]请放心。" == rendered.text
    assert ("customer_name",) == rendered.missing


def test_what_fills_a_placeholder_is_never_filled_itself() -> None:
    values = {"ticket_number": "{customer_name}", "customer_name": "{ticket_number}"}

    assert "{ticket_number}您好" in reply().render(values, language="zh").text


def test_without_an_english_text_the_chinese_one_is_rendered() -> None:
    values = {"ticket_number": "T-1", "customer_name": "王芳"}

    assert "Ticket T-1 is in work." == reply().render(values, language="en").text
    assert "王芳" in reply(en="").render(values, language="en").text


@pytest.mark.parametrize("text", ["{salary}", "{}", "{customer_name", "}", "{{customer_name}}"])
def test_a_placeholder_that_nobody_fills_is_refused_by_its_field(text: str) -> None:
    made = reply()
    with at(), pytest.raises(PlaceholderUnknown) as refused:
        made.publish_version(title="x", zh="好", en=text, skill_groups=[])

    assert {"en"} == {one.field for one in refused.value.fields}
    assert [] == new_events(made)


def test_a_retired_reply_is_changed_no_more() -> None:
    made = reply()
    with at():
        made.retire()
        with pytest.raises(CannedReplyRetired):
            made.publish_version(title="x", zh="好", en="", skill_groups=[])

    assert ["Retired"] == new_events(made)
    assert ("cards",) == made.version_in_use.skill_groups
