"""Roles, skills and skill groups of employees over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import SEE_EMPLOYEES
from services.people.domain.roles import RoleRecord
from services.people.domain.skills import SkillRecord
from services.people.entrypoints.schemas.authority import (
    MemberSchema,
    RoleGrantSchema,
    RoleHolderSchema,
    RoleHoldersQuery,
    RolesSchema,
    RoleWithdrawalSchema,
    SkillHolderSchema,
    SkillLevelSchema,
    SkillsSchema,
)
from shared.context import current_context
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_roles(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the roles of employees (RO-2, RO-3)."""

    def show(record_id: UUID) -> dict[str, Any]:
        return _shown_roles(parts.store.get(RoleRecord, record_id))

    @blueprint.route("/employees/<uuid:employee_id>/roles", methods=["GET"])
    @blueprint.response(200, RolesSchema)
    @query
    def show_roles(employee_id: UUID) -> dict[str, Any]:
        """Shows all roles that an employee was granted."""
        parts.people.employee(employee_id)
        record_id = RoleRecord.id_for(employee_id)
        return _shown_roles(parts.store.get(RoleRecord, record_id, as_of=as_of()))

    @blueprint.route("/employees/<uuid:employee_id>/roles", methods=["POST"])
    @blueprint.arguments(RoleGrantSchema)
    @blueprint.response(201, RolesSchema)
    @command(shows=show)
    def grant_role(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Grants a role for a time, never above one's own level (SE-6)."""
        record = parts.authority.grant_role(employee_id, **data, expected_version=if_match())
        return record.id

    @blueprint.route("/employees/<uuid:employee_id>/role-withdrawals", methods=["POST"])
    @blueprint.arguments(RoleWithdrawalSchema)
    @blueprint.response(201, RolesSchema)
    @command(shows=show)
    def withdraw_role(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Withdraws a role; if at once, the employee must sign in anew."""
        record = parts.authority.withdraw_role(employee_id, **data, expected_version=if_match())
        return record.id

    @blueprint.route("/role-holders", methods=["GET"])
    @blueprint.arguments(RoleHoldersQuery, location="query")
    @blueprint.response(200, page_schema(RoleHolderSchema))
    @query
    def list_role_holders(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists who holds which role at a moment."""
        current_context().require(SEE_EMPLOYEES)
        rows = parts.role_holders.page(
            role=asked["role"],
            at=asked["valid_at"] or current_context().occurred_at,
            after=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        return page_of(rows, asked["limit"], key=lambda one: (one.role, str(one.employee_id)))


def add_skills(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the skills of employees."""

    @blueprint.route("/employees/<uuid:employee_id>/skills", methods=["GET"])
    @blueprint.response(200, SkillsSchema)
    @query
    def show_skills(employee_id: UUID) -> dict[str, Any]:
        """Shows the skills of an employee and the skill groups they work in."""
        parts.people.employee(employee_id)
        record_id = SkillRecord.id_for(employee_id)
        return _shown_skills(parts.store.get(SkillRecord, record_id, as_of=as_of()))

    @blueprint.route(f"/employees/<uuid:employee_id>/skills/{_CODE_OF_SKILL}", methods=["PUT"])
    @blueprint.arguments(SkillLevelSchema)
    @blueprint.response(200, SkillsSchema)
    @command(shows=lambda one: _shown_skills(parts.store.get(SkillRecord, one)))
    def grant_skill(data: dict[str, Any], employee_id: UUID, skill: str) -> UUID:
        """Grants a skill at a level."""
        record = parts.skills.grant_skill(
            employee_id, skill=skill, **data, expected_version=if_match()
        )
        return record.id

    @blueprint.route(f"/employees/<uuid:employee_id>/skills/{_CODE_OF_SKILL}", methods=["DELETE"])
    @blueprint.response(200, SkillsSchema)
    @command(shows=lambda one: _shown_skills(parts.store.get(SkillRecord, one)))
    def withdraw_skill(employee_id: UUID, skill: str) -> UUID:
        """Withdraws a skill."""
        record = parts.skills.withdraw_skill(employee_id, skill=skill, expected_version=if_match())
        return record.id

    @blueprint.route(f"/skills/{_CODE_OF_SKILL}/holders", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(SkillHolderSchema))
    @query
    def list_skill_holders(asked: dict[str, Any], skill: str) -> dict[str, Any]:
        """Lists who holds a skill."""
        current_context().require(SEE_EMPLOYEES)
        rows = parts.skill_holders.holders(
            skill, after=_last_employee(asked), limit=asked["limit"] + 1
        )
        return page_of(rows, asked["limit"], key=lambda one: (one.employee_id,))


def add_skill_groups(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds who works in which skill group."""

    @blueprint.route(
        f"/employees/<uuid:employee_id>/skill-groups/{_CODE_OF_GROUP}", methods=["PUT"]
    )
    @blueprint.response(200, SkillsSchema)
    @command(shows=lambda one: _shown_skills(parts.store.get(SkillRecord, one)))
    def join_skill_group(employee_id: UUID, skill_group: str) -> UUID:
        """Lets an employee work in a skill group whose skills they hold."""
        record = parts.skills.join_skill_group(
            employee_id, skill_group=skill_group, expected_version=if_match()
        )
        return record.id

    @blueprint.route(
        f"/employees/<uuid:employee_id>/skill-groups/{_CODE_OF_GROUP}", methods=["DELETE"]
    )
    @blueprint.response(200, SkillsSchema)
    @command(shows=lambda one: _shown_skills(parts.store.get(SkillRecord, one)))
    def leave_skill_group(employee_id: UUID, skill_group: str) -> UUID:
        """Lets an employee work in a skill group no more."""
        record = parts.skills.leave_skill_group(
            employee_id, skill_group=skill_group, expected_version=if_match()
        )
        return record.id

    @blueprint.route(f"/skill-groups/{_CODE_OF_GROUP}/members", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(MemberSchema))
    @query
    def list_skill_group_members(asked: dict[str, Any], skill_group: str) -> dict[str, Any]:
        """Lists who works in a skill group."""
        current_context().require(SEE_EMPLOYEES)
        rows = parts.skill_holders.members(
            skill_group, after=_last_employee(asked), limit=asked["limit"] + 1
        )
        page = page_of(rows, asked["limit"], key=lambda one: (one,))
        return {**page, "items": [{"employee_id": one} for one in page["items"]]}


_CODE_OF_SKILL = "<string(minlength=1,maxlength=50):skill>"
_CODE_OF_GROUP = "<string(minlength=1,maxlength=50):skill_group>"


def _last_employee(asked: dict[str, Any]) -> UUID | None:
    last = after(asked["cursor"], tuple[UUID])
    return None if last is None else last[0]


def _shown_roles(record: RoleRecord) -> dict[str, Any]:
    return {
        "role_record_id": record.id,
        "version": record.version,
        "employee_id": record.employee_id,
        "grants": record.grants,
    }


def _shown_skills(record: SkillRecord) -> dict[str, Any]:
    return {
        "skill_record_id": record.id,
        "version": record.version,
        "employee_id": record.employee_id,
        "skills": record.skills,
        "skill_groups": list(record.groups),
    }
