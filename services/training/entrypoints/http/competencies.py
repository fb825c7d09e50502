"""The competencies of the centre, over HTTP."""

from __future__ import annotations

from typing import Any

from services.training.application.access import SELF
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas.competencies import CompetenciesSchema
from shared.context import current_context
from shared.web import Blueprint, query


def add_competencies(blueprint: Blueprint, door: Door) -> None:
    """Adds the list of competencies."""

    @blueprint.route("/competencies", methods=["GET"])
    @blueprint.response(200, CompetenciesSchema)
    @query
    def list_competencies() -> dict[str, Any]:
        """Lists what courses teach, questions ask and development plans aim at [胜任力]."""
        current_context().require(SELF)
        return {"items": [vars(one) for one in door.rules.competencies.competencies]}
