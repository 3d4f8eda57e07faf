from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from .models import InputSession, Question
from .models.sessions import QuestionQuerySet


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
    # The council closes its own doors, and with a decision.
    readonly_fields = ["is_closed", "secrecy_by", "secrecy_on", "secrecy_ground"]
    inlines = [QuestionInline]
