"""What accounts and passwords refuse, named by the fact (SE-6)."""

from __future__ import annotations

from shared.errors import Conflict, DomainError, Invalid, NotFound, RuleViolated


class AccountNotFound(NotFound):
    """There is no such account."""

    code = "account-not-found"
    en = "There is no account {key}."
    zh = "没有找到账号 {key}。"


class AgentIdTaken(Conflict):
    """An agent ID belongs to one person for ever."""

    code = "agent-id-taken"
    en = "The agent ID {agent_id} belongs or belonged to somebody; agent IDs are never shared."
    zh = "工号 {agent_id} 已被使用；工号不得共用或转借。"


class AgentIdIsStaffNumber(RuleViolated):
    """Agent IDs are kept apart from staff numbers."""

    code = "agent-id-is-staff-number"
    en = "The agent ID must differ from the staff number."
    zh = "工号不得与员工编号相同。"


class AccountAlreadyOpened(Conflict):
    """One person has one account."""

    code = "account-already-opened"
    en = "The employee has an account already."
    zh = "该员工已有账号。"


class AccountClosed(RuleViolated):
    """A closed account stays closed."""

    code = "account-closed"
    en = "The account was closed."
    zh = "账号已注销。"


class AgentIdAboveLevel(RuleViolated):
    """No agent ID above its holder's own level (SE-6)."""

    code = "agent-id-above-level"
    en = "The agent ID asks for level {needed}; the employee's level is {level}."
    zh = "该工号需要 {needed} 级，员工为 {level} 级。"


class OwnPasswordReset(RuleViolated):
    """One changes one's own password; another resets it."""

    code = "own-password-reset"
    en = "Change your own password with the old one; only others' passwords are reset."
    zh = "本人密码请使用旧密码修改，重置仅适用于他人。"


class WrongCredentials(DomainError):
    """Agent ID and password do not fit; it is never said which."""

    kind = "not-signed-in"
    code = "wrong-credentials"
    en = "The agent ID or the password is wrong."
    zh = "工号或密码错误。"


class LockedOut(DomainError):
    """Too many wrong passwords (SE-6)."""

    kind = "too-many"
    code = "locked-out"
    en = "Too many wrong passwords: locked until {until}. The agent-ID administrator can reset it."
    zh = "密码错误次数过多，已锁定至 {until}；可联系工号管理负责人重置。"


class PasswordTooWeak(Invalid):
    """The password breaks the policy; every broken rule is named."""

    code = "password-too-weak"
    en = "The password is not accepted: {summary}"
    zh = "密码不符合要求：{summary}"


class SessionOver(DomainError):
    """The session does not stand any more."""

    kind = "not-signed-in"
    code = "session-over"
    en = "Your session is over; sign in again."
    zh = "会话已结束，请重新登录。"


class ClientNotFound(NotFound):
    """There is no such machine client."""

    code = "client-not-found"
    en = "There is no machine client {key}."
    zh = "没有找到机器客户端 {key}。"


class ClientClosed(RuleViolated):
    """A closed client stays closed."""

    code = "client-closed"
    en = "The machine client was closed."
    zh = "该机器客户端已停用。"


class RoleNotForClients(Invalid):
    """Machines get roles made for machines."""

    code = "role-not-for-clients"
    en = "{summary} is no role for machine clients; choose from {known}."
    zh = "{summary} 不是机器客户端的角色，可选：{known}。"


class AdministratorAlreadyThere(Conflict):
    """The first administrator is added once; others are granted the role."""

    code = "administrator-already-there"
    en = "The first administrator is there already; let them grant the role to others."
    zh = "首位管理员已存在，其他管理员请由其授予角色。"
