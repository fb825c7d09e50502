"""The web kernel: what an HTTP entrypoint of a service is written with."""

from shared.web.authentication import caller
from shared.web.blueprint import Blueprint, Schema
from shared.web.commands import command, query
from shared.web.etags import if_match
from shared.web.factory import make_app
from shared.web.history import as_of, history_routes
from shared.web.host import count_against
from shared.web.limits import Limit
from shared.web.paging import Digits, PageQuery, after, page_of, page_schema
from shared.web.reading import after_write
from shared.web.refusals import NotSignedIn
from shared.web.rules import rule_routes
from shared.web.tokens import Claims, TokenReader, TokenSigner, create_token_keys

__all__ = [
    "Blueprint",
    "Claims",
    "Digits",
    "Limit",
    "NotSignedIn",
    "PageQuery",
    "Schema",
    "TokenReader",
    "TokenSigner",
    "after",
    "after_write",
    "as_of",
    "caller",
    "command",
    "count_against",
    "create_token_keys",
    "history_routes",
    "if_match",
    "make_app",
    "page_of",
    "page_schema",
    "query",
    "rule_routes",
]
