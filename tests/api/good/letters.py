"""Good requests to `crm` about letters, outgoing mails and the web form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.good.asking import ANYBODY, Ask, Good, Supply, permitted, plain
from tests.api.mailroom import mail_failed, mail_taken

HANDLE = permitted("crm.handle_letters")
BULK = {"Precedence": "bulk"}


def of_a_letter(**headers: str) -> Callable[[Supply], Ask]:
    """About a new letter."""
    return lambda supply: Ask(
        {"letter_id": mail_taken(supply.centre, number=supply.number, **headers).id}
    )


def of_a_mail(supply: Supply) -> Ask:
    """About a mail that did not arrive."""
    return Ask({"outgoing_mail_id": mail_failed(supply.centre, number=supply.number)})


def _filled_form(supply: Supply) -> dict[str, Any]:
    with supply.centre.installing("crm"):
        form = supply.centre.crm.web_form.open_form()
    return {
        "form": form,
        "category": "inquiry",
        "subject": "年费",
        "text": "怎么退？",
        "email": "fang.wang@example.com",
    }


LETTERS = {
    "list_letters": Good("boss", HANDLE, lambda _: Ask(query={"outcome": "set_aside"})),
    "show_letter": Good("boss", HANDLE, of_a_letter()),
    "download_original": Good("boss", HANDLE, of_a_letter()),
    "take_up_letter": Good("boss", HANDLE, of_a_letter(**BULK)),
    "list_outgoing_mails": Good("boss", HANDLE, lambda _: Ask(query={"state": "failed"})),
    "show_outgoing_mail": Good("boss", HANDLE, of_a_mail),
    "send_mail_again": Good("boss", HANDLE, of_a_mail),
    "open_web_form": Good(None, ANYBODY, plain()),
    "send_web_letter": Good(None, ANYBODY, lambda supply: Ask(body=_filled_form(supply))),
    "show_web_form_page": Good(None, ANYBODY, plain()),
    "send_web_letter_by_page": Good(None, ANYBODY, lambda supply: Ask(form=_filled_form(supply))),
}
