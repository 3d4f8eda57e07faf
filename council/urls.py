from django.urls import path

from .views import inputs, sessions

urlpatterns = [
    path("council/", sessions.session_list, name="session_list"),
    path("council/sessions/new/", sessions.session_create, name="session_create"),
    path("council/sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("council/sessions/<int:pk>/extend/", sessions.session_extend, name="session_extend"),
    path(
        "council/sessions/<int:pk>/hand-over/", sessions.session_hand_over, name="session_hand_over"
    ),
    path("council/sessions/<int:pk>/input/", inputs.input_edit, name="input_edit"),
    path("council/sessions/<int:pk>/room/", inputs.input_enter, name="input_enter"),
    path("council/react/<slug:slug>/", inputs.chapter_react, name="chapter_react"),
    path("council/inputs/<slug:receipt>/", inputs.input_detail, name="input_detail"),
]
