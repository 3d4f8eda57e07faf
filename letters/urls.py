from django.urls import path

from .views import (
    attachments,
    deciding,
    handing_over,
    letters,
    mailings,
    model_letters,
    rectifying,
    renderings,
    runs,
    sheets,
    signed_copies,
    standard_texts,
    starting,
    workflow,
    writing,
)

urlpatterns = [
    path("letters/", letters.letter_list, name="letter_list"),
    path("letters/register.<str:form>", letters.letter_register, name="letter_register"),
    path("letters/new/", starting.letter_new, name="letter_new"),
    path("letters/new/set-aside/", starting.occasion_set_aside, name="occasion_set_aside"),
    path("letters/models/", model_letters.model_letter_list, name="model_letter_list"),
    path("letters/models/new/", model_letters.model_letter_new, name="model_letter_new"),
    path("letters/models/<int:pk>/", model_letters.model_letter, name="model_letter"),
    path("letters/models/<int:pk>/hand-out/", model_letters.model_hand_out, name="model_hand_out"),
    path(
        "letters/models/<int:pk>/blocks/new/", model_letters.model_block_new, name="model_block_new"
    ),
    path(
        "letters/models/<int:pk>/blocks/<int:block_id>/",
        model_letters.model_block_edit,
        name="model_block_edit",
    ),
    path(
        "letters/models/<int:pk>/blocks/<int:block_id>/move/",
        model_letters.model_block_move,
        name="model_block_move",
    ),
    path(
        "letters/models/<int:pk>/blocks/<int:block_id>/remove/",
        model_letters.model_block_remove,
        name="model_block_remove",
    ),
    path("letters/texts/", standard_texts.standard_text_list, name="standard_text_list"),
    path("letters/texts/new/", standard_texts.standard_text_new, name="standard_text_new"),
    path("letters/texts/<int:pk>/", standard_texts.standard_text_edit, name="standard_text_edit"),
    path(
        "letters/texts/<int:pk>/retire/",
        standard_texts.standard_text_retire,
        name="standard_text_retire",
    ),
    path("letters/runs/", runs.run_list, name="run_list"),
    path("letters/runs/start/", runs.run_start, name="run_start"),
    path("letters/runs/<int:pk>/", runs.run_detail, name="run_detail"),
    path("letters/runs/<int:pk>/status/", runs.run_status, name="run_status"),
    path("letters/runs/<int:pk>/package/", runs.run_package, name="run_package"),
    path("letters/runs/<int:pk>/<slug:way>/", runs.run_steer, name="run_steer"),
    path("letters/<int:pk>/to-all/", mailings.mailing_new, name="mailing_new"),
    path("letters/mailings/<int:pk>/", mailings.mailing_detail, name="mailing_detail"),
    path("letters/mailings/<int:pk>/status/", mailings.mailing_status, name="mailing_status"),
    path("letters/mailings/<int:pk>/package/", mailings.mailing_package, name="mailing_package"),
    path(
        "letters/mailings/<int:pk>/letters/<int:recipient>/",
        mailings.mailing_letter,
        name="mailing_letter",
    ),
    path("letters/mailings/<int:pk>/<slug:way>/", mailings.mailing_steer, name="mailing_steer"),
    # Short: it is typed over from paper.
    path("i/<slug:code>/", mailings.own_link, name="own_link"),
    path("letters/<int:pk>/", letters.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/edit/", writing.letter_edit, name="letter_edit"),
    path("letters/<int:pk>/sheet/", sheets.letter_sheet, name="letter_sheet"),
    path("letters/<int:pk>/preview/", sheets.letter_preview, name="letter_preview"),
    path("letters/<int:pk>/house-style.css", sheets.letter_style, name="letter_style"),
    path("letters/<int:pk>/logo/", sheets.letter_logo, name="letter_logo"),
    path("letters/<int:pk>/render/", renderings.letter_render, name="letter_render"),
    path("letters/<int:pk>/status/", renderings.letter_status, name="letter_status"),
    path(
        "letters/<int:pk>/download/<int:rendering>/",
        renderings.letter_download,
        name="letter_download",
    ),
    path(
        "letters/<int:pk>/to-executive/", workflow.letter_to_executive, name="letter_to_executive"
    ),
    path("letters/<int:pk>/take-back/", workflow.letter_take_back, name="letter_take_back"),
    path("letters/<int:pk>/follow/", model_letters.letter_follow, name="letter_follow"),
    path("letters/<int:pk>/agree/", workflow.letter_agree, name="letter_agree"),
    path("letters/<int:pk>/on-the-list/", workflow.letter_list_on, name="letter_list_on"),
    path("letters/<int:pk>/package/", handing_over.letter_package, name="letter_package"),
    path(
        "letters/<int:pk>/dispatches/<int:dispatch_id>/again/",
        handing_over.dispatch_again,
        name="dispatch_again",
    ),
    path(
        "letters/<int:pk>/lift-embargo/",
        handing_over.letter_lift_embargo,
        name="letter_lift_embargo",
    ),
    path("letters/<int:pk>/secrecy/", handing_over.letter_secrecy, name="letter_secrecy"),
    path(
        "letters/<int:pk>/secrecy/lift/",
        handing_over.letter_lift_secrecy,
        name="letter_lift_secrecy",
    ),
    path("letters/<int:pk>/adopt/", deciding.letter_adopt, name="letter_adopt"),
    path(
        "letters/<int:pk>/facts/<int:notice_id>/settle/", starting.fact_settle, name="fact_settle"
    ),
    path("letters/<int:pk>/amend/", deciding.letter_amend, name="letter_amend"),
    path("letters/<int:pk>/rectify/", rectifying.letter_rectify, name="letter_rectify"),
    path(
        "letters/<int:pk>/compare/<slug:against>/", rectifying.letter_compare, name="letter_compare"
    ),
    path("letters/<int:pk>/signed/", signed_copies.signed_copy_download, name="signed_copy"),
    path("letters/<int:pk>/signed/add/", signed_copies.signed_copy_add, name="signed_copy_add"),
    path("letters/<int:pk>/send/", workflow.letter_send, name="letter_send"),
    path("letters/<int:pk>/attachments/", attachments.attachment_add, name="attachment_add"),
    path(
        "letters/<int:pk>/attachments/<int:attachment_id>/",
        attachments.attachment_download,
        name="attachment_download",
    ),
    path(
        "letters/<int:pk>/attachments/<int:attachment_id>/file/",
        attachments.attachment_provide,
        name="attachment_provide",
    ),
    path(
        "letters/<int:pk>/attachments/<int:attachment_id>/remove/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
]
