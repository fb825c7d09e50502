"""SCORM packages, over HTTP: imported into courses, launched by learners."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import url_for

from services.training.application.plays import Plays
from services.training.domain.package import Package
from services.training.domain.scorm_attempt import ScormAttempt
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import packages as schemas
from shared.web import Blueprint, command, query


def add_packages(blueprint: Blueprint, door: Door) -> None:
    """Adds the importing of packages."""
    packages = door.cases.packages

    def show(package_id: UUID) -> dict[str, Any]:
        return _package(door.found(Package, package_id))

    @blueprint.route("/courses/<uuid:course_id>/packages", methods=["POST"])
    @blueprint.arguments(schemas.PackageFileSchema, location="files")
    @blueprint.response(201, schemas.PackageSchema)
    @command(shows=show)
    def import_package(data: dict[str, Any], course_id: UUID) -> UUID:
        """Imports a SCORM 1.2 package [课件包]; a hostile or broken archive changes nothing."""
        return packages.import_package(course_id, content=data["file"].read()).id

    @blueprint.route("/packages/<uuid:package_id>", methods=["GET"])
    @blueprint.response(200, schemas.PackageSchema)
    @query
    def show_package(package_id: UUID) -> dict[str, Any]:
        """Shows a package with its files."""
        return _package(packages.see_package(package_id))


def add_launches(blueprint: Blueprint, door: Door) -> None:
    """Adds the launching of packages."""
    plays = door.cases.plays

    def show(attempt_id: UUID) -> dict[str, Any]:
        return _launch(plays, door.found(ScormAttempt, attempt_id))

    @blueprint.route(
        "/enrolments/<uuid:enrolment_id>/units/<string(maxlength=60):unit_code>/launch",
        methods=["POST"],
    )
    @blueprint.response(201, schemas.LaunchSchema)
    @command(shows=show)
    def launch_unit(enrolment_id: UUID, unit_code: str) -> UUID:
        """Begins to play a package of your own course where you left it; older links end."""
        return plays.launch_unit(enrolment_id, unit_code=unit_code).id


def _launch(plays: Plays, attempt: ScormAttempt) -> dict[str, Any]:
    manifest = plays.package_of(attempt).manifest
    root = url_for(
        "training.show_package_file",
        attempt_id=attempt.id,
        play_key=plays.key_of(attempt),
        path="",
    )
    return {
        "attempt_id": attempt.id,
        "version": attempt.version,
        "session": attempt.session,
        "lesson_status": attempt.lesson_status,
        "seconds": attempt.seconds_before + attempt.seconds,
        "url": f"{root}{quote(manifest.entry)}{manifest.parameters}",
        "expires_at": plays.link_ends_at(attempt),
    }


def _package(package: Package) -> dict[str, Any]:
    manifest = package.manifest
    return {
        "package_id": package.id,
        "version": package.version,
        "course_id": package.course_id,
        "title": manifest.title,
        "entry": manifest.entry,
        "mastery_score": None if manifest.mastery_score is None else str(manifest.mastery_score),
        "files": [{"path": one.path, "size": one.size} for one in package.files.values()],
    }
