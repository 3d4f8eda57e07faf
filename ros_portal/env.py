"""Reads the environment once and refuses to start on nonsense.

Every setting that an administrator can change is a field of `Environment`;
nothing else in the project looks at `os.environ`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
SECRET_KEY_LENGTH = 50
DATABASE_SCHEMES = frozenset({"sqlite", "postgres", "postgresql"})


class Misconfigured(Exception):
    """The environment cannot be right; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Environment:
    debug: bool
    demo: bool
    secret_key: str
    hosts: list[str]
    site_url: str
    database: dict[str, Any]
    redis_url: str
    email: dict[str, Any]
    from_address: str
    var: Path
    static_root: Path
    trusted_proxy: bool
    secure: bool
    security_contact: str
    accessibility_statement: str
    source_code_url: str


def read_environment() -> Environment:
    env = Env()
    try:
        return _read(env)
    except EnvError as error:
        raise Misconfigured(str(error)) from error


def _read(env: Env) -> Environment:
    debug = env.bool("DEBUG", False)
    demo = env.bool("DEMO", False)
    hosts = env.list("ALLOWED_HOSTS", sorted(LOCAL_HOSTS) if debug or demo else [])
    real_hosts = [host for host in hosts if host not in LOCAL_HOSTS]
    var = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

    if not hosts:
        raise Misconfigured("set ALLOWED_HOSTS to the names this portal answers to.")
    if demo and not debug and real_hosts:
        raise Misconfigured(
            "DEMO=1 gives everybody the same password; "
            f"unset DEMO or take {', '.join(real_hosts)} out of ALLOWED_HOSTS."
        )

    site_url = env.str("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
    secret_key = _secret_key(env, var, throwaway=debug or demo)
    if not env.str("EMAIL_URL", "") and not (debug or demo):
        raise Misconfigured(
            "set EMAIL_URL, for example smtp+tls://user:password@mail.example.nl:587."
        )
    email = env.dj_email_url("EMAIL_URL", "file:")
    if email["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
        email["EMAIL_FILE_PATH"] = str(var / "mail")
    return Environment(
        debug=debug,
        demo=demo,
        secret_key=secret_key,
        hosts=hosts,
        site_url=site_url,
        database=_database(env.str("DATABASE_URL", "") or f"sqlite:///{var / 'portal.sqlite3'}"),
        redis_url=_redis_url(env.str("REDIS_URL", "")),
        email=email,
        from_address=env.str("FROM_ADDRESS", "ROS-portaal <portaal@localhost>"),
        var=var,
        static_root=Path(env.str("STATIC_ROOT", str(var / "static"))),
        trusted_proxy=env.bool("TRUSTED_PROXY", False),
        secure=site_url.startswith("https://"),
        security_contact=env.str("SECURITY_CONTACT", ""),
        accessibility_statement=env.str("ACCESSIBILITY_STATEMENT", ""),
        source_code_url=env.str("SOURCE_CODE_URL", ""),
    )


def _secret_key(env: Env, var: Path, *, throwaway: bool) -> str:
    key = env.str("SECRET_KEY", "")
    if key:
        if len(key) < SECRET_KEY_LENGTH or len(set(key)) < 10:
            raise Misconfigured(
                f"SECRET_KEY is too weak; give it at least {SECRET_KEY_LENGTH} random characters."
            )
        return key
    if not throwaway:
        raise Misconfigured(f"set SECRET_KEY to at least {SECRET_KEY_LENGTH} random characters.")
    # A key that survives a restart, so that a newcomer stays signed in; it never leaves var/.
    path = var / "secret-key"
    try:
        if not path.exists():
            var.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_urlsafe(64))
            path.chmod(0o600)
        return path.read_text()
    except OSError as error:
        raise Misconfigured(f"cannot write in {var} ({error.strerror}).") from error


def _database(url: str) -> dict[str, Any]:
    import dj_database_url

    if urlsplit(url).scheme not in DATABASE_SCHEMES:
        raise Misconfigured("DATABASE_URL must start with postgresql:// or sqlite:///.")
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise Misconfigured(f"DATABASE_URL cannot be read: {error}.") from error
    if not database["NAME"]:
        raise Misconfigured("DATABASE_URL names no database.")

    if database["ENGINE"].endswith("sqlite3"):
        # Django's defaults lost half of the submissions under load: a transaction that reads
        # before it writes cannot get the lock any more. IMMEDIATE takes it at the start.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        database["CONN_MAX_AGE"] = 600
        database["CONN_HEALTH_CHECKS"] = True
    return database


def _redis_url(url: str) -> str:
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise Misconfigured("REDIS_URL must start with redis:// or rediss://.")
    return url
