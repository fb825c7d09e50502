"""Every operation of the API answers somebody who may with success."""

from uuid import UUID

import pytest

from tests.people.conftest import INITIAL, MAIN
from tests.people.entrypoints.conftest import API, headers_of, with_key

SECRET = "s" * 40
REASON = {"reason": "约定"}


class Caller:
    """Calls operations as one person and notes which answered with success.

    Args:
        client: the API.
        headers: of the caller's session.
    """

    def __init__(self, client, headers):
        self.client = client
        self.headers = headers
        self.succeeded = set()

    def get(self, path, **query):
        return self._answered(
            self.client.get(f"{API}{path}", headers=self.headers, query_string=query)
        )

    def send(self, method, path, body=None, *, version=None):
        more = {} if version is None else {"If_Match": f'"{version}"'}
        answer = self.client.open(
            f"{API}{path}",
            method=method,
            json=body,
            headers=with_key(self.headers, **more),
        )
        return self._answered(answer)

    def _answered(self, answer):
        assert answer.status_code in (200, 201, 204), answer.text
        rule = self.client.application.url_map.bind("localhost").match(
            answer.request.path, method=answer.request.method
        )
        self.succeeded.add(rule[0].removeprefix("people."))
        return answer.get_json() if answer.data else None


@pytest.fixture
def caller(client, as_administrator):
    return Caller(client, as_administrator)


def test_every_operation_succeeds_for_somebody_who_may(
    client, caller, as_administrator, project, parts
):
    employee_id = an_employees_life(caller)
    the_organisation(caller, employee_id)
    roles_and_skills(caller, employee_id)
    accounts_and_clients(caller, employee_id)
    calendars_and_rules(caller)
    project()
    lists(caller)
    history(caller, employee_id, parts)
    one_own(client, caller, employee_id)
    caller.send(
        "POST",
        f"/employees/{employee_id}/departure",
        {
            "kind": "resigned",
            "last_day": "2020-03-01",
        },
        version=caller.get(f"/employees/{employee_id}")["version"],
    )
    assert set() == operations(client) - caller.succeeded


def operations(client):
    document = client.get(f"{API}/openapi.json").get_json()
    described = [one for path in document["paths"].values() for one in path.values()]
    return {one["operationId"] for one in described if "operationId" in one}


def an_employees_life(caller):
    hired = caller.send(
        "POST",
        "/employees",
        {
            "staff_number": "S1",
            "name": "李雷",
            "site_id": str(MAIN),
            "hired_on": "2020-01-06",
        },
    )
    path = f"/employees/{hired['employee_id']}"
    caller.send("POST", f"{path}/probation", {"until": "2020-02-01"}, version=1)
    caller.send("POST", f"{path}/confirmation", {"on": "2020-02-01"}, version=2)
    caller.send("PUT", f"{path}/personal-data", {"name": "李明"}, version=3)
    text = "staff_number,name,site,hired_on\nB1,小明,main,2020-01-06\n"
    imported = caller.send("POST", "/employee-imports", {"csv": text})
    caller.get(f"/employee-imports/{imported['import_id']}")
    return hired["employee_id"]


def the_organisation(caller, employee_id):
    site = caller.send(
        "POST",
        "/sites",
        {
            "code": "chengdu",
            "name": "成都",
            "zone": "Asia/Shanghai",
            "weekly": {"monday": []},
        },
    )
    caller.get(f"/sites/{site['site_id']}")
    caller.send("PUT", f"/sites/{site['site_id']}/name", {"name": "成都二"}, version=1)
    team = caller.send(
        "POST",
        "/teams",
        {
            "code": "one",
            "name": "一组",
            "site_id": site["site_id"],
            "business_line": "banking",
        },
    )
    caller.get(f"/teams/{team['team_id']}")
    caller.send("PUT", f"/teams/{team['team_id']}/leader", {"leader_id": employee_id}, version=1)
    caller.send("POST", f"/teams/{team['team_id']}/dissolution", version=2)
    group = caller.send(
        "POST",
        "/skill-groups",
        {
            "code": "cards",
            "name": "银行卡",
            "business_line": "banking",
        },
    )
    caller.get(f"/skill-groups/{group['skill_group_id']}")
    position = caller.send("POST", "/positions", {"code": "agent", "title": "客服", "level": 1})
    caller.send(
        "POST",
        f"/positions/{position['position_id']}/descriptions",
        {
            "content": "受理",
            "workflow": "核实",
            "standard": "达标",
            "authority": [{"decision": "refund", "limit_minor": 20000, "currency": "CNY"}],
        },
        version=1,
    )
    caller.get(f"/positions/{position['position_id']}")
    place = {
        "site": {"site_id": site["site_id"]},
        "team": {"team_id": None},
        "supervisor": {"supervisor_id": None},
        "position": {"position_id": position["position_id"]},
    }
    for name, body in place.items():
        version = caller.get(f"/employees/{employee_id}")["version"]
        caller.send("PUT", f"/employees/{employee_id}/{name}", body, version=version)


def roles_and_skills(caller, employee_id):
    path = f"/employees/{employee_id}"
    caller.send("POST", f"{path}/roles", {"role": "agent"}, version=1)
    caller.send("POST", f"{path}/role-withdrawals", {"role": "agent"}, version=2)
    caller.send("POST", f"{path}/roles", {"role": "agent"}, version=3)
    caller.get(f"{path}/roles")
    caller.send("PUT", f"{path}/skills/cards", {"level": 2}, version=1)
    caller.send("PUT", f"{path}/skill-groups/cards", version=2)
    caller.send("DELETE", f"{path}/skill-groups/cards", version=3)
    caller.send("DELETE", f"{path}/skills/cards", version=4)
    caller.get(f"{path}/skills")


def accounts_and_clients(caller, employee_id):
    path = f"/employees/{employee_id}/account"
    caller.send("POST", path, {"agent_id": "8017", "initial_password": "Anderes-Wort-5"})
    caller.send(
        "POST", f"{path}/password-resets", {"initial_password": INITIAL} | REASON, version=1
    )
    caller.get(path)
    client = caller.send(
        "POST",
        "/clients",
        {
            "name": "crm",
            "roles": ["crm_client"],
            "secret": SECRET,
        },
    )
    address = f"/clients/{client['client_id']}"
    caller.get(address)
    caller.send("POST", "/client-sessions", {"client": "crm", "secret": SECRET})
    caller.send("PUT", f"{address}/secret", {"secret": "t" * 40}, version=1)
    caller.send("POST", f"{address}/closure", version=2)


def calendars_and_rules(caller):
    path = f"/sites/{MAIN}/calendar"
    version = caller.get(path)["version"]
    caller.get(f"{path}/in-force", valid_at="2020-01-06T08:00:00+08:00")
    caller.send(
        "POST",
        f"{path}/versions",
        {
            "content": {"weekly": {"monday": ["08:00-12:00", "22:00-06:00"]}},
        }
        | REASON,
        version=version,
    )
    caller.send(
        "POST",
        f"{path}/days",
        {
            "day": "2020-12-31",
            "name": "盘点",
            "blocks": ["09:00-10:00"],
        }
        | REASON,
        version=version + 1,
    )
    withdrawn = {"day": "2020-12-31"} | REASON
    caller.send("POST", f"{path}/day-withdrawals", withdrawn, version=version + 2)
    proposed = caller.get("/year-proposals", year=2026)
    assert proposed.pop("names_adjusted_workdays")
    caller.send("PUT", f"{path}/years/2026", proposed | REASON, version=version + 3)
    book = caller.get("/rules/sign_in")
    content = book["versions"][0]["content"] | {"tries": 4}
    caller.send(
        "POST",
        "/rules/sign_in/versions",
        {
            "content": content,
            "effective_from": "2019-01-01T00:00:00Z",
        }
        | REASON,
        version=book["version"],
    )
    caller.get("/rules/sign_in/in-force")
    caller.get("/rules/sign_in/versions/2/review")


def lists(caller):
    for path in (
        "/employees",
        "/sites",
        "/teams",
        "/skill-groups",
        "/positions",
        "/accounts",
        "/clients",
        "/role-holders",
        "/open-acknowledgements",
        "/skills/cards/holders",
        "/skill-groups/cards/members",
    ):
        caller.get(path, limit=5)


def history(caller, employee_id, parts):
    service = parts.service()
    entities = {}
    for record in parts.store.recorder.select_records(after=0, limit=10_000):
        entities.setdefault(parts.store.mapper.aggregate_topic(record.topic), record.originator_id)
    for name, aggregate in service.aggregates.items():
        plural = f"{name}s".replace("_", "-")
        entity_id: UUID = entities[aggregate.TOPIC]
        caller.get(f"/{plural}/{entity_id}/history")
        caller.get(f"/{plural}/{entity_id}/diff", **{"from": 1, "to": 2})


def one_own(client, caller, employee_id):
    session = caller.send("POST", "/sessions", {"agent_id": "8017", "password": INITIAL})
    own = Caller(client, headers_of(session["token"]))
    own.send(
        "POST",
        "/password-changes",
        {
            "old_password": INITIAL,
            "new_password": "Selbst-Gewaehlt-2",
        },
    )
    own.headers = headers_of(own.send("POST", "/sessions/renewals")["token"])
    version = own.get("/me")["version"]
    own.send("POST", f"/employees/{employee_id}/acknowledgements", {"version": 1}, version=version)
    own.send("DELETE", "/sessions/current")
    account = caller.get(f"/employees/{employee_id}/account")
    caller.send(
        "POST", f"/employees/{employee_id}/account/closure", REASON, version=account["version"]
    )
    caller.succeeded |= own.succeeded
