"""Where processes die: an installation with its office, checked after each row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from shared.bus.requests import ask, await_request
from shared.sealed.key_database import key_database
from shared.sealed.vault import Vault
from tests.faults.checkers import check_running
from tests.faults.evidence import Attempt, Evidence, Finding
from tests.faults.live import LiveInstallation, embedded_installation, installation_on_servers
from tests.faults.office import Office, found_office
from tests.faults.results import RowContext, RowResult
from tests.faults.workload import Workload
from tests.support.installation import SETTLED_WITHIN

OpenInstallation = Callable[[RowContext], AbstractContextManager[LiveInstallation]]

DATABASES: dict[str, OpenInstallation] = {
    "SQLite": embedded_installation,
    "PostgreSQL": installation_on_servers,
}


@dataclass
class Site:
    """An installation with its office, on which one point after the other is passed.

    Args:
        installation: the installation, running.
        office: its people.
        attempts: all that was ever sent: the checkers look at all that is stored.
        known: what they have found before.
    """

    installation: LiveInstallation
    office: Office
    attempts: list[Attempt] = field(default_factory=list)
    known: set[Finding] = field(default_factory=set)

    def workload(self, seed: int, *, name: str, erases: bool = False) -> Workload:
        """New clients."""
        crm_url = self.installation.crm_url
        return Workload(self.office, seed=seed, name=name, crm_url=crm_url, erases=erases)

    def take_in(self, workload: Workload, result: RowResult) -> None:
        """Keeps what clients have sent, for the checkers."""
        result.attempts += len(workload.attempts)
        self.attempts += workload.attempts

    def check(self, result: RowResult) -> None:
        """Adds to `result` what the checkers find that they had not found before."""
        self.installation.note_memory()
        result.peak_memory = self.installation.peak_memory
        evidence = Evidence(
            attempts=self.attempts,
            services=self.installation.services,
            seconds_to_recover=result.recovery_seconds,
            peak_memory=[result.peak_memory],
            absorbed=result.absorbed,
        )
        found = check_running(evidence, settle=self.installation.settle)
        found += _unerased(self.installation, self.attempts)
        result.findings += [one for one in found if one not in self.known]
        self.known.update(found)

    def rebuild(self) -> None:
        """Has the read models of `tickets` built anew, and waits for it."""
        store = self.installation.services["tickets"].store
        key = ask(store, "rebuild", read_model="")
        answer = await_request(store, key, within=SETTLED_WITHIN, shown=lambda state: None)
        assert "done" == answer.state, answer.result


@contextmanager
def site_on(open_installation: OpenInstallation, context: RowContext) -> Iterator[Site]:
    """A new installation with its office; it ends with the block."""
    with open_installation(context) as installation:
        yield Site(installation, found_office(installation, agents=2))


def _unerased(installation: LiveInstallation, attempts: Sequence[Attempt]) -> Iterator[Finding]:
    """Customers whose erasure was acknowledged and who still have a key, or no tombstone."""
    vault = Vault(key_database(installation.settings))
    buried = {one.subject for one in vault.tombstones()}
    keys = vault.keys()
    vault.close()
    readable = {one.subject for one in keys}
    for one in attempts:
        subject = f"customer:{one.entity_id}"
        is_erased = subject in buried and subject not in readable
        if one.kind == "erase_customer" and one.outcome == "acknowledged" and not is_erased:
            yield Finding("I1", "lost", f"{one.key}: {subject} was erased and can be read.")
