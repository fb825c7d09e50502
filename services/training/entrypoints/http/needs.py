"""Training needs, over HTTP (TR-5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.domain.audience import Target, audience_of
from services.training.domain.need import Need
from services.training.domain.need_weights import Evidence, week_of, worth_of
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import needs as schemas
from services.training.entrypoints.schemas.plain import EvidenceSchema, SmallNumber
from services.training.read_models.need_list import FILTERS, ListedNeed
from shared.context import current_context
from shared.event_store import AsOf
from shared.web import (
    Blueprint,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

PURPOSE = "show-training-need"


def add_needs(blueprint: Blueprint, door: Door) -> None:
    """Adds the raising of needs."""
    needs = door.cases.needs

    def show(need_id: UUID) -> dict[str, Any]:
        return shown_need(door, door.found(Need, need_id))

    @blueprint.route("/needs", methods=["POST"])
    @blueprint.arguments(schemas.NewNeedSchema)
    @blueprint.response(201, schemas.NeedSchema)
    @command(shows=show)
    def raise_need(data: dict[str, Any]) -> UUID:
        """Says what your team needs to learn [培训需求]; who plans training, what anybody does."""
        targets = audience_of(Target(**one) for one in data.pop("audience"))
        evidences = tuple(Evidence(**one) for one in data.pop("evidences"))
        return needs.raise_need(audience=targets, evidences=evidences, **data).id

    @blueprint.route("/my-needs", methods=["POST"])
    @blueprint.arguments(schemas.OwnNeedSchema)
    @blueprint.response(201, schemas.NeedSchema)
    @command(shows=show)
    def raise_own_need(data: dict[str, Any]) -> UUID:
        """Says what you need to learn yourself."""
        return needs.raise_own_need(**data).id

    @blueprint.route("/needs/<uuid:need_id>/evidences", methods=["POST"])
    @blueprint.arguments(EvidenceSchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def add_need_evidence(data: dict[str, Any], need_id: UUID) -> UUID:
        """Adds what shows a need that you raised, or for which you plan training."""
        return needs.add_evidence(
            need_id, evidence=Evidence(**data), expected_version=if_match()
        ).id


def add_need_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the list of needs, and one of them."""
    needs = door.cases.needs

    @blueprint.route("/needs", methods=["GET"])
    @blueprint.arguments(schemas.NeedsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.NeedRowSchema))
    @query
    def list_needs(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists what you raised, what is about you or your team, or all; the weightiest first."""
        found = door.models.needs.page(
            needs.reader(),
            state=asked["state"],
            filters={name: asked[name] for name in FILTERS if name in asked},
            target_id=asked.get("target_id"),
            after=after(asked["cursor"], tuple[SmallNumber, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.rank, one.need_id))
        return {**page, "items": [_row(one) for one in page["items"]]}

    @blueprint.route("/needs/<uuid:need_id>", methods=["GET"])
    @blueprint.response(200, schemas.NeedSchema)
    @query
    def show_need(need_id: UUID) -> dict[str, Any]:
        """Shows a need with each part of its score, and what became of it, as it stood then."""
        moment = as_of()
        return shown_need(door, needs.see_need(need_id, as_of=moment), as_of=moment)


def shown_need(door: Door, need: Need, *, as_of: AsOf | None = None) -> dict[str, Any]:
    """A need as the actor may see it.

    Args:
        door: opens its words for those who may read them.
        need: the need.
        as_of: the moment at which it stood so.
    """
    reader = door.cases.needs.reader()
    raised_on = need.created_on.date()
    parts = need.weight.at(raised_on, today=current_context().occurred_at.date())
    is_whole = reader.sees_whole(need)
    return {
        "need_id": need.id,
        "version": need.version,
        "state": need.state,
        "origin": need.origin,
        "origins": list(need.origins),
        "audience": msgspec.to_builtins(reader.shown(need)),
        "competency": need.competency,
        "urgency": need.urgency,
        "evidences": [msgspec.structs.asdict(one) for one in need.evidences],
        "raiser_id": need.raiser_id,
        "raised_on": raised_on,
        "description": _opened(door, need.description) if is_whole else None,
        "score": {"points": worth_of(parts), "parts": msgspec.to_builtins(parts)},
        "merged_from": list(need.merged_from) if reader.sees_all else [],
        "merged_into": need.merged_into,
        "outcome": _outcome(door, door.cases.needs.settled_in(need, as_of=as_of)),
    }


def _outcome(door: Door, need: Need) -> dict[str, Any]:
    answer = need.answer
    is_whole = door.cases.needs.reader().sees_whole(need)
    return {
        "state": need.state,
        "answer": answer and answer.kind,
        "course_id": answer and answer.course_id,
        "coach_id": answer and answer.coach_id,
        "due_on": answer and answer.due_on,
        "words": _opened(door, need.words) if is_whole else None,
        "study_id": need.study_id,
    }


def _opened(door: Door, sealed: Any) -> str | None:
    return door.keys.open_or_none(sealed, purpose=PURPOSE)


def _row(listed: ListedNeed) -> dict[str, Any]:
    weeks = week_of(current_context().occurred_at.date()) - week_of(listed.raised_on)
    return {**vars(listed), "points": listed.points + listed.points_per_week * max(0, weeks)}
