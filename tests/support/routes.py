"""Routes that are compiled once in a process, for all the apps that its tests make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

_builders: dict[tuple[str, bool], Callable[..., Any]] = {}


class CompiledOnce(Rule):
    """A route that takes over the code by which an earlier one of its form builds addresses.

    Compiling that code is a third of making an app, and a test of an API makes one of its own.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
        if self.defaults or self.subdomain or self.host:
            return super()._compile_builder(append_unknown)
        form = self.rule, append_unknown
        if form not in _builders:
            _builders[form] = super()._compile_builder(append_unknown)
        return _builders[form]


def compile_routes_once() -> None:
    """Has every app that is made from now on take over compiled routes."""
    Flask.url_rule_class = CompiledOnce
