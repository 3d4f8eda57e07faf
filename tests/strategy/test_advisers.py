"""Who may only propose: reads drafts, discusses, suggests; changes no text."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from stakeholders.models import Role, User
from strategy import services
from strategy.models import Chapter
from tests.conftest import appointed
from tests.strategy.text.texts import doc, p


@pytest.fixture
def jo(almelo_executive) -> User:
    return appointed("Jo", almelo_executive, Role.ADVISER)


def test_an_adviser_reads_the_draft_and_has_no_way_to_edit_it(client, draft, jo):
    client.force_login(jo)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Twente bouwt bij de stations." in page
    assert f"/strategy/chapters/{draft.slug}/edit/" not in page
    assert f"/strategy/chapters/{draft.slug}/suggestions/new/" in page.replace("\\u002D", "-")
    assert client.get(f"/strategy/chapters/{draft.slug}/edit/").status_code == 403


def test_what_an_adviser_proposes_an_editor_decides(draft, jo, bram):
    seen = Chapter.objects.visible_to(jo).get()
    begun = services.start_suggestion(
        seen,
        revision=draft.head,
        block="para-1",
        body=jo.current_appointments[0].body,
        key=uuid4(),
        by=jo,
    )
    written = services.write_suggestion(
        begun, edition=1, submitted=doc(p("para-1", "Twente bouwt overal.")), by=jo
    )
    services.send_suggestion(written, reason="Korter", by=jo)
    with pytest.raises(PermissionDenied):
        services.accept_suggestion(written, reason="Goed", by=jo)
    revision = services.accept_suggestion(written, reason="Goed", by=bram)
    assert set(revision.writers) == {jo, bram}


def test_an_adviser_saves_and_writes_along_nowhere(draft, jo):
    seen = Chapter.objects.visible_to(jo).get()
    with pytest.raises(services.NotAllowedNow):
        services.save_chapter(seen, base_id=seen.head_id, submitted=doc(p("para-1", "x")), by=jo)
    with pytest.raises(services.NotAllowedNow):
        services.open_live(seen, by=jo)
