"""What every site of a government has around it."""

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client


@pytest.fixture
def english_browser():
    return Client(headers={"accept-language": "en-GB"})


def test_dutch_is_the_language_whatever_the_browser_says(english_browser, db):
    response = english_browser.get("/accounts/login/")
    assert 'lang="nl"' in response.content.decode()
    assert response.headers["Content-Language"] == "nl"


def test_english_is_one_switch_away_and_stays(client, db):
    client.post("/language/", {"language": "en", "next": "/help/"})
    assert 'lang="en"' in client.get("/help/").content.decode()
    client.post("/language/", {"language": "nl", "next": "/help/"})
    assert 'lang="nl"' in client.get("/help/").content.decode()


def test_an_unknown_language_is_dutch(client, db):
    client.cookies["django_language"] = "xx"
    assert 'lang="nl"' in client.get("/help/").content.decode()


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere/", 404), ("/partners/nobody/", 404), ("/help/nobody/", 404)]
)
def test_what_is_not_there_offers_a_way_out(client, anna, path, status):
    client.force_login(anna)
    response = client.get(path)
    assert response.status_code == status
    assert 'href="/"' in response.content.decode()


def test_a_refusal_says_why(client, anna):
    client.force_login(anna)
    response = client.get("/partners/almelo/people/")
    assert response.status_code == 403
    assert "Alleen de beheerder van deze organisatie" in response.content.decode()


def test_a_stale_form_is_explained(db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "te lang open" in response.content.decode()


def test_a_fault_has_a_page_of_its_own(client, anna, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("fault")

    monkeypatch.setattr("ros_portal.overview.waiting_for", broken)
    client.force_login(anna)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Het ligt niet aan u" in response.content.decode()


def test_the_health_page_says_when_the_database_is_gone(client, db, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}

    def gone(*args, **kwargs):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr("ros_portal.views.connection.cursor", gone)
        assert client.get("/healthz").status_code == 503


def test_security_txt_has_what_the_rfc_asks(client, db):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert {"Contact", "Expires"} <= fields.keys()
    assert fields["Expires"].endswith("Z")


def test_every_answer_carries_the_headers_that_keep_it_safe(client, anna):
    client.force_login(anna)
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_asks_anything_of_others(client, anna):
    client.force_login(anna)
    for path in ("/", "/partners/", "/strategy/", "/council/", "/letters/", "/schedule/", "/help/"):
        page = client.get(path).content.decode()
        for attribute in ('src="http', 'href="//', 'src="//', "@import"):
            assert attribute not in page, path


def test_a_demo_says_so_and_sends_nothing(client, anna):
    client.force_login(anna)
    assert "Voorbeeldomgeving" in client.get("/").content.decode()
    assert not mail.outbox


def test_one_click_is_only_for_the_demo(client, anna, settings):
    response = client.post("/demo/sign-in/", {"email": anna.email})
    assert response.status_code == 404  # anna is no demo person
    settings.DEMO = False
    anna.email = "redacteur@almelo.demo"
    anna.save()
    assert client.post("/demo/sign-in/", {"email": anna.email}).status_code == 404
    settings.DEMO = True
    assert client.post("/demo/sign-in/", {"email": anna.email}).status_code == 302
