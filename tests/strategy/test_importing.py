"""From a Word document to a chapter: looked at first, then put in once, and nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pycrdt import XmlElement

from ros_portal.audit.models import AuditEvent
from ros_portal.jobs.services import LEASE, TECHNICAL_FAULT
from strategy import docx, services
from strategy.docx import package
from strategy.docx.reader import NO_TEXT
from strategy.models import (
    BlockConflict,
    Chapter,
    ChapterStatus,
    Comment,
    Image,
    ImportedDocument,
    Revision,
    RevisionKind,
    Suggestion,
    Thread,
)
from strategy.services import documents
from strategy.services.documents import KEPT
from strategy.text import ydoc
from strategy.text.nodes import block_id, children, flat_text
from tests.jobs import run_due
from tests.queries import ceiling
from tests.strategy.conftest import publish
from tests.strategy.docx.documents import (
    away,
    comment,
    commented,
    ins,
    p,
    picture,
    png,
    r,
    who,
    word,
)
from tests.strategy.text.texts import doc, h
from tests.strategy.text.texts import p as block

STATIONS = "Twente bouwt bij de stations."
WATER = "Water en bodem bepalen mee waar dat kan."
BEGIN = p("Wonen", style="Kop1"), p("Opgave", style="Kop2"), p(STATIONS), p(WATER)
TRACKED = p("Twente bouwt bij ", away("de"), ins("alle"), " stations.")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def uploaded(draft, anna):
    """By the service; it waits to be read."""

    def uploading(*body, by=anna, **more):
        chapter = Chapter.objects.visible_to(by).get(pk=draft.pk)
        content = word(*body, **more)
        return services.upload_document(chapter, name="Wonen.docx", content=content, by=by)

    return uploading


@pytest.fixture
def read(uploaded):
    def reading(*body, **more):
        upload = uploaded(*body, **more)
        run_due()
        document = ImportedDocument.objects.select_related("chapter").get(pk=upload.pk)
        assert document.state == "ready", document.error
        return document

    return reading


@pytest.fixture
def put_in(anna, almelo_executive):
    def putting(document, *, by=anna, body=almelo_executive, is_internal=True):
        return services.import_document(document, body=body, is_internal=is_internal, by=by)

    return putting


@pytest.fixture
def upload(client, draft):
    def post(user, content, name="Wonen.docx"):
        client.force_login(user)
        return client.post(
            f"/strategy/chapters/{draft.slug}/import/",
            {"document": SimpleUploadedFile(name, content)},
        )

    return post


def words(chapter):
    chapter.refresh_from_db()
    return [flat_text(one) for one in children(chapter.head.text)]


def everything():
    """How much there is of what a document may leave behind."""
    kept = (Revision, Suggestion, Thread, Comment, Image, ImportedDocument, AuditEvent)
    return [model.objects.count() for model in kept]


def test_reading_changes_nothing_of_the_chapter(draft, read):
    before = draft.head_id
    document = read(*BEGIN, TRACKED)
    draft.refresh_from_db()
    assert (draft.head_id, document.base_id) == (before, before)
    assert not Suggestion.objects.exists() and not document.is_taken


def test_putting_in_lays_the_text_on_the_blocks_that_are_there(draft, read, put_in, anna):
    document = read(*BEGIN, p("Een nieuwe zin over Hengelo."))
    saved = put_in(document).saved
    assert words(draft) == ["Opgave", STATIONS, WATER, "Een nieuwe zin over Hengelo."]
    ids = [block_id(one) for one in children(draft.head.text)]
    assert ids[1:3] == ["para-1", "para-2"]
    assert (saved.head.kind, saved.head.author) == (RevisionKind.LOAD, anna)
    assert "Wonen.docx" in saved.head.reason
    events = [event.event for event in AuditEvent.objects.order_by("pk")]
    assert {"strategy.document.read", "strategy.document.imported"} <= set(events)


def test_reading_in_a_later_version_doubles_nothing(draft, read, put_in):
    more = {"images": {"image1": png()}}
    put_in(read(*BEGIN, p(picture()), p("Kaart", style="Bijschrift"), **more))
    first = [block_id(one) for one in children(Chapter.objects.get().head.text)]
    put_in(
        read(
            p("Opgave", style="Kop2"),
            p("Twente bouwt vooral bij de stations."),
            p("Hiertussen staat iets nieuws over Enschede."),
            p(WATER),
            p(picture()),
            p("Kaart", style="Bijschrift"),
            **more,
        )
    )
    draft.refresh_from_db()
    second = [block_id(one) for one in children(draft.head.text)]
    assert second[:2] + second[3:] == first
    assert Image.objects.count() == 1
    put_in(read(*BEGIN, p(picture()), p("Kaart", style="Bijschrift"), **more))
    draft.refresh_from_db()
    assert [block_id(one) for one in children(draft.head.text)] == first


def test_the_same_document_again_adds_no_version(draft, read, put_in):
    put_in(read(*BEGIN))
    count = Revision.objects.count()
    put_in(read(*BEGIN))
    assert Revision.objects.count() == count


def test_tracked_changes_become_drafts_of_the_own_body(draft, read, put_in, almelo_executive, bram):
    imported = put_in(read(TRACKED, p(WATER)))
    suggestion = Suggestion.objects.get()
    assert words(draft) == [STATIONS, WATER]
    assert imported.suggestions == 1 and suggestion.is_draft
    assert suggestion.body == almelo_executive
    assert flat_text(suggestion.proposed) == "Twente bouwt bij alle stations."
    assert (suggestion.block_id, suggestion.revision) == ("para-1", draft.head)
    assert "Eerste auteur" in suggestion.reason
    assert not Suggestion.objects.visible_to(bram).exists()


def test_a_document_locks_its_chapter_once_whatever_is_in_it(draft, read, put_in):
    tracked = [p(f"Alinea {n} over ", away("de"), ins("alle"), " stations.") for n in range(40)]
    commented_on = [p(commented(n, f"Zin {n}.")) for n in range(10)]
    document = read(*tracked, *commented_on, comments="".join(comment(n, "?") for n in range(10)))
    # A suggestion and a line in the log each; a conversation, its comment and a line in the log.
    with ceiling(20 + 2 * 40 + 3 * 10) as asked:
        imported = put_in(document)
    assert (imported.suggestions, imported.threads) == (40, 10)
    chapters = [sql for sql in asked if 'FROM "strategy_chapter"' in sql]
    assert len(chapters) == 1, "\n".join(chapters)


def test_a_paragraph_that_goes_is_a_suggestion_to_delete_it(draft, read, put_in):
    put_in(read(p(STATIONS), p(away(WATER), mark=f"<w:del {who()}/>"), p("Slot.")))
    suggestion = Suggestion.objects.get()
    assert suggestion.is_deletion and suggestion.block_id == "para-2"


def test_a_draft_from_word_can_be_sent_and_taken_over(draft, read, put_in, anna, client):
    put_in(read(TRACKED, p(WATER)))
    suggestion = Suggestion.objects.get()
    client.force_login(anna)
    page = client.get(f"/strategy/suggestions/{suggestion.pk}/edit/").content.decode()
    assert "Eerste auteur" in page
    services.send_suggestion(suggestion, reason="Zo is het.", by=anna)
    services.accept_suggestion(suggestion, reason="Goed.", by=anna)
    assert words(draft) == ["Twente bouwt bij alle stations.", WATER]


COMMENTED = p(commented(1, STATIONS))


@pytest.mark.parametrize("is_internal", [True, False])
def test_comments_become_conversations(draft, read, put_in, almelo_executive, bram, is_internal):
    document = read(COMMENTED, p(WATER), comments=comment(1, "Welke dan?"))
    assert put_in(document, is_internal=is_internal).threads == 1
    thread = Thread.objects.get()
    assert (thread.block_id, thread.quote) == ("para-1", STATIONS)
    said = thread.comments.get().text
    assert said.startswith("Tweede auteur in Word, 4 ") and said.endswith("\nWelke dan?")
    assert Thread.objects.visible_to(bram).exists() is not is_internal


def test_comments_and_changes_do_not_come_in_twice(draft, read, put_in):
    answer = comment(2, "Almelo en Hengelo.", paragraph="0B")
    extended = '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    said = comment(1, "Welke dan?", paragraph="0A")
    body = p(commented(1, "Twente"), " bouwt bij ", away("de"), ins("alle"), " stations."), p(WATER)
    put_in(read(*body, comments=said))
    again = put_in(read(*body, comments=said))
    assert (again.suggestions, again.threads) == (0, 0)
    # An answer that was given since is put below it.
    put_in(read(*body, p("Nog iets."), comments=said + answer, extended=extended))
    put_in(read(*body, p("Nog iets."), comments=said + answer, extended=extended))
    assert Suggestion.objects.count() == Thread.objects.count() == 1
    texts = [one.text.split("\n")[1] for one in Comment.objects.order_by("pk")]
    assert texts == ["Welke dan?", "Almelo en Hengelo."]


def test_two_comments_with_the_same_words_are_two(draft, read, put_in):
    said = comment(1, "Akkoord.") + comment(2, "Akkoord.")
    document = read(p(commented(1, STATIONS)), p(commented(2, WATER)), comments=said)
    assert put_in(document).threads == 2


def test_what_a_colleague_wrote_meanwhile_stays(draft, read, put_in, write, bram):
    document = read(p("Wonen", style="Kop2"), p("Twente bouwt bij alle stations."), p(WATER))
    theirs = doc(
        h("head-1", "Wonen"), block("para-1", STATIONS), block("para-2", "Water bepaalt mee waar.")
    )
    write(bram, theirs)
    saved = put_in(document).saved
    assert words(draft)[-2:] == ["Twente bouwt bij alle stations.", "Water bepaalt mee waar."]
    assert (saved.head.kind, saved.conflicts) == (RevisionKind.MERGE, [])


def test_where_both_changed_a_paragraph_the_writer_chooses(draft, read, put_in, write, bram):
    document = read(TRACKED.replace("Twente", "Regio"), p(WATER), comments="")
    theirs = "Twente bouwt bij de grote stations."
    write(bram, doc(h("head-1", "Wonen"), block("para-1", theirs), block("para-2", WATER)))
    put_in(document)
    assert theirs in words(draft)
    assert BlockConflict.objects.get().block == "para-1"
    # What Word proposed is about the words in Word.
    (original,) = children(Suggestion.objects.get().original)
    assert flat_text(original) == "Regio bouwt bij de stations."


def test_the_first_text_of_a_chapter(draft, read, put_in):
    Chapter.objects.filter(pk=draft.pk).update(head=None)
    put_in(read(*BEGIN))
    assert words(draft) == ["Opgave", STATIONS, WATER]


def test_a_text_that_was_begun_meanwhile_is_not_written_over(draft, read, put_in):
    head = draft.head_id
    Chapter.objects.filter(pk=draft.pk).update(head=None)
    document = read(*BEGIN)
    Chapter.objects.filter(pk=draft.pk).update(head=head)
    with pytest.raises(services.UnknownBase):
        put_in(document)
    draft.refresh_from_db()
    assert draft.head_id == head


def test_putting_in_twice_does_it_once(read, put_in):
    document = read(TRACKED, p(WATER), comments=comment(1, "Vraag"))
    put_in(document)
    before = everything()
    with pytest.raises(services.AlreadyTaken):
        put_in(document)
    assert everything() == before


def test_a_picture_that_cannot_be_drawn_is_said_and_its_caption_stays(read):
    document = read(
        p(picture()), p("Kaart", style="Bijschrift"), images={"image1": b"\x89PNG broken"}
    )
    assert [flat_text(one) for one in children(document.text)] == ["Kaart"]
    assert [entry["what"] for entry in document.report] == ["picture_kind"]


def test_what_is_not_put_in_is_thrown_away_after_a_day(draft, read, put_in, tmp_path):
    kept = read(p(STATIONS), p(picture()), images={"image1": png(10)})
    put_in(kept)
    late = read(p("Iets anders."), p(picture()), images={"image1": png(200)})
    fresh = read(p("Nog iets."))
    assert services.throw_away_old_documents() == 0
    ImportedDocument.objects.filter(pk__in=[kept.pk, late.pk]).update(
        created_at=timezone.now() - timedelta(days=2)
    )
    assert services.throw_away_old_documents() == 1
    assert set(ImportedDocument.objects.all()) == {kept, fresh}
    assert Image.objects.count() == 1


def test_an_upload_goes_when_it_was_read_or_when_nobody_read_it(uploaded, read, tmp_path):
    lost = uploaded(*BEGIN)
    fault = uploaded(*BEGIN)
    with time_machine.travel(timezone.now() + KEPT * 1.1):
        services.throw_away_old_documents()
        assert not ImportedDocument.objects.exists() and not files(tmp_path)
        assert run_due() == 2  # finds nothing to read
        documents.note_failure(fault.pk, "x")
        document = read(*BEGIN)
        assert not ImportedDocument.objects.filter(pk=lost.pk).exists()
        assert files(tmp_path)
        services.throw_away_old_documents()
    assert ImportedDocument.objects.get() == document
    assert not files(tmp_path)


def files(folder):
    return list((folder / "strategy" / "documents").iterdir())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK" + bytes(docx.MAX_BYTES), package.TOO_LARGE),
        (word(p("x"), parts={"word/media/a.bin": bytes(30_000_000)}), package.UNSAFE),
        (word(p("x"), parts={"word/vbaProject.bin": b"x"}), package.MACROS),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), package.LOCKED),
        (b"%PDF-1.7", package.SAVE_AS),
        (word(p("x"))[:200], package.DAMAGED),
        (b"", None),
    ],
    ids=["large", "bomb", "macros", "locked", "pdf", "broken", "empty"],
)
def test_a_bad_file_is_refused_and_nothing_changes(anna, upload, content, reason):
    before = everything()
    answer = upload(anna, content)
    assert answer.status_code == 422
    assert reason is None or str(reason) in answer.content.decode()
    assert everything() == before


def test_a_document_is_read_behind_the_page(client, anna, upload):
    address = upload(anna, word(TRACKED, p(WATER)))["Location"]
    assert "Wij lezen uw document…" in client.get(address).content.decode()
    assert client.get(f"{address}status/").json()["finished"] is False
    # There is nothing to put in yet.
    assert client.post(address, {}).context["document"].state == "waiting"
    assert ImportedDocument.objects.get().text == {}
    run_due()
    status = client.get(f"{address}status/").json()
    assert status == {"finished": True, "message": "Uw document is gelezen."}
    assert "<ins>" in client.get(address).content.decode()


def test_who_left_the_page_finds_the_document_back(client, draft, anna, bram, upload):
    address = upload(anna, word(*BEGIN))["Location"]
    page = f"/strategy/chapters/{draft.slug}/import/"
    assert address in client.get(page).content.decode()
    run_due()
    client.post(address, {"readers": "own_body"})
    assert address not in client.get(page).content.decode()
    hidden = upload(anna, word(*BEGIN))["Location"]
    client.force_login(bram)
    theirs = client.get(page)
    assert theirs.status_code == 200 and hidden not in theirs.content.decode()


def test_what_shows_only_while_reading_is_told_on_its_page(client, anna, upload):
    address = upload(anna, word(p(""), p("  ")))["Location"]
    run_due()
    page = client.get(address).content.decode()
    assert str(NO_TEXT) in page and "/again/" not in page
    status = client.get(f"{address}status/").json()
    assert status == {"finished": True, "message": "Dit document kan niet worden gelezen."}
    client.post(f"{address}again/")
    assert run_due() == 0
    assert client.post(address, {}).context["document"].state == "refused"


def test_what_takes_too_long_is_not_tried_again(uploaded, monkeypatch):
    document = uploaded(*BEGIN)
    monkeypatch.setattr(docx, "read", failing(SoftTimeLimitExceeded))
    run_due()
    document.refresh_from_db()
    assert (document.state, document.error) == ("refused", str(docx.TOO_LONG))


def failing(fault):
    def fail(*args, **kwargs):
        raise fault

    return fail


@pytest.mark.parametrize(
    "place", [(docx, "read"), (documents, "keep_image"), (documents, "record")]
)
def test_a_worker_that_dies_leaves_nothing_half_done(uploaded, monkeypatch, place):
    document = uploaded(*BEGIN, p(picture()), images={"image1": png()})
    before = everything()
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(*place, failing(KeyboardInterrupt))
        run_due()
    assert everything() == before
    assert run_due() == 0  # perhaps it is only slow
    with time_machine.travel(timezone.now() + LEASE * 1.1):
        assert run_due() == 1
        assert run_due() == 0
    document.refresh_from_db()
    assert (document.state, Image.objects.count()) == ("ready", 1)


def test_after_a_fault_its_uploader_tries_again(client, anna, upload, monkeypatch):
    address = upload(anna, word(*BEGIN))["Location"]
    with monkeypatch.context() as broken:
        broken.setattr(docx, "read", failing(OSError("disk")))
        for hours in range(3):
            with time_machine.travel(timezone.now() + timedelta(hours=hours)):
                run_due()
    page = client.get(address).content.decode()
    assert str(TECHNICAL_FAULT) in page and f"{address}again/" in page
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        assert client.post(f"{address}again/")["Location"] == address
        client.post(f"{address}again/")
        assert client.get(f"{address}status/").json()["finished"] is False
        assert run_due() == 1
    assert ImportedDocument.objects.get().state == "ready"
    assert AuditEvent.objects.filter(event="strategy.document.retried").count() == 1


def test_who_may_no_longer_write_is_told_so(draft, uploaded):
    document = uploaded(*BEGIN, p(picture()), images={"image1": png()})
    publish(draft)
    Chapter.objects.update(status=ChapterStatus.FOR_AGREEMENT)
    run_due()
    document.refresh_from_db()
    assert document.state == "failed" and "stil" in document.error
    assert not Image.objects.exists()


def test_from_upload_to_chapter_by_the_pages(client, draft, anna, upload):
    answer = upload(
        anna,
        word(
            TRACKED,
            p(commented(1, WATER), r("!", '<w:u w:val="single"/>')),
            p(picture(alt="")),
            comments=comment(1, "Waarom?"),
            images={"image1": png()},
        ),
    )
    run_due()
    preview = client.get(answer["Location"])
    page = preview.content.decode()
    assert "Wonen.docx" in page and "<ins>" in page
    assert str(docx.report.LAYOUTS["underlined"]) in page
    assert Image.objects.get().get_absolute_url() in page

    done = client.post(answer["Location"], {"readers": "own_body"}, follow=True)
    assert done.status_code == 200
    assert words(draft)[1] == WATER + "!"
    assert (Suggestion.objects.count(), Thread.objects.count()) == (1, 1)
    assert client.get(done.wsgi_request.path).status_code == 200
    again = client.post(answer["Location"], {"readers": "own_body"})
    assert again.status_code == 302
    assert client.get(answer["Location"]).status_code == 302
    assert Suggestion.objects.count() == 1


def test_a_moved_head_is_said_in_the_preview(client, draft, anna, bram, read, write):
    document = read(p("Twente bouwt bij alle stations."), p(WATER))
    write(bram, doc(h("head-1", "Wonen"), block("para-1", STATIONS), block("para-2", "Water!")))
    client.force_login(anna)
    page = client.get(document.get_absolute_url())
    assert page.context["moved_on"]
    assert "Water!" in page.content.decode()


@pytest.mark.parametrize(("body", "warned"), [([p("Iets anders.")], True), ([*BEGIN], False)])
def test_a_document_without_most_of_the_chapter_is_doubted(
    client, anna, read, put_in, body, warned
):
    put_in(read(*BEGIN, p("Een derde alinea."), p("Een vierde alinea.")))
    document = read(*body)
    client.force_login(anna)
    assert client.get(document.get_absolute_url()).context["leaves_out_most"] is warned


def test_nobody_sees_what_somebody_else_uploaded(client, draft, anna, bram, read):
    document = read(*BEGIN)
    client.force_login(bram)
    assert client.get(document.get_absolute_url()).status_code == 404
    assert client.post(document.get_absolute_url(), {}).status_code == 404
    assert client.get(f"{document.get_absolute_url()}status/").status_code == 404
    assert client.post(f"{document.get_absolute_url()}again/").status_code == 404


def test_a_council_member_reads_nothing_in(published, chris, upload, uploaded):
    before = everything()
    assert upload(chris, word(*BEGIN)).status_code == 403
    assert everything() == before
    with pytest.raises(PermissionDenied):
        uploaded(*BEGIN, by=chris)


def test_a_text_that_stands_still_takes_nothing(draft, read, put_in):
    publish(draft)
    document = read(*BEGIN)
    Chapter.objects.update(status=ChapterStatus.FOR_AGREEMENT)
    before = everything()
    with pytest.raises(services.NotAllowedNow):
        put_in(document)
    assert everything() == before


def test_an_internal_answer_never_goes_into_a_conversation_that_others_read(
    draft, read, put_in, anna, bram, hengelo_executive
):
    body = p(commented(1, STATIONS))
    first = comment(1, "Welke dan?", paragraph="0A")
    put_in(read(body, comments=first), is_internal=False)
    answered = first + comment(2, "Alleen voor ons.", paragraph="0B")
    document = read(
        body,
        by=bram,
        comments=answered,
        extended='<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>',
    )
    put_in(document, by=bram, body=hengelo_executive, is_internal=True)
    (secret,) = Comment.objects.filter(text__contains="Alleen voor ons.")
    assert secret.thread.within == hengelo_executive
    assert not Thread.objects.visible_to(anna).filter(pk=secret.thread_id).exists()


def test_an_image_that_is_being_written_with_stays_when_its_document_goes(draft, read, anna):
    document = read(*BEGIN, p(picture()), images={"image1": png()})
    (address,) = document.images
    opened = services.open_live(Chapter.objects.visible_to(anna).get(pk=draft.pk), by=anna)
    shared = ydoc.document(opened.updates)
    made = []
    _watching = shared.observe(lambda event: made.append(event.update))
    src = Image.objects.get(pk=document.images[address]).get_absolute_url()
    ydoc.fragment(shared).children.append(XmlElement("figure", {"src": src, "alt": "x"}, []))
    services.append_live(draft.pk, opened.generation, [(made[-1], anna.pk)])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert services.throw_away_old_documents() == 1
    assert Image.objects.filter(pk=document.images[address]).exists()
