"""Links that nobody can guess: only a keyed hash is kept, and the link itself sealed (GV-2)."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from services.tickets.domain.survey_errors import SurveyLinkUnknown
from services.tickets.domain.survey_invitation import SurveyInvitation
from shared.event_store.side_rows import SideWrite, insert
from shared.event_store.store import Store
from shared.sealed import KeyStore

SURVEY_LINKS = "survey_links"
"""Kind of the side rows: by the keyed hash of a token the invitation that it opens."""

_TOKEN_BYTES = 32
_FIELD = "survey-link"


class SurveyLinks:
    """Makes and follows links.

    The look-up is by a keyed hash, so neither its time nor the stored rows tell of tokens.

    Args:
        store: the log.
        keys: makes the keyed hash.
    """

    def __init__(self, store: Store, *, keys: KeyStore) -> None:
        self._store = store
        self._keys = keys

    def new_link(self, invitation_id: UUID, *, expires_at: datetime) -> tuple[str, SideWrite]:
        """A token of 256 random bits, and the row by which it is found."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = {"invitation_id": str(invitation_id)}
        return token, insert(SURVEY_LINKS, self._hash(token), row, expires_at=expires_at)

    def invitation_of(self, token: str) -> SurveyInvitation:
        """The invitation that a token opens.

        Raises:
            SurveyLinkUnknown: it opens none.
        """
        row = self._store.side_row(SURVEY_LINKS, self._hash(token))
        if row is None:
            raise SurveyLinkUnknown
        return self._store.get(SurveyInvitation, UUID(row.content["invitation_id"]))

    def _hash(self, token: str) -> str:
        return self._keys.lookup_hash(_FIELD, token)
