"""All organisations on one screen: on one A3, and by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, User
from tests.council.conftest import plan
from tests.factories import OrganisationFactory, council_of, executive_of

from .conftest import PHONE, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
A3 = (1191, 842)  # points, on its side


@pytest.fixture
def boss(gijs: User) -> Meeting:
    """With sixteen organisations beside that of the lead, of which most have something to tell."""
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    boss = Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=45))
    for number in range(16):
        organisation = OrganisationFactory.create(short_name=f"Gemeente met lange naam {number}")
        executive_of(organisation)
        plan(council_of(organisation), meeting=boss)
    return boss


def test_it_prints_on_one_a3(open_page: OpenPage, gijs: User, boss: Meeting) -> None:
    page = open_page(gijs, "/progress/")
    expect(page.get_by_role("row")).to_have_count(18)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == pytest.approx(A3, abs=2)
    words = " ".join(document[0].get_textpage().get_text_range().split())
    assert "Gemeente met lange naam 15" in words
    assert "Te laat" in words  # the legend goes along


def test_another_boss_by_keyboard(
    open_page: OpenPage, assert_accessible, gijs: User, boss: Meeting
) -> None:
    later = Meeting.objects.create(body=boss.body, starts_at=boss.starts_at + timedelta(days=60))
    page = open_page(gijs, "/progress/", width=PHONE)
    page.get_by_label("Welk BOSS?").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/progress/?boss={later.pk}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(later))
    for path in ("/progress/", "/progress/moved/"):
        page.goto(path)
        assert_accessible(page)
