from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from .models import InputSession, Question, StandingQuestion
from .models.sessions import QuestionQuerySet
from .plans import SECRECY, SETTLED_BY_OPENING


class QuestionForm(forms.ModelForm[Question]):
    """A question stays as it was when it was answered: other words would change the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.was_answered:
            self.fields["text"].disabled = True


class QuestionInline(admin.TabularInline[Question, InputSession]):
    model = Question
    form = QuestionForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuestionQuerySet:
        return Question.objects.answered_or_not()


@admin.register(InputSession)
class InputSessionAdmin(admin.ModelAdmin[InputSession]):
    """Planning only: what was said in a session is not for the administration."""

    list_display = ["title", "body", "opens_at", "closes_at", "meeting"]
    list_filter = ["body"]
    inlines = [QuestionInline]

    def get_readonly_fields(
        self, request: HttpRequest, obj: InputSession | None = None
    ) -> list[str]:
        """The council closes its own doors, and its clerk passes on what was said."""
        if obj is None:
            return [*SECRECY, "handed_over_at"]
        settled = SETTLED_BY_OPENING if timezone.now() >= obj.opens_at else SECRECY
        return [*settled, "body", "handed_over_at"]


@admin.register(StandingQuestion)
class StandingQuestionAdmin(admin.ModelAdmin[StandingQuestion]):
    """With which the form of a council's first session begins."""

    list_display = ["position", "text"]
    list_display_links = ["text"]
