from django.urls import path

from . import views

urlpatterns = [
    path("letters/", views.letter_list, name="letter_list"),
    path("letters/new/", views.letter_new, name="letter_new"),
    path("letters/<int:pk>/", views.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/edit/", views.letter_edit, name="letter_edit"),
    path("letters/<int:pk>/sheet/", views.letter_sheet, name="letter_sheet"),
    path("letters/<int:pk>/preview/", views.letter_preview, name="letter_preview"),
    path("letters/<int:pk>/house-style.css", views.letter_style, name="letter_style"),
    path("letters/<int:pk>/logo/", views.letter_logo, name="letter_logo"),
    path("letters/<int:pk>/render/", views.letter_render, name="letter_render"),
    path("letters/<int:pk>/status/", views.letter_status, name="letter_status"),
    path(
        "letters/<int:pk>/download/<int:rendering>/",
        views.letter_download,
        name="letter_download",
    ),
    path("letters/<int:pk>/to-executive/", views.letter_to_executive, name="letter_to_executive"),
    path("letters/<int:pk>/take-back/", views.letter_take_back, name="letter_take_back"),
    path("letters/<int:pk>/adopt/", views.letter_adopt, name="letter_adopt"),
    path("letters/<int:pk>/send/", views.letter_send, name="letter_send"),
    path("letters/<int:pk>/attachments/", views.attachment_add, name="attachment_add"),
    path(
        "letters/<int:pk>/attachments/<int:number>/",
        views.attachment_download,
        name="attachment_download",
    ),
    path(
        "letters/<int:pk>/attachments/<int:number>/file/",
        views.attachment_provide,
        name="attachment_provide",
    ),
    path(
        "letters/<int:pk>/attachments/<int:number>/remove/",
        views.attachment_remove,
        name="attachment_remove",
    ),
]
