"""The report of a session: what was said becomes points, and the clerk confirms them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from council import permissions
from council.models import Answer, Input, InputSession, Point, Report
from council.models.inputs import InputQuerySet
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User
from strategy.models import Chapter

from .sessions import SessionStillOpen, check_goes_on


class ReportSettled(Exception):
    """The clerk confirmed it a moment ago: what it says was said, and stays."""


class ReportChangedMeanwhile(Exception):
    """Its points are not those that this user read."""


class PointChangedMeanwhile(Exception):
    """A colleague worded, divided or joined it while this user was looking at it."""


class NothingToSay(Exception):
    """A point needs words, and splitting needs two at least."""


class OfDifferentReports(Exception):
    """Points become one only inside one report; a bundle of answers does it across councils."""


@transaction.atomic
def ask_report(session: InputSession, *, by: User) -> Report:
    """From here on the civil servants of the own executive read the input.

    Every answer is a point to begin with: splitting and joining them is all there is to do. Asking
    again changes nothing. Raises SessionStillOpen.
    """
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    require(permissions.can_run_session(by, session))
    check_goes_on(session)
    if timezone.now() < session.closes_at:
        raise SessionStillOpen
    report, is_new = Report.objects.get_or_create(
        session=session, defaults={"asked_by": by, "asked_at": timezone.now()}
    )
    if is_new:
        _begin(report)
        record("council.report.asked", session, by=by, points=report.points.count())
    return report


def _begin(report: Report) -> None:
    _add_points(report, Input.objects.submitted().filter(session=report.session_id))


def add_to_report(report: Report, submitted: Input) -> None:
    """What came in time, while the report was being asked for; inside the transaction that submits."""
    _add_points(report, Input.objects.filter(pk=submitted.pk))


def _add_points(report: Report, inputs: InputQuerySet) -> None:
    answers = (
        Answer.objects.filter(input__in=inputs)
        .prefetch_related("reactions")
        .order_by(
            F("question__position").asc(nulls_last=True),
            "chapter__number",
            "input__submitted_at",
            "pk",
        )
    )
    for number, answer in enumerate(answers, start=_last_number(report) + 1):
        point = Point.objects.create(
            report=report,
            number=number,
            text=answer.mended,
            question_id=answer.question_id,
            chapter_id=answer.chapter_id,
            revision_id=answer.revision_id,
            block_id=answer.block_id,
        )
        point.answers.add(answer)


@transaction.atomic
def word_point(point: Point, *, text: str, chapter: Chapter | None, by: User) -> None:
    """In the words of the report; the originals stay beside it. `point` is as this user saw it.

    Raises ReportSettled, PointChangedMeanwhile and NothingToSay.
    """
    report, point = _locked(point, by)
    if not text.strip():
        raise NothingToSay
    before = {"text": point.text, "chapter": point.chapter_id}
    point.text = text.strip()
    if chapter != point.chapter:
        point.chapter, point.revision, point.block_id = chapter, None, ""
    point.save(update_fields=["text", "chapter", "revision", "block_id"])
    after = {"text": point.text, "chapter": point.chapter_id}
    if before != after:
        if report.session.is_closed:  # the log is read outside the council
            del before["text"], after["text"]
        record("council.point.worded", point, by=by, old=before, new=after)


@transaction.atomic
def split_point(point: Point, texts: Sequence[str], *, by: User) -> list[Point]:
    """One answer that says several things: a point for each, all from the same original.

    `point` is as this user saw it: a second click finds that it was divided. Raises ReportSettled,
    PointChangedMeanwhile and NothingToSay.
    """
    report, point = _locked(point, by)
    texts = [text.strip() for text in texts if text.strip()]
    if len(texts) < 2:
        raise NothingToSay
    point.text, *others = texts
    point.save(update_fields=["text"])
    answers = list(point.answers.all())
    made = [point]
    for number, text in enumerate(others, start=_last_number(report) + 1):
        other = Point.objects.create(
            report=report,
            number=number,
            text=text,
            question_id=point.question_id,
            chapter_id=point.chapter_id,
            revision_id=point.revision_id,
            block_id=point.block_id,
        )
        other.answers.set(answers)
        made.append(other)
    record("council.point.split", point, by=by, into=[one.number for one in made])
    return made


@transaction.atomic
def join_points(points: Collection[Point], *, by: User) -> Point:
    """What several said alike becomes the first of these points, with all their originals.

    Raises OfDifferentReports, NothingToSay, ReportSettled.
    """
    if len({point.report_id for point in points}) != 1:
        raise OfDifferentReports
    report = _made_by(by, next(iter(points)).report_id)
    here = list(report.points.filter(pk__in=[point.pk for point in points]).order_by("number"))
    if len(here) < 2:
        raise NothingToSay
    first, *others = here
    first.answers.add(*Answer.objects.filter(points__in=others))
    record("council.point.joined", first, by=by, numbers=[one.number for one in here])
    Point.objects.filter(pk__in=[one.pk for one in others]).delete()
    return first


@transaction.atomic
def finish_report(report: Report, *, by: User) -> None:
    """Give it to the clerk. Raises ReportSettled."""
    report = _unsettled(report)
    require(permissions.can_make_report(by, report))
    if report.ready_at is None:
        report.ready_at, report.remark = timezone.now(), ""
        report.save(update_fields=["ready_at", "remark"])
        record("council.report.ready", report.session, by=by)


@transaction.atomic
def return_report(report: Report, *, remark: str, by: User) -> None:
    """This is not what was said: back to who made it, and why. Raises ReportSettled."""
    report = _unsettled(report)
    require(permissions.can_run_session(by, report.session))
    report.ready_at, report.remark = None, remark
    report.save(update_fields=["ready_at", "remark"])
    record("council.report.returned", report.session, by=by, remark=remark)


@transaction.atomic
def confirm_report(report: Report, *, by: User, seen: str | None = None) -> None:
    """This is what was said. The council reads it from here on, and it does not change any more.

    `seen` is the fingerprint of what the clerk read. Raises ReportSettled, ReportChangedMeanwhile.
    """
    report = _unsettled(report)
    require(permissions.can_run_session(by, report.session))
    if seen is not None and seen != report.fingerprint():
        raise ReportChangedMeanwhile
    report.confirmed_at, report.confirmed_by = timezone.now(), by
    report.ready_at = report.ready_at or report.confirmed_at
    report.save(update_fields=["ready_at", "confirmed_at", "confirmed_by"])
    record("council.report.confirmed", report.session, by=by, points=report.points.count())


def _locked(seen: Point, by: User) -> tuple[Report, Point]:
    report = _made_by(by, seen.report_id)
    point = report.points.filter(pk=seen.pk).first()
    if point is None or (point.text, point.chapter_id) != (seen.text, seen.chapter_id):
        raise PointChangedMeanwhile
    return report, point


def _made_by(user: User, report_id: int) -> Report:
    report = _unsettled(Report(pk=report_id))
    require(permissions.can_make_report(user, report))
    return report


def _unsettled(report: Report) -> Report:
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("session__body")
        .get(pk=report.pk)
    )
    if report.confirmed_at:
        raise ReportSettled
    return report


def _last_number(report: Report) -> int:
    last = report.points.aggregate(last=Max("number"))["last"]
    return last or 0
