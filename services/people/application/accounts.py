"""Agent IDs [工号] and their passwords, kept by the agent-ID administrator (SE-6)."""

from __future__ import annotations

from uuid import UUID

from services.people.application.credentials import Credentials
from services.people.application.finding import existing_employee
from services.people.application.permissions import MANAGE_ACCOUNTS
from services.people.application.sessions import end_account, end_session
from services.people.application.tries import Tries
from services.people.domain.account import PASSWORD_RESET, Account
from services.people.domain.account_errors import (
    AccountAlreadyOpened,
    AccountNotFound,
    AgentIdIsStaffNumber,
    AgentIdTaken,
)
from services.people.domain.forms import AGENT_ID, check_form
from services.people.domain.passwords import PasswordRules, in_normal_form
from services.people.domain.rules import PASSWORDS
from shared.context import acting, current_context
from shared.event_store import SideWrite, insert
from shared.event_store.store import Store, expect_version
from shared.rules import Rules

AGENT_IDS = "agent_ids"
"""Kind of the side rows that keep agent IDs to one person for ever."""


class Accounts:
    """What can be done with accounts.

    Args:
        store: the log of `people`.
        rules: the rules in force.
        credentials: the passwords.
        tries: the wrong passwords.
    """

    def __init__(
        self, store: Store, *, rules: Rules, credentials: Credentials, tries: Tries
    ) -> None:
        self._store = store
        self._rules = rules
        self._credentials = credentials
        self._tries = tries

    def account_of(self, employee_id: UUID) -> Account:
        """The account of an employee, for those who manage accounts and for its holder.

        Raises:
            AccountNotFound: there is none, or not for this reader.
        """
        context = current_context()
        found = self._store.find(Account, Account.id_for(employee_id))
        if found is None or not (context.may(MANAGE_ACCOUNTS) or context.actor == str(employee_id)):
            raise AccountNotFound(key=employee_id)
        return found

    def open_account(
        self,
        employee_id: UUID,
        *,
        agent_id: str,
        initial_password: str,
        level: int | None = None,
    ) -> Account:
        """An agent ID with an initial password, which its holder must change at once.

        Args:
            employee_id: whose it is, for ever.
            agent_id: the agent ID; apart from the staff number, never shared.
            initial_password: told to the employee; its policy is that of all passwords.
            level: level of authority that it may be used with; the employee's own by default.

        Raises:
            AgentIdTaken: it belongs or belonged to somebody.
            AgentIdAboveLevel: it lies above the employee's own level.
            AccountAlreadyOpened: the employee has one.
            PasswordTooWeak: the initial password breaks the policy.
        """
        current_context().require(MANAGE_ACCOUNTS)
        account, rows = self.prepare_account(
            employee_id, agent_id=agent_id, initial_password=initial_password, level=level
        )
        self._store.save(account, beside=rows)
        return account

    def prepare_account(
        self,
        employee_id: UUID,
        *,
        agent_id: str,
        initial_password: str,
        level: int | None = None,
    ) -> tuple[Account, list[SideWrite]]:
        """A new account with the rows of its agent ID and password, whoever asks."""
        employee = existing_employee(self._store, employee_id)
        employee.require_employed()
        return self.account_for(
            employee_id,
            staff_number=employee.staff_number,
            holder_level=employee.level,
            agent_id=agent_id,
            initial_password=initial_password,
            level=level,
        )

    def account_for(
        self,
        employee_id: UUID,
        *,
        staff_number: str,
        holder_level: int,
        agent_id: str,
        initial_password: str,
        level: int | None = None,
    ) -> tuple[Account, list[SideWrite]]:
        """Like `prepare_account`, for an employee who may be hired in the same save."""
        check_form(agent_id, AGENT_ID, field="agent_id")
        if agent_id == staff_number:
            raise AgentIdIsStaffNumber(field="agent_id")
        if self._store.side_row(AGENT_IDS, agent_id) is not None:
            raise AgentIdTaken(agent_id=agent_id, field="agent_id")
        if self._store.find(Account, Account.id_for(employee_id)) is not None:
            raise AccountAlreadyOpened
        account = Account.open(
            employee_id,
            agent_id=agent_id,
            level=holder_level if level is None else level,
            holder_level=holder_level,
        )
        rows = [
            insert(AGENT_IDS, agent_id, str(employee_id)),
            self._new_password(account, initial_password, field="initial_password"),
        ]
        return account, rows

    def reset_password(
        self,
        employee_id: UUID,
        *,
        initial_password: str,
        reason: str,
        expected_version: int | None = None,
    ) -> Account:
        """A forgotten or stolen password is replaced by an initial one; ends lock-out and session.

        Only the agent-ID administrator does this, never for themselves, and it is recorded.

        Args:
            employee_id: whose password.
            initial_password: told to the employee, who must change it at once.
            reason: what happened.
            expected_version: version of the account that the caller saw.

        Raises:
            OwnPasswordReset: the actor's own.
        """
        account = self._managed(employee_id, expected_version)
        context = current_context()
        with acting(context.because(reason)):
            account.reset_password(reset_by=context.actor)
            rows = end_session(self._store, account, cause=PASSWORD_RESET)
        rows += [
            self._tries.forgotten(account.agent_id),
            self._new_password(account, initial_password, field="initial_password"),
        ]
        self._store.save(account, beside=rows)
        return account

    def close_account(
        self, employee_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Account:
        """The agent ID is withdrawn for ever."""
        account = self._managed(employee_id, expected_version)
        with acting(current_context().because(reason)):
            rows = end_account(self._store, account)
        self._store.save(account, beside=rows)
        return account

    def _managed(self, employee_id: UUID, expected_version: int | None) -> Account:
        current_context().require(MANAGE_ACCOUNTS)
        account = self.account_of(employee_id)
        expect_version(account, expected_version)
        return account

    def _new_password(self, account: Account, password: str, *, field: str) -> SideWrite:
        rules = self._rules.read(PASSWORDS, PasswordRules, at=current_context().occurred_at)
        plain = in_normal_form(password)
        rules.check(plain, agent_id=account.agent_id, field=field)
        return self._credentials.replaced(account.id, plain, remembered=rules.remembered)
