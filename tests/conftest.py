"""The cast. Anna and Bram write, Chris is a council member in Almelo, Ivo in Hengelo.

| who   | role               | body               |
|-------|--------------------|--------------------|
| anna  | editor             | executive, Almelo  |
| bram  | editor             | executive, Hengelo |
| chris | council member     | council, Almelo    |
| dina  | council clerk      | council, Almelo    |
| esra  | executive secretary| executive, Almelo  |
| fred  | portfolio holder   | executive, Almelo  |
| gijs  | project lead       | executive, Almelo  |
| hanna | administrator      | executive, Almelo  |
| ivo   | council member     | council, Hengelo   |
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from stakeholders import services
from stakeholders.models import Body, Group, Organisation, Role, User

from . import factories
from .live import Portal

SINCE = date(2024, 1, 1)


@pytest.fixture(scope="session", autouse=True)
def _test_settings() -> Iterator[None]:
    """Plain static files (no manifest to build first) and a cheap password hash."""
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file: in memory it has one connection, and threads could not meet in it.

    The fixture this one asks for gives each process of a divided run a database of its own.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that a thread of a test's server is still letting go of."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            connection.close()
            with connection._nodb_cursor() as cursor:  # from beside it, as Django drops it
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [connection.settings_dict["NAME"]],
                )


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def portal(transactional_db: None) -> Iterator[Portal]:
    """The portal in a process of its own."""
    running = Portal()
    yield running
    running.stop()


@pytest.fixture
def almelo(db: None) -> Organisation:
    return factories.OrganisationFactory.create(slug="almelo", short_name="Almelo", code="GM0141")


@pytest.fixture
def hengelo(db: None) -> Organisation:
    return factories.OrganisationFactory.create(slug="hengelo", short_name="Hengelo", code="GM0164")


@pytest.fixture
def almelo_council(almelo: Organisation) -> Body:
    return factories.council_of(almelo)


@pytest.fixture
def almelo_executive(almelo: Organisation) -> Body:
    return factories.executive_of(almelo)


@pytest.fixture
def hengelo_council(hengelo: Organisation) -> Body:
    return factories.council_of(hengelo)


@pytest.fixture
def hengelo_executive(hengelo: Organisation) -> Body:
    return factories.executive_of(hengelo)


@pytest.fixture
def almelo_group(almelo_council: Body) -> Group:
    return Group.objects.create(body=almelo_council, name="Groep Noord", from_on=SINCE)


def appointed(name: str, body: Body, role: Role, group: Group | None = None) -> User:
    user = factories.UserFactory.create(name=name)
    services.appoint(user, body, role, from_on=SINCE, group=group, by=None)
    # Fresh from the database: a request never starts with somebody's cached grants.
    return User.objects.get(pk=user.pk)


@pytest.fixture
def anna(almelo_executive: Body) -> User:
    return appointed("Anna", almelo_executive, Role.EDITOR)


@pytest.fixture
def bram(hengelo_executive: Body) -> User:
    return appointed("Bram", hengelo_executive, Role.EDITOR)


@pytest.fixture
def chris(almelo_council: Body, almelo_group: Group) -> User:
    return appointed("Chris", almelo_council, Role.COUNCIL_MEMBER, almelo_group)


@pytest.fixture
def dina(almelo_council: Body) -> User:
    return appointed("Dina", almelo_council, Role.COUNCIL_CLERK)


@pytest.fixture
def esra(almelo_executive: Body) -> User:
    return appointed("Esra", almelo_executive, Role.EXECUTIVE_SECRETARY)


@pytest.fixture
def fred(almelo_executive: Body) -> User:
    return appointed("Fred", almelo_executive, Role.PORTFOLIO_HOLDER)


@pytest.fixture
def gijs(almelo_executive: Body) -> User:
    return appointed("Gijs", almelo_executive, Role.PROJECT_LEAD)


@pytest.fixture
def hanna(almelo_executive: Body) -> User:
    return appointed("Hanna", almelo_executive, Role.ADMINISTRATOR)


@pytest.fixture
def ivo(hengelo_council: Body) -> User:
    return appointed("Ivo", hengelo_council, Role.COUNCIL_MEMBER)
