"""Images come in here and leave as ours: measured, redrawn, without what the camera wrote in them."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import PIL.Image
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import ImageOps, UnidentifiedImageError

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User
from strategy import permissions
from strategy.models import Chapter, Image

from .locking import locked_chapter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000  # a picture of 40 megapixels takes 160 MB while it is redrawn
MAX_SIDE: Final = 2000
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
# What Pillow raises on files that are broken, or made to break it.
UNREADABLE: Final = (
    UnidentifiedImageError,
    PIL.Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    struct.error,
)


class ImageRefused(Exception):
    """`reason` is a sentence for the user; `too_large` tells a big file from a wrong one."""

    def __init__(self, reason: StrOrPromise, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.too_large = too_large


def add_image(chapter: Chapter, upload: IO[bytes], *, size: int, by: User) -> Image:
    require(permissions.can_edit_chapter(by, chapter))  # before the work of redrawing it
    picture = redrawn(upload, size=size)
    with transaction.atomic():
        chapter = locked_chapter(chapter, by)
        require(permissions.can_edit_chapter(by, chapter))
        return keep_image(chapter, picture, by=by)


class Redrawn(NamedTuple):
    content: bytes
    content_type: str
    width: int
    height: int


def keep_image(chapter: Chapter, picture: Redrawn, *, by: User) -> Image:
    """Under lock, by somebody who may."""
    image = Image(
        chapter=chapter,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        uploaded_by=by,
    )
    extension = picture.content_type.removeprefix("image/")
    image.file.save(f"{image.pk}.{extension}", ContentFile(picture.content), save=False)
    image.save(force_insert=True)
    record("strategy.image.added", chapter, by=by, image=image.pk, bytes=len(picture.content))
    return image


def redrawn(upload: IO[bytes], *, size: int) -> Redrawn:
    """The picture drawn anew, so that nothing but its pixels comes along."""
    if size > MAX_BYTES:
        raise ImageRefused(_("An image may be 8 MB at most."), too_large=True)
    try:
        with warnings.catch_warnings():
            # Pillow also warns of particulars it cannot read; they do not come along anyway.
            warnings.simplefilter("ignore")
            opened = PIL.Image.open(upload, formats=FORMATS)
            if opened.width * opened.height > MAX_PIXELS:
                raise ImageRefused(
                    _("This image has too many pixels. Make it smaller first."), too_large=True
                )
            # Lines and flat colours stay sharp in PNG; a photograph is ten times smaller as JPEG.
            is_drawing = opened.format in ("PNG", "GIF") or opened.has_transparency_data
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except ImageRefused:
        raise
    except UNREADABLE:
        raise ImageRefused(
            _("This is not an image that the portal can read. Use JPEG, PNG, GIF or WebP.")
        ) from None
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    clean = PIL.Image.new(picture.mode, picture.size)
    clean.paste(picture)
    written = BytesIO()
    if is_drawing:
        clean.save(written, "PNG", optimize=True)
    else:
        clean.save(written, "JPEG", quality=85, optimize=True, progressive=True)
    content_type = "image/png" if is_drawing else "image/jpeg"
    return Redrawn(written.getvalue(), content_type, clean.width, clean.height)
