"""What a browser is given that plays a package: its files, its runtime, its reports.

A package's scripts are somebody else's. Each of its pages is put into a sandbox with an origin of
its own that nothing shares, ours neither: no token, cookie or storage is within reach, nothing
outside of this installation is connected to, and of it only what the link opens anyway. As such a
page cannot look for the runtime in its parent, the runtime is put into the page.
"""

from __future__ import annotations

import json
import mimetypes
import re
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Response, url_for
from marshmallow import EXCLUDE

from services.training.application.plays import Plays
from services.training.domain.scorm_attempt import ScormAttempt
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import packages as schemas
from shared.web import Blueprint, Limit, command, count_against, query

CONTENT_SECURITY_POLICY = (
    "sandbox allow-scripts allow-forms allow-modals; default-src 'self' data: blob:;"
    " script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " base-uri 'self'; form-action 'none'; object-src 'none'"
)
"""Packages are full of inline scripts; the sandbox is what keeps them apart."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    # An origin that nothing shares is never the same one, not even for frames within a package;
    # browsers pass over a value that they do not know. Who has no link frames nothing.
    "X-Frame-Options": "ALLOWALL",
    "X-Content-Type-Options": "nosniff",
}
"""What a sandboxed page needs to load its own files. The link is the secret, and no credentials are
sent to it, so that any origin may read the answer gives nothing away."""

BY_LINK = Limit("package-reports-by-attempt", burst=60, per_minute=60)
"""Reports of one attempt."""

_PLAY = "/plays/<uuid:attempt_id>/<string(length=64):play_key>"
_RUNTIME = Path(__file__).with_name("scorm_runtime.js").read_text(encoding="utf-8")
_PAGES = (".htm", ".html", ".xhtml")
_HEAD = re.compile(rb"<head(\s[^>]{0,999})?>|<html(\s[^>]{0,999})?>", re.IGNORECASE)
_BEFORE = re.compile(
    rb"(\xef\xbb\xbf)?(\s|<!--.*?-->|<\?[^>]*>|<!doctype[^>]*>)*", re.IGNORECASE | re.DOTALL
)
_LOOKED_AT = 65_536


def add_plays(blueprint: Blueprint, door: Door) -> None:
    """Adds the playing of packages."""
    plays = door.cases.plays

    @blueprint.route(f"{_PLAY}/files/<path:path>", methods=["GET"])
    @blueprint.arguments(schemas.AnyQuery, location="query", unknown=EXCLUDE)
    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/octet-stream"
    )
    @query(signed_in=False)
    def show_package_file(
        _: dict[str, Any], attempt_id: UUID, play_key: str, path: str
    ) -> Response:
        """Gives a file of the package that the link opens, in a sandbox."""
        content = plays.read_file(attempt_id, key=play_key, path=path)
        if path.lower().endswith(_PAGES):
            address = url_for(
                "training.show_package_runtime", attempt_id=attempt_id, play_key=play_key
            )
            content = with_runtime(content, address=address)
        return Response(content, content_type=media_type_of(path), headers=HEADERS)

    @blueprint.route(f"{_PLAY}/runtime.js", methods=["GET"])
    @blueprint.response(200, {"type": "string"}, content_type="text/javascript")
    @query(signed_in=False)
    def show_package_runtime(attempt_id: UUID, play_key: str) -> Response:
        """Gives the SCORM 1.2 runtime API with what the attempt holds."""
        attempt = plays.begin(attempt_id, key=play_key)
        commit_url = url_for("training.report_play", attempt_id=attempt_id, play_key=play_key)
        given = json.dumps({**_given(plays, attempt), "commit_url": commit_url})
        return Response(
            f"{_RUNTIME.rstrip()}({given});\n",
            content_type="text/javascript; charset=utf-8",
            headers=HEADERS,
        )

    @blueprint.route(f"{_PLAY}/reports", methods=["POST"])
    @blueprint.arguments(schemas.ReportForm, location="form")
    @blueprint.response(200, schemas.ReportedSchema)
    @command(signed_in=False, idempotent=False)
    def report_play(data: dict[str, Any], attempt_id: UUID, play_key: str) -> Response:
        """Keeps what a package reports; passed or completed completes the unit."""
        count_against(BY_LINK, key=str(attempt_id))
        attempt = plays.commit_report(attempt_id, key=play_key, **data)
        content = json.dumps({"lesson_status": attempt.lesson_status})
        return Response(content, content_type="application/json", headers=HEADERS)


def with_runtime(page: bytes, *, address: str) -> bytes:
    """A page whose first script is the runtime; all is ASCII, whatever the page is written in."""
    script = f'<script src="{address}"></script>'.encode("ascii")
    start = page[:_LOOKED_AT]
    before = _BEFORE.match(start)
    end = before.end() if before else 0
    found = _HEAD.search(start, end)
    end = found.end() if found else end
    return page[:end] + script + page[end:]


def media_type_of(path: str) -> str:
    """How a browser is to read a file; what is not known is only saved."""
    kind, encoding = mimetypes.guess_type(path)
    return kind if kind is not None and encoding is None else "application/octet-stream"


def _given(plays: Plays, attempt: ScormAttempt) -> dict[str, str]:
    location, suspend_data = plays.texts_of(attempt)
    report = attempt.report
    score = None if report is None else report.score
    return {
        "student_id": str(attempt.employee_id),
        "lesson_status": attempt.lesson_status,
        "score_raw": "" if score is None else str(score),
        "lesson_location": location,
        "suspend_data": suspend_data,
        "entry": attempt.entry,
        "total_time": _time(attempt.seconds_before + attempt.seconds),
        "launch_data": plays.package_of(attempt).manifest.launch_data,
    }


def _time(seconds: int) -> str:
    return f"{seconds // 3600:04d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
