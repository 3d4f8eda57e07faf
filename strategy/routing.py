"""Where the live editors connect; beside urls.py, for websockets."""

from django.urls import path

from .consumers import ChapterConsumer

urlpatterns = [
    path("ws/strategy/chapters/<slug:slug>", ChapterConsumer.as_asgi(), name="chapter_live"),
]
