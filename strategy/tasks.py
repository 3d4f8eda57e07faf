from collections.abc import Callable
from functools import partial
from hashlib import sha256

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ros_portal.audit.services import record
from ros_portal.jobs.services import PermanentFailure, job

from .documents import pdf, web, word
from .documents.content import document_of
from .models import Export, ExportFormat
from .sources import Tell, source_of

MAKERS = {ExportFormat.DOCX: word.make, ExportFormat.PDF: pdf.make, ExportFormat.HTML: web.make}


def note_failure(export_id: int, message: str) -> None:
    export = Export.objects.select_for_update().get(pk=export_id)
    if export.made_at is None:
        export.error = message
        export.save(update_fields=["error"])
        record("strategy.export.failed", export, by=None, reason=message)


@job("strategy.make_export", max_attempts=3, on_failure=note_failure)
def make_export(export_id: int) -> Callable[[], None] | None:
    export = Export.objects.select_related(
        "version__product", "revision__chapter", "before", "by"
    ).get(pk=export_id)
    if export.made_at:
        return None

    def tell(done: int, every: int) -> None:
        Export.objects.filter(pk=export_id).update(parts_done=done, parts=every)

    try:
        content = _made(export, tell)
    except SoftTimeLimitExceeded as slow:  # nor will it be faster next time
        raise PermanentFailure(
            _("This takes too long to make. Take the chapters one by one.")
        ) from slow
    except pdf.CannotBePrinted as refused:
        raise PermanentFailure(str(refused)) from refused
    return partial(_keep, export_id, content)


def _made(export: Export, tell: Tell) -> bytes:
    if export.source:
        source, key = source_of(export.source)
        return source.makers[export.format](key, export.by, tell)
    return MAKERS[ExportFormat(export.format)](document_of(export, tell))


def _keep(export_id: int, content: bytes) -> None:
    export = Export.objects.select_for_update().get(pk=export_id)
    if export.made_at:
        return
    export.sha256 = sha256(content).hexdigest()
    export.file.save(f"{export.key}.{export.format}", ContentFile(content), save=False)
    export.bytes = len(content)
    export.made_at = timezone.now()
    export.save()
    record("strategy.export.made", export, by=None, sha256=export.sha256, bytes=export.bytes)
