"""The private servers keep their promises: else the tests on them prove nothing."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pika
import psycopg
import pytest
from kombu.connection import Connection
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker

from tests.support.eventually import eventually
from tests.support.fixtures import NewRabbitMQNode
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import (
    end_process,
    is_running,
    note_process,
    remove_servers,
    start_process,
    wait_until_gone,
)
from tests.support.servers import PrivatePostgres, PrivateRabbitMQ, rabbitmq_password_hash


@pytest.fixture(scope="module")
def node(new_rabbitmq_node: NewRabbitMQNode, run_folder: Path) -> PrivateRabbitMQ:
    definitions = run_folder / "definitions-of-the-crm.json"
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    crm = {"name": "crm", "password_hash": rabbitmq_password_hash("letter"), "tags": ""}
    definitions.write_text(
        json.dumps(
            {
                "users": [crm],
                "vhosts": [{"name": "centre"}],
                "permissions": [{"user": "crm", "vhost": "centre", **everything}],
                "queues": [
                    {
                        "name": "inbox",
                        "vhost": "centre",
                        "durable": True,
                        "auto_delete": False,
                        "arguments": {"x-queue-type": "quorum"},
                    }
                ],
            }
        )
    )
    return new_rabbitmq_node(definitions=definitions)


def crm_address(node: PrivateRabbitMQ) -> pika.URLParameters:
    return pika.URLParameters(node.url("centre", user="crm", password="letter"))


def publish_into_the_inbox(node: PrivateRabbitMQ) -> None:
    with pika.BlockingConnection(crm_address(node)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_purge("inbox")
        channel.basic_publish("", "inbox", b"a ticket")


def waiting_messages(node: PrivateRabbitMQ) -> int:
    with pika.BlockingConnection(crm_address(node)) as connection:
        inbox = connection.channel().queue_declare("inbox", passive=True)
        return int(inbox.method.message_count)


def test_postgresql_takes_connections_with_fsync_on(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert ("on",) == connection.execute("SHOW fsync").fetchone()
        assert ("on",) == connection.execute("SHOW synchronous_commit").fetchone()
        assert ("400",) == connection.execute("SHOW max_connections").fetchone()
        assert ("UTF8",) == connection.execute("SHOW server_encoding").fetchone()


def test_postgresql_refuses_a_wrong_password(postgres_server: PrivatePostgres) -> None:
    address = postgres_server.url().replace(postgres_server.facts["password"], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_a_new_database_is_empty(new_database: Callable[[], str]) -> None:
    with psycopg.connect(new_database()) as used:
        used.execute("CREATE TABLE tickets (ticket_id uuid)")
    with psycopg.connect(new_database()) as fresh:
        assert (None,) == fresh.execute("SELECT to_regclass('tickets')").fetchone()


def test_a_dropped_database_is_gone(
    new_database: Callable[[], str], postgres_server: PrivatePostgres
) -> None:
    address = new_database()
    postgres_server.drop_database(address.rpartition("/")[2])
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(address)


def test_a_killed_postgresql_keeps_what_it_committed(run_folder: Path) -> None:
    ensure_keeper(run_folder)
    server = PrivatePostgres(make_run_folder(run_folder))
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
        server.kill()
    server.start()
    with psycopg.connect(server.url()) as connection:
        assert (7,) == connection.execute("SELECT figure FROM kept").fetchone()
    server.stop()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(server.url())
    remove_servers(server.folder)


def test_a_vhost_hides_the_queues_of_others(new_vhost: Callable[[], str]) -> None:
    with pika.BlockingConnection(pika.URLParameters(new_vhost())) as mine:
        mine.channel().queue_declare("inbox")
    with (
        pika.BlockingConnection(pika.URLParameters(new_vhost())) as another,
        pytest.raises(ChannelClosedByBroker, match="no queue 'inbox'"),
    ):
        another.channel().queue_declare("inbox", passive=True)


def test_a_node_with_definitions_has_their_users_and_no_guest(node: PrivateRabbitMQ) -> None:
    users = [line.split("\t")[0] for line in node.ctl("list_users").splitlines()]
    assert ["user", "crm"] == users


def test_a_node_has_no_plugins(node: PrivateRabbitMQ) -> None:
    assert "[]" == node.ctl("eval", "rabbit_plugins:active().").strip()


def test_a_wiped_node_loses_its_messages_and_gets_its_users_back(node: PrivateRabbitMQ) -> None:
    publish_into_the_inbox(node)
    eventually(lambda: waiting_messages(node) == 1, within=30)
    node.wipe()
    assert 0 == waiting_messages(node)


def test_a_killed_node_keeps_the_messages_it_confirmed(node: PrivateRabbitMQ) -> None:
    node.flush_new_queues()
    publish_into_the_inbox(node)
    node.kill()
    with pytest.raises(AMQPConnectionError):
        waiting_messages(node)
    node.start()
    eventually(lambda: waiting_messages(node) == 1, within=30)


def test_a_suspended_node_is_noticed_by_its_heartbeat(node: PrivateRabbitMQ) -> None:
    address = node.url("centre", user="crm", password="letter")
    with Connection(address, heartbeat=1) as connection:
        connection.connect()
        node.suspend()
        with pytest.raises(connection.connection_errors, match="heartbeat"):
            eventually(connection.heartbeat_check, within=30)
        node.resume()
    publish_into_the_inbox(node)


def test_an_object_on_the_same_folder_speaks_to_the_same_node(node: PrivateRabbitMQ) -> None:
    assert node.pid == PrivateRabbitMQ(node.folder).pid
    assert node.ctl("list_vhosts") == PrivateRabbitMQ(node.folder).ctl("list_vhosts")


def test_removing_a_run_ends_its_processes_and_no_others(run_folder: Path) -> None:
    ours, other = make_run_folder(run_folder), make_run_folder(run_folder)
    served = start_process(["tail", "-f", "/dev/null"], folder=ours)
    note_process(served, folder=ours, ending=signal.SIGKILL)
    bystander = start_process(["tail", "-f", "/dev/null"], folder=other)
    note_process(bystander, folder=ours, ending=signal.SIGKILL)
    remove_servers(ours)
    assert not is_running(served)
    assert not ours.exists()
    assert is_running(bystander)
    end_process(bystander, ending=signal.SIGKILL)


def test_the_keeper_ends_the_servers_of_a_run_that_was_killed(tmp_path: Path) -> None:
    folder = make_run_folder(tmp_path)
    owner = start_process(["tail", "-f", "/dev/null"], folder=tmp_path)
    (folder / "owner").write_text(str(owner))
    served = start_process(["tail", "-f", "/dev/null"], folder=folder)
    note_process(served, folder=folder, ending=signal.SIGKILL)
    ensure_keeper(folder)
    assert is_running(served)
    end_process(owner, ending=signal.SIGKILL)
    wait_until_gone(served, within=30)
    assert not is_running(served)
