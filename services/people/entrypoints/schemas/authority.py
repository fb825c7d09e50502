"""Shapes of roles, skills, accounts, sessions and machine clients."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Range

from services.people.entrypoints.schemas.forms import (
    ValidAtPageQuery,
    agent_id,
    moment,
    password,
    short_code,
    text,
)
from shared.fields import Moment
from shared.web import Schema


class CredentialsSchema(Schema):
    """Agent ID and password."""

    agent_id = text(100, required=True)
    password = password()


class ClientCredentialsSchema(Schema):
    """Name and secret of a machine client."""

    client = text(100, required=True)
    secret = password()


class TokenSchema(Schema):
    """A signed token, to be sent as `Authorization: Bearer <token>`."""

    token = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds."})


class SessionSchema(TokenSchema):
    """A session of a person."""

    employee_id = fields.UUID(required=True)
    must_change_password = fields.Boolean(
        required=True,
        metadata={"description": "The token is good for changing the password alone."},
    )


class PasswordChangeSchema(Schema):
    """One's own password, old and new."""

    old_password = password()
    new_password = password()


class AccountOpeningSchema(Schema):
    """An agent ID with an initial password, which must be changed at the first sign-in."""

    agent_id = agent_id(required=True)
    initial_password = password()
    level = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=Range(0, 100),
        metadata={"description": "At most the employee's own level, which is the default."},
    )


class PasswordResetSchema(Schema):
    """A new initial password and why it is needed (SE-6)."""

    initial_password = password()
    reason = text(500, required=True)


class AccountSchema(Schema):
    """An account; passwords are never shown."""

    account_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    agent_id = fields.String(required=True)
    level = fields.Integer(required=True)
    must_change_password = fields.Boolean(required=True)
    locked_until = Moment(required=True, allow_none=True)
    last_signed_in_at = Moment(required=True, allow_none=True)
    is_closed = fields.Boolean(required=True)


class AccountRowSchema(Schema):
    """An account in a list."""

    agent_id = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    must_change_password = fields.Boolean(required=True)
    locked_until = Moment(required=True, allow_none=True)
    last_signed_in_at = Moment(required=True, allow_none=True)
    is_closed = fields.Boolean(required=True)


class RoleGrantSchema(Schema):
    """A role for a time."""

    role = short_code(required=True)
    effective_from = moment(load_default=None, allow_none=True)
    effective_until = moment(load_default=None, allow_none=True)


class RoleWithdrawalSchema(Schema):
    """A role and when it ends; now by default."""

    role = short_code(required=True)
    effective_at = moment(load_default=None, allow_none=True)


class RolesSchema(Schema):
    """All roles that an employee was granted."""

    role_record_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    grants = fields.List(fields.Nested(RoleGrantSchema), required=True)


class RoleHoldersQuery(ValidAtPageQuery):
    """Which role, and when."""

    role = short_code(load_default=None)


class RoleHolderSchema(RoleGrantSchema):
    """Somebody who holds a role."""

    employee_id = fields.UUID(required=True)


class SkillLevelSchema(Schema):
    """The level at which a skill is held."""

    level = fields.Integer(required=True, strict=True, validate=Range(1, 100))


class SkillsSchema(Schema):
    """What an employee can do, and in which skill groups they work."""

    skill_record_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    skills = fields.Dict(fields.String(), fields.Integer(), required=True)
    skill_groups = fields.List(fields.String(), required=True)


class SkillHolderSchema(Schema):
    """Somebody who holds a skill."""

    employee_id = fields.UUID(required=True)
    skill = fields.String(required=True)
    level = fields.Integer(required=True)


class MemberSchema(Schema):
    """Somebody who works in a skill group."""

    employee_id = fields.UUID(required=True)


class ClientRegistrationSchema(Schema):
    """A machine client with its roles and its secret."""

    name = short_code(required=True)
    roles = fields.List(short_code(), required=True, validate=Length(1, 20))
    secret = password()


class SecretSchema(Schema):
    """A new secret."""

    secret = password()


class ClientSchema(Schema):
    """A machine client; its secret is never shown."""

    client_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    is_closed = fields.Boolean(required=True)


class ClientRowSchema(Schema):
    """A machine client in a list."""

    client_id = fields.UUID(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    is_closed = fields.Boolean(required=True)
