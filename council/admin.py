from django.contrib import admin

from .models import InputSession, Question


class QuestionInline(admin.TabularInline[Question, InputSession]):
    model = Question
    extra = 0


@admin.register(InputSession)
class InputSessionAdmin(admin.ModelAdmin[InputSession]):
    """Planning only: what was said in a session is not for the administration."""

    list_display = ["title", "body", "opens_at", "closes_at", "meeting"]
    list_filter = ["body"]
    inlines = [QuestionInline]
