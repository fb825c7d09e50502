"""SCORM packages over HTTP: imported, launched, and played in a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from werkzeug.serving import make_server

from services.training.entrypoints.http.plays import media_type_of, with_runtime
from services.training.service import TrainingService
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.support.catalogue import teach
from tests.support.scorm import LESSON, archive, files_of
from tests.support.training import LI, ZHAO, ZHOU
from tests.support.training_http import Caller
from tests.training.conftest import TRAINER

AS_TRAINER: dict[str, Any] = {"by": ZHOU, "permissions": TRAINER}
UNIT = {"code": "package", "kind": "scorm", "title": "课件", "minutes": 30}
CHROMIUM = shutil.which("chromium")

SCRIPT = """
var told = [];
function tell(name, value) { told.push(name + "=" + value); }
function tried(name, act) {
  try { tell(name, act()); } catch (refusal) { tell(name, refusal.name); }
}
var api = findAPI(window);
tell("early", api.LMSGetValue("cmi.core.entry") + api.LMSGetLastError());
tell("begun", api.LMSInitialize(""));
tell("entry", api.LMSGetValue("cmi.core.entry"));
tell("status", api.LMSGetValue("cmi.core.lesson_status"));
tell("data", api.LMSGetValue("cmi.suspend_data"));
tell("launch", api.LMSGetValue("cmi.launch_data"));
tell("time", api.LMSGetValue("cmi.core.total_time"));
tell("student", api.LMSGetValue("cmi.core.student_id"));
tell("wrong", api.LMSSetValue("cmi.core.lesson_status", "great") + api.LMSGetLastError());
tell("reading", api.LMSSetValue("cmi.core.entry", "x") + api.LMSGetLastError());
tell("writing", api.LMSGetValue("cmi.core.exit") + api.LMSGetLastError());
tell("keyword", api.LMSSetValue("cmi.core._children", "x") + api.LMSGetLastError());
tell("missing", api.LMSGetValue("cmi.interactions._count") + api.LMSGetLastError());
tell("nothing", api.LMSGetValue("cmi.objectives.0.id") + api.LMSGetLastError());
tell("set", api.LMSSetValue("cmi.suspend_data", "第三题"));
api.LMSSetValue("cmi.core.exit", "suspend");
api.LMSSetValue("cmi.core.session_time", "00:01:40.5");
tell("kept", api.LMSCommit(""));
api.LMSSetValue("cmi.core.score.raw", "90");
tell("ended", api.LMSFinish(""));
tell("late", api.LMSCommit("") + api.LMSGetErrorString(api.LMSGetLastError()));
tried("storage", function () { return window.localStorage.length; });
tried("cookie", function () { return document.cookie; });
tell("origin", window.origin);
tried("api", function () {
  var request = new XMLHttpRequest();
  request.open("GET", "/api/training/v1/courses", false);
  request.send();
  return request.status;
});
tried("outside", function () {
  var request = new XMLHttpRequest();
  request.open("GET", "http://127.0.0.2:9/", false);
  request.send();
  return request.status;
});
document.title = "played";
document.body.setAttribute("data-told", told.join("|"));
"""


@pytest.fixture
def caller(settings: Settings, school: TrainingService, platform: Platform) -> Caller:
    app = make_app(settings, [school.service()], platform)
    return Caller(app, TokenSigner(settings.token_keys_file))


@pytest.fixture
def course_id(school: TrainingService) -> UUID:
    return teach(school)


def imported(caller: Caller, course_id: UUID, content: bytes, *, expect: int = 201) -> Any:
    return caller.ask(
        "POST",
        f"/courses/{course_id}/packages",
        data={"file": (BytesIO(content), "lesson.zip", "application/zip")},
        **AS_TRAINER,
        expect=expect,
    ).get_json()


def enrolled(caller: Caller, course_id: UUID, content: bytes) -> str:
    """Where Li's enrolment in a course with this package is found."""
    package = imported(caller, course_id, content)
    body = {
        "level": "basic",
        "title_zh": "课件课程",
        "objectives": [{"text": "x", "competencies": ["communication"]}],
        "units": [{**UNIT, "package_id": package["package_id"]}],
    }
    path = f"/courses/{course_id}/versions"
    caller.ask("POST", path, body, **AS_TRAINER, if_match=2, expect=201)
    asked = {"course_id": str(course_id), "employee_id": str(LI)}
    made = caller.ask("POST", "/enrolments", asked, **AS_TRAINER, expect=201).get_json()
    return f"/enrolments/{made['enrolment_id']}"


def test_a_package_is_imported_and_a_hostile_one_refused(
    caller: Caller, course_id: UUID, school: TrainingService
) -> None:
    package = imported(caller, course_id, archive())
    end = school.store.recorder.last_position()
    refused = imported(caller, course_id, archive(files_of(bomb=bytes(5_000_000))), expect=422)
    shown = caller.ask("GET", f"/packages/{package['package_id']}", **AS_TRAINER).get_json()
    caller.ask("GET", f"/packages/{package['package_id']}", expect=403)

    assert ["file"] == [one["field"] for one in refused["errors"]]
    assert "as bombs are" in refused["detail"]
    assert end == school.store.recorder.last_position()
    assert ("第一课", "content/index.html", "80") == (
        shown["title"],
        shown["entry"],
        shown["mastery_score"],
    )


def test_a_page_is_given_to_who_holds_the_link_in_a_sandbox(
    caller: Caller, course_id: UUID
) -> None:
    path = enrolled(caller, course_id, archive())
    caller.ask("POST", f"{path}/units/package/launch", by=ZHAO, expect=404)
    launch = caller.ask("POST", f"{path}/units/package/launch", expect=201).get_json()
    client = caller.app.test_client()
    page = client.get(launch["url"])
    script = client.get(launch["url"].replace("index.html?lang=zh", "lib/lesson.js?v=1"))
    runtime = client.get(re.search(r'src="(/api[^"]*)"', page.text)[1])  # type: ignore[index]
    wrong = client.get(re.sub("[0-9a-f]{64}", "0" * 64, launch["url"]))
    outside = client.get(launch["url"].replace("content/index.html", "../../x"))

    policy = page.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "Set-Cookie" not in page.headers
    assert "text/html" == page.headers["Content-Type"]
    assert page.text.index("runtime.js") < page.text.index("<title>")
    assert ("text/javascript", LESSON) == (script.mimetype, script.text)
    assert "window.API" in runtime.text
    assert [404, 404] == [wrong.status_code, outside.status_code]


def test_a_report_is_taken_from_who_holds_the_link(caller: Caller, course_id: UUID) -> None:
    path = enrolled(caller, course_id, archive())
    launch = caller.ask("POST", f"{path}/units/package/launch", expect=201).get_json()
    client = caller.app.test_client()
    address = re.sub("/files/.*", "/reports", launch["url"])

    def report(**said: str) -> Any:
        return client.post(address, data={"lesson_status": "incomplete", **said})

    kept = report(session_time="0001:02:03.45", suspend_data="x", score_raw="79.5")
    assert (200, "*") == (kept.status_code, kept.headers["Access-Control-Allow-Origin"])
    for wrong in (
        {"lesson_status": "great"},
        {"score_raw": "101"},
        {"score_raw": "1e2"},
        {"session_time": "1:00"},
        {"suspend_data": "x" * 4097},
        {"lesson_location": "x" * 256},
        {"exit": "away"},
        {"employee_id": str(ZHAO)},
    ):
        assert 422 == report(**wrong).status_code, wrong
    forged = re.sub("[0-9a-f]{64}", "0" * 64, address)
    assert 404 == client.post(forged, data={"lesson_status": "passed"}).status_code
    assert "passed" == report(score_raw="80", is_finished="true").get_json()["lesson_status"]

    assert "completed" == caller.ask("GET", path).get_json()["state"]
    again = caller.ask("POST", f"{path}/units/package/launch", expect=201).get_json()
    assert (2, "passed", 0) == (again["session"], again["lesson_status"], again["seconds"])
    assert 404 == report().status_code


@pytest.mark.parametrize(
    ("page", "before"),
    [
        (b"<!DOCTYPE html>\n<Head profile='x'><p>", b"<!DOCTYPE html>\n<Head profile='x'>"),
        (b"<!-- <head> --><html>", b"<!-- <head> --><html>"),
        (b"\xef\xbb\xbf<!doctype html>\n<p>x", b"\xef\xbb\xbf<!doctype html>\n"),
        (b"<p>x", b""),
        (b"<header>x", b""),
    ],
)
def test_the_runtime_is_the_first_script_of_a_page(page: bytes, before: bytes) -> None:
    made = with_runtime(page, address="/r.js")

    assert before + b'<script src="/r.js"></script>' + page[len(before) :] == made


def test_a_page_made_to_be_slow_is_not() -> None:
    for page in (b"<head " * 100_000, b"<!--" * 100_000, b"<!doctype" * 100_000):
        assert len(page) < len(with_runtime(page, address="/r.js"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.HTML", "text/html"),
        ("x.js", "text/javascript"),
        ("x.svg", "image/svg+xml"),
        ("x.unknown", "application/octet-stream"),
        ("x", "application/octet-stream"),
        ("x.html.gz", "application/octet-stream"),
    ],
)
def test_what_is_not_known_is_only_saved(path: str, kind: str) -> None:
    assert kind == media_type_of(path)


@pytest.fixture
def address(caller: Caller) -> Iterator[str]:
    """Where a web server answers."""
    server = make_server("127.0.0.1", 0, caller.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def told_in_a_browser(url: str, folder: Path) -> dict[str, str]:
    """What the page of a package has found out."""
    assert CHROMIUM is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}"]
    shown = subprocess.run(
        [CHROMIUM, *options, "--dump-dom", url],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=120,
    )
    found = re.search(r'data-told="([^"]*)"', shown.stdout)
    assert found is not None, shown.stdout + shown.stderr
    return dict(one.split("=", 1) for one in found[1].split("|"))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_in_a_browser_a_package_finds_its_runtime_and_reaches_nothing_of_ours(
    caller: Caller, course_id: UUID, address: str, tmp_path: Path
) -> None:
    files = files_of(**{"content/lib/lesson.js": LESSON + SCRIPT})
    path = enrolled(caller, course_id, archive(files))
    launch = caller.ask("POST", f"{path}/units/package/launch", expect=201).get_json()
    first = told_in_a_browser(f"{address}{launch['url']}", tmp_path / "first")
    done = caller.ask("GET", path).get_json()
    launch = caller.ask("POST", f"{path}/units/package/launch", expect=201).get_json()
    second = told_in_a_browser(f"{address}{launch['url']}", tmp_path / "second")

    assert {
        "early": "301",
        "begun": "true",
        "entry": "ab-initio",
        "status": "not attempted",
        "data": "",
        "launch": "level=1",
        "time": "0000:00:00",
        "student": str(LI),
        "wrong": "false405",
        "reading": "false403",
        "writing": "404",
        "keyword": "false402",
        "missing": "203",
        "nothing": "401",
        "set": "true",
        "kept": "true",
        "ended": "true",
        "late": "falseNot initialized",
        "storage": "SecurityError",
        "cookie": "SecurityError",
        "origin": "null",
        "api": "NetworkError",
        "outside": "NetworkError",
    } == first
    assert "completed" == done["state"]
    assert ("resume", "passed", "第三题", "0000:01:40") == (
        second["entry"],
        second["status"],
        second["data"],
        second["time"],
    )
