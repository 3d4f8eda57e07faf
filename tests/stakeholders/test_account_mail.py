"""Mail about one's account: plain Dutch, and no way in for who was not invited."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from stakeholders.models import User

pytestmark = pytest.mark.django_db


def test_a_forgotten_password_gets_a_link(client: Client, anna: User) -> None:
    anna.email = "anna@example.nl"
    anna.set_password("een lang wachtwoord")
    anna.save()
    client.post(reverse("account_reset_password"), {"email": "anna@example.nl"})
    [message] = mail.outbox
    assert message.subject == "Kies een nieuw wachtwoord"
    assert "Hallo,\n\nU vroeg om een nieuw wachtwoord." in message.body
    link = next(line for line in message.body.splitlines() if line.startswith("http"))

    page = client.get(link, follow=True)
    assert "Kies een nieuw wachtwoord" in page.content.decode()


def test_an_unknown_address_hears_how_one_is_invited(client: Client, anna: User) -> None:
    anna.email = "anna@example.nl"
    anna.save()
    answers = [
        client.post(reverse("account_reset_password"), {"email": address}, follow=True)
        for address in ("niemand@example.nl", anna.email)
    ]
    # Nobody learns who has an account.
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].redirect_chain
    message = mail.outbox[0]
    assert message.to == ["niemand@example.nl"]
    assert "de beheerder van uw organisatie" in message.body
    assert "http" not in message.body


def test_a_changed_password_is_told_to_its_owner(client: Client, anna: User) -> None:
    anna.email = "anna@example.nl"
    anna.set_password("een lang wachtwoord")
    anna.save()
    client.force_login(anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "een lang wachtwoord",
            "password1": "een ander wachtwoord",
            "password2": "een ander wachtwoord",
        },
    )
    [message] = mail.outbox
    assert message.subject == "Uw wachtwoord is veranderd"
    assert "Was u dit niet?" in message.body
