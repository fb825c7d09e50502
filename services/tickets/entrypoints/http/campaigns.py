"""Campaigns of outbound calls and their lists, over HTTP (TK-3, TK-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.campaigns import check_sees_campaigns
from services.tickets.domain.campaign import Campaign, Plan, Trigger
from services.tickets.domain.outbound_rules import CallingRules
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.outbound_tasks import task_row
from services.tickets.entrypoints.schemas import campaigns as schemas
from services.tickets.entrypoints.schemas import outbound_tasks
from shared.clock import iso
from shared.web import Blueprint, after, as_of, command, if_match, page_of, page_schema, query


def add_campaigns(blueprint: Blueprint, door: Door) -> None:
    """Adds what shows campaigns and plans them."""
    campaigns = door.cases.outbound.campaigns

    def show(campaign_id: UUID) -> dict[str, Any]:
        return _campaign(campaigns.campaign(campaign_id))

    @blueprint.route("/campaigns", methods=["GET"])
    @blueprint.arguments(schemas.CampaignsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CampaignRowSchema))
    @query
    def list_campaigns(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the campaigns, the newest first."""
        check_sees_campaigns()
        found = door.models.campaigns.page(
            state=asked.get("state"),
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.planned_at, one.campaign_id))
        times = ("from_at", "until_at")
        return {
            **page,
            "items": [
                {**vars(one), **{name: iso(getattr(one, name)) for name in times}}
                for one in page["items"]
            ],
        }

    @blueprint.route("/campaigns", methods=["POST"])
    @blueprint.arguments(schemas.NewCampaignSchema)
    @blueprint.response(201, schemas.CampaignSchema)
    @command(shows=show)
    def plan_campaign(data: dict[str, Any]) -> UUID:
        """Plans a campaign within the rules; nobody is called yet."""
        return campaigns.plan_campaign(_plan(data)).id

    @blueprint.route("/campaigns/<uuid:campaign_id>", methods=["GET"])
    @blueprint.response(200, schemas.CampaignSchema)
    @query
    def show_campaign(campaign_id: UUID) -> dict[str, Any]:
        """Shows a campaign, as it stands or stood."""
        return _campaign(campaigns.see_campaign(campaign_id, as_of=as_of()))


def add_campaign_progress(blueprint: Blueprint, door: Door) -> None:
    """Adds how far campaigns are, and their lists."""
    campaigns = door.cases.outbound.campaigns

    @blueprint.route("/campaigns/<uuid:campaign_id>/progress", methods=["GET"])
    @blueprint.response(200, schemas.ProgressShownSchema)
    @query
    def show_campaign_progress(campaign_id: UUID) -> dict[str, Any]:
        """Shows how far a campaign is: listed, tried, reached, by state and by disposition."""
        campaigns.see_campaign(campaign_id)
        counts = door.models.campaigns.counts(campaign_id)
        return {"campaign_id": campaign_id, "counts": counts}

    @blueprint.route("/campaigns/<uuid:campaign_id>/tasks", methods=["GET"])
    @blueprint.arguments(outbound_tasks.TasksQuery, location="query")
    @blueprint.response(200, page_schema(outbound_tasks.TaskRowSchema))
    @query
    def list_campaign_tasks(asked: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
        """Lists who is on the list of a campaign, and what came of it."""
        campaigns.see_campaign(campaign_id)
        last = after(asked["cursor"], tuple[UUID])
        found = door.models.outbound_list.page(
            campaign_id,
            state=asked.get("state"),
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.task_id,))
        return {**page, "items": [task_row(one) for one in page["items"]]}


def add_campaign_steps(blueprint: Blueprint, door: Door) -> None:
    """Adds the life of a campaign."""
    campaigns = door.cases.outbound.campaigns

    def show(campaign_id: UUID) -> dict[str, Any]:
        return _campaign(campaigns.campaign(campaign_id))

    @blueprint.route("/campaigns/<uuid:campaign_id>/start", methods=["POST"])
    @blueprint.response(200, schemas.CampaignSchema)
    @command(shows=show)
    def start_campaign(campaign_id: UUID) -> UUID:
        """Lets customers be called, for the first time or after a pause."""
        return campaigns.start_campaign(campaign_id, expected_version=if_match()).id

    @blueprint.route("/campaigns/<uuid:campaign_id>/pause", methods=["POST"])
    @blueprint.response(200, schemas.CampaignSchema)
    @command(shows=show)
    def pause_campaign(campaign_id: UUID) -> UUID:
        """Lets nobody be called for the time being."""
        return campaigns.pause_campaign(campaign_id, expected_version=if_match()).id

    @blueprint.route("/campaigns/<uuid:campaign_id>/end", methods=["POST"])
    @blueprint.response(200, schemas.CampaignSchema)
    @command(shows=show)
    def end_campaign(campaign_id: UUID) -> UUID:
        """Ends a campaign; what is left of its list is not called any more."""
        return campaigns.end_campaign(campaign_id, expected_version=if_match()).id

    @blueprint.route("/campaigns/<uuid:campaign_id>/calling", methods=["POST"])
    @blueprint.arguments(schemas.CallingSchema)
    @blueprint.response(200, schemas.CampaignSchema)
    @command(shows=show)
    def change_calling(data: dict[str, Any], campaign_id: UUID) -> UUID:
        """Calls at other times or with other tries from now on, within the rules."""
        calling = CallingRules(**data)
        return campaigns.change_calling(campaign_id, calling, expected_version=if_match()).id

    @blueprint.route("/campaigns/<uuid:campaign_id>/targets", methods=["POST"])
    @blueprint.arguments(schemas.TargetsSchema)
    @blueprint.response(200, schemas.CampaignSchema)
    @command(shows=show)
    def list_targets(data: dict[str, Any], campaign_id: UUID) -> UUID:
        """Puts customers on the list; whoever is on it already stays as they are."""
        return campaigns.list_targets(campaign_id, **data, expected_version=if_match()).id


def _plan(data: dict[str, Any]) -> Plan:
    trigger = data.get("trigger")
    made = trigger and Trigger(**{**trigger, "kinds": tuple(trigger["kinds"])})
    return Plan(**{**data, "calling": CallingRules(**data["calling"]), "trigger": made})


def _campaign(campaign: Campaign) -> dict[str, Any]:
    plan = campaign.plan
    return {
        "campaign_id": campaign.id,
        "version": campaign.version,
        "state": campaign.state,
        **msgspec.structs.asdict(plan),
        "calling": msgspec.structs.asdict(plan.calling),
        "trigger": None if plan.trigger is None else msgspec.structs.asdict(plan.trigger),
        "from_at": iso(plan.from_at),
        "until_at": iso(plan.until_at),
    }
