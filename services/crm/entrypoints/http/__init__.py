"""The HTTP API of `crm`: customer files for the centre's people, gateway and feed for the CRM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.crm.application.customers import SEE
from services.crm.domain.rules import CrmRules
from services.crm.entrypoints.http.customers import add_changes, add_customers
from services.crm.entrypoints.http.gateway import add_feed, add_gateway, add_interface
from services.crm.entrypoints.http.letters import add_letters, add_outgoing_mails
from services.crm.entrypoints.http.web_form import add_web_form
from services.crm.entrypoints.http.web_form_page import add_web_form_page
from services.crm.messages.asyncapi import crm_interface
from shared.web import Blueprint, history_routes, rule_routes

if TYPE_CHECKING:
    from services.crm.service import CrmService


def make_blueprint(parts: CrmService) -> Blueprint:
    """The part of the API that `crm` owns.

    Args:
        parts: the service's parts.
    """
    blueprint = Blueprint(
        "crm",
        __name__,
        url_prefix="/api/crm/v1",
        description="Customer files [客户档案], the CRM's gateway and feed",
        template_folder="templates",
    )
    add_customers(blueprint, parts.customers)
    add_changes(blueprint, parts.customers)
    add_gateway(blueprint, parts.inbox)
    add_feed(blueprint, parts.feed)
    add_letters(blueprint, parts.letters)
    add_outgoing_mails(blueprint, parts.mail_sending)
    add_web_form(blueprint, parts.web_form)
    add_web_form_page(blueprint, parts.web_form)
    add_interface(blueprint, crm_interface(parts.publications))
    rule_routes(blueprint, parts.store, CrmRules, needs=SEE)
    history_routes(blueprint, parts.service())
    return blueprint
