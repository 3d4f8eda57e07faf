from django.urls import path

from .views import (
    calendars,
    capturing,
    catching_up,
    dossier,
    guests,
    importing,
    inputs,
    inviting,
    planning,
    points,
    promises,
    publicity,
    readings,
    registering,
    reminding,
    reports,
    requests,
    responses,
    sessions,
    sittings,
    standard_answers,
)

urlpatterns = [
    path("council/", sessions.session_list, name="session_list"),
    path("council/sessions/new/", sessions.session_create, name="session_create"),
    path("council/sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("council/sessions/ask/", requests.session_ask, name="session_ask"),
    path(
        "council/session-requests/<int:pk>/decline/",
        requests.session_decline,
        name="session_decline",
    ),
    path("council/sessions/<int:pk>/change/", sessions.session_change, name="session_change"),
    path("council/sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("council/sessions/<int:pk>/invite/", guests.session_invite, name="session_invite"),
    path("council/sessions/<int:pk>/record/", sittings.session_record, name="session_record"),
    path("council/sessions/<int:pk>/extend/", sessions.session_extend, name="session_extend"),
    path(
        "council/sessions/<int:pk>/hand-over/", sessions.session_hand_over, name="session_hand_over"
    ),
    path("council/sessions/<int:pk>/remind/", reminding.session_remind, name="session_remind"),
    path("council/sessions/<int:pk>/read/", catching_up.session_read, name="session_read"),
    path("council/sessions/<int:pk>/import/", importing.session_import, name="session_import"),
    path(
        "council/sessions/<int:pk>/import/template/",
        importing.session_import_template,
        name="session_import_template",
    ),
    path("council/sessions/<int:pk>/input/", inputs.input_edit, name="input_edit"),
    path("council/sessions/<int:pk>/room/", inputs.input_enter, name="input_enter"),
    path("council/sessions/<int:pk>/capture/", capturing.session_capture, name="session_capture"),
    path(
        "council/sessions/<int:pk>/capture/entries/", capturing.capture_entry, name="capture_entry"
    ),
    path("council/sessions/<int:pk>/capture/mend/", capturing.capture_mend, name="capture_mend"),
    path(
        "council/sessions/<int:pk>/capture/worker.js",
        capturing.capture_worker,
        name="capture_worker",
    ),
    path(
        "council/sessions/<int:pk>/register/<slug:kind>/",
        registering.input_register,
        name="input_register",
    ),
    path("council/sessions/<int:pk>/qr/", inviting.session_qr, name="session_qr"),
    path("council/sessions/<int:pk>/qr.svg", inviting.session_qr_image, name="session_qr_image"),
    path("council/sessions/<int:pk>/read-back/", readings.session_reading, name="session_reading"),
    path(
        "council/sessions/<int:pk>/read-back/close/", readings.reading_close, name="reading_close"
    ),
    path("council/sessions/<int:pk>/report/", reports.report_detail, name="report_detail"),
    path("council/sessions/<int:pk>/report/ask/", reports.report_ask, name="report_ask"),
    path("council/sessions/<int:pk>/report/join/", reports.points_join, name="points_join"),
    path("council/sessions/<int:pk>/report/finish/", reports.report_finish, name="report_finish"),
    path("council/sessions/<int:pk>/report/return/", reports.report_return, name="report_return"),
    path(
        "council/sessions/<int:pk>/report/confirm/", reports.report_confirm, name="report_confirm"
    ),
    path(
        "council/sessions/<int:pk>/report/destine/", reports.points_destine, name="points_destine"
    ),
    path(
        "council/sessions/<int:pk>/report/release/", reports.answers_release, name="answers_release"
    ),
    path("schedule/boss/new/", planning.boss_add, name="boss_add"),
    path("schedule/boss/<int:pk>/", planning.planning_detail, name="planning_detail"),
    path("schedule/boss/<int:pk>/move/", planning.boss_move, name="boss_move"),
    path("calendars/<slug:slug>.ics", calendars.calendar_of_body, name="calendar_of_body"),
    path("council/points/", points.point_list, name="point_list"),
    path("council/points/change/", points.points_change, name="points_change"),
    path("council/points/<int:pk>/note/", points.point_note, name="point_note"),
    path(
        "council/standard-answers/",
        standard_answers.standard_answer_list,
        name="standard_answer_list",
    ),
    path(
        "council/standard-answers/new/",
        standard_answers.standard_answer_create,
        name="standard_answer_create",
    ),
    path(
        "council/standard-answers/<int:pk>/",
        standard_answers.standard_answer_edit,
        name="standard_answer_edit",
    ),
    path("council/points/<int:pk>/", points.point_detail, name="point_detail"),
    path("council/points/<int:pk>/edit/", reports.point_edit, name="point_edit"),
    path("council/points/<int:pk>/assign/", points.point_assign, name="point_assign"),
    path("council/answers/new/", responses.response_create, name="response_create"),
    path("council/answers/publish/", responses.responses_publish, name="responses_publish"),
    path("council/answers/read/", responses.responses_read, name="responses_read"),
    path("council/answers/<int:pk>/", responses.response_detail, name="response_detail"),
    path("council/answers/<int:pk>/edit/", responses.response_edit, name="response_edit"),
    path("council/answers/<int:pk>/step/", responses.response_step, name="response_step"),
    path("council/meetings/<int:pk>/", dossier.dossier, name="dossier"),
    path("council/meetings/<int:pk>/file/", dossier.dossier_file, name="dossier_file"),
    path("council/meetings/<int:pk>/items/new/", dossier.item_add, name="item_add"),
    path("council/meetings/<int:pk>/minutes/", dossier.minutes, name="minutes"),
    path("council/meetings/<int:pk>/minutes/step/", dossier.minutes_step, name="minutes_step"),
    path("council/items/<int:pk>/", dossier.item_step, name="item_step"),
    path("council/points/export/", points.points_export, name="points_export"),
    path("council/sessions/<int:pk>/ask/", promises.inquiry_ask, name="inquiry_ask"),
    path("council/inquiries/<int:pk>/answer/", promises.inquiry_answer, name="inquiry_answer"),
    path(
        "council/sessions/<int:pk>/undertake/",
        promises.undertaking_register,
        name="undertaking_register",
    ),
    path(
        "council/undertakings/<int:pk>/settle/",
        promises.undertaking_settle,
        name="undertaking_settle",
    ),
    path("council/react/<slug:slug>/", inputs.chapter_react, name="chapter_react"),
    path(
        "council/inputs/<slug:receipt>/react/<int:pk>/", readings.answer_react, name="answer_react"
    ),
    path("council/inputs/<slug:receipt>/take-back/", inputs.input_withdraw, name="input_withdraw"),
    path("council/inputs/<slug:receipt>/", inputs.input_detail, name="input_detail"),
    path("council/inputs/<slug:receipt>/link/", publicity.receipt_link, name="receipt_link"),
    path(
        "council/inputs/<slug:receipt>/withhold/", publicity.input_withhold, name="input_withhold"
    ),
    path(
        "council/sessions/<int:pk>/make-public/",
        publicity.session_make_public,
        name="session_make_public",
    ),
    path("council/public/<int:pk>/", publicity.session_public, name="session_public"),
    path("r/<str:token>/", publicity.receipt, name="receipt"),
]
