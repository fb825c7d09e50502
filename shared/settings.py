"""All settings, read once from `LOOPDESK_*` variables; a bad or missing one stops the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from environs import Env, EnvError
from marshmallow.validate import OneOf, Range


class BadSettings(ValueError):
    """Settings are missing or wrong; the message names each and says what is wrong."""


@dataclass(frozen=True)
class Settings:
    """What an installation is told from outside.

    In the three URLs `{password}` stands for the content of the file in `secrets_dir` that is
    called like the URL's user.

    Args:
        data_dir: folder of the embedded databases and keys.
        secrets_dir: folder with one file for each account, holding its password.
        database_url: PostgreSQL URL, with `{service}` for the service's own role; empty for SQLite
            files in `data_dir`.
        keys_database_url: PostgreSQL URL of the key store; empty for a file in `data_dir`.
        amqp_url: RabbitMQ URL with `{service}` for the service's own user; empty for in-memory.
        master_key_file: file with the 32-byte key that wraps all personal keys (base64).
        token_keys_file: file with the Ed25519 keys of tokens (JWK set); private part at `people`.
        service_keys_dir: folder with the keys by which services prove themselves in RPC.
        attachments_dir: folder of encrypted attachments, the same for all web processes.
        language: language of answers where the reader states none (BCP 47).
        time_zone: IANA zone of the first site.
        host: address that web processes listen on.
        port: port that web processes listen on.
        web_workers: worker processes of one web server.
        web_threads: threads of one worker process.
        largest_request: bytes of a request's body at most.
        bus_metrics_port: port of this machine where the bus process shows its metrics; 0 for none.
        log_level: DEBUG, INFO, WARNING or ERROR.
        scripted_clock_file: the demo's clock; refused unless the data folder is a demo's.
        seed: seed of reproducible ids, with the scripted clock only.
        crash_at: the crash point and its passing at which a test lets the process die; refused
            unless the data folder is a demo's.
    """

    data_dir: Path
    secrets_dir: Path
    database_url: str
    keys_database_url: str
    amqp_url: str
    master_key_file: Path
    token_keys_file: Path
    service_keys_dir: Path
    attachments_dir: Path
    language: str
    time_zone: str
    host: str
    port: int
    web_workers: int
    web_threads: int
    largest_request: int
    bus_metrics_port: int
    log_level: str
    scripted_clock_file: Path | None
    seed: str
    crash_at: str

    @property
    def is_embedded(self) -> bool:
        """Whether the stores are SQLite files of this machine."""
        return not self.database_url

    @property
    def has_broker(self) -> bool:
        """Whether messages go through RabbitMQ."""
        return bool(self.amqp_url)

    def database_url_of(self, service: str) -> str:
        """The database's URL, complete, with the role of `service`."""
        return self.with_password(self.database_url.replace("{service}", service))

    def amqp_url_of(self, service: str) -> str:
        """The broker's URL, complete, with the user of `service`."""
        return self.with_password(self.amqp_url.replace("{service}", service))

    def with_password(self, url: str) -> str:
        """The URL with its user's password in the place of `{password}`.

        Raises:
            BadSettings: there is no file for this user.
        """
        if "{password}" not in url:
            return url
        file = self.secrets_dir / (urlsplit(url).username or "")
        if not file.is_file():
            raise BadSettings(f"LOOPDESK_SECRETS_DIR: the file {file} with a password is missing.")
        return url.replace("{password}", quote(file.read_text().strip(), safe=""))


DEMO_MARK = "this-folder-is-a-demo"
"""Name of the file that marks a data folder in which scripted clocks and deaths are accepted."""


LOST_AFTER = "keepalives_idle=10&keepalives_interval=5&keepalives_count=3&tcp_user_timeout=20000"
"""When a database that went without a word counts as lost; TCP alone would wait for hours."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Args:
        environment: variables to read; the process's own by default.

    Raises:
        BadSettings: with every missing or wrong variable by name.
    """
    env = _reader(environment)
    with env.prefixed("LOOPDESK_"):
        data_dir = env.path("DATA_DIR", default=Path("data"))
        values = Settings(
            data_dir=data_dir,
            secrets_dir=env.path("SECRETS_DIR", default=data_dir / "secrets"),
            database_url=_watched(env.str("DATABASE_URL", default="")),
            keys_database_url=_watched(
                env.str("KEYS_DATABASE_URL", default=env.str("DATABASE_URL", ""))
            ),
            amqp_url=env.str("AMQP_URL", default=""),
            master_key_file=env.path("MASTER_KEY_FILE", default=data_dir / "master.key"),
            token_keys_file=env.path("TOKEN_KEYS_FILE", default=data_dir / "token-keys.json"),
            service_keys_dir=env.path("SERVICE_KEYS_DIR", default=data_dir / "service-keys"),
            attachments_dir=env.path("ATTACHMENTS_DIR", default=data_dir / "attachments"),
            language=env.str("LANGUAGE", default="zh-CN"),
            time_zone=env.str("TIME_ZONE", default="Asia/Shanghai"),
            host=env.str("HOST", default="127.0.0.1"),
            port=env.int("PORT", default=8080, validate=Range(0, 65535)),
            web_workers=env.int("WEB_WORKERS", default=1, validate=Range(1, 64)),
            web_threads=env.int("WEB_THREADS", default=8, validate=Range(1, 256)),
            largest_request=env.int("LARGEST_REQUEST", default=12 * 1024 * 1024),
            bus_metrics_port=env.int("BUS_METRICS_PORT", default=0, validate=Range(0, 65535)),
            log_level=env.str(
                "LOG_LEVEL",
                default="INFO",
                validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
            ),
            scripted_clock_file=env.path("SCRIPTED_CLOCK_FILE", default=None),
            seed=env.str("SEED", default=""),
            crash_at=env.str("CRASH_AT", default=""),
        )
    _seal(env)
    _check(values)
    return replace(values, keys_database_url=values.with_password(values.keys_database_url))


def _watched(url: str) -> str:
    """The database's URL with `LOST_AFTER`, unless it says so itself."""
    if not url or "tcp_user_timeout" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}{LOST_AFTER}"


def _reader(environment: Mapping[str, str] | None) -> Env:
    env = Env(eager=False)
    if environment is not None:
        env = _MappingEnv(environment)
    return env


class _MappingEnv(Env):
    """Reads from a mapping instead of the process's environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(eager=False)
        self._environment = environment

    def _get_value(self, key: str, default: object) -> object:
        return self._environment.get(key, default)


def _seal(env: Env) -> None:
    try:
        env.seal()
    except EnvError as refusal:
        raise BadSettings(str(refusal)) from refusal


def _check(settings: Settings) -> None:
    try:
        ZoneInfo(settings.time_zone)
    except (KeyError, ValueError, OSError) as refusal:
        raise BadSettings(
            f"LOOPDESK_TIME_ZONE: {settings.time_zone!r} is no IANA zone, such as Asia/Shanghai."
        ) from refusal
    if settings.database_url and not settings.database_url.startswith("postgresql://"):
        raise BadSettings("LOOPDESK_DATABASE_URL: start it with postgresql:// or leave it out.")
    if "{service}" in settings.keys_database_url:
        raise BadSettings(
            "LOOPDESK_KEYS_DATABASE_URL: all services share the key store; name one role for it."
        )
    if settings.amqp_url and not settings.amqp_url.startswith(("amqp://", "amqps://")):
        raise BadSettings("LOOPDESK_AMQP_URL: start it with amqp:// or amqps://, or leave it out.")
    is_demo = (settings.data_dir / DEMO_MARK).exists()
    if settings.crash_at and not is_demo:
        raise BadSettings("LOOPDESK_CRASH_AT: only a fault test may let processes die; unset it.")
    if settings.scripted_clock_file and not is_demo:
        raise BadSettings(
            "LOOPDESK_SCRIPTED_CLOCK_FILE: only `loopdesk demo` may script the time, in its own"
            " data folder; unset it."
        )
