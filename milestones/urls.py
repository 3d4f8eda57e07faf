from django.urls import path

from . import views

urlpatterns = [
    path("schedule/", views.schedule, name="schedule"),
    path("schedule/timeline/", views.schedule_timeline, name="schedule_timeline"),
    path("schedule/milestones/add/", views.milestone_add, name="milestone_add"),
    path("schedule/milestones/<slug:slug>/", views.milestone_detail, name="milestone_detail"),
    path("schedule/milestones/<slug:slug>/edit/", views.milestone_edit, name="milestone_edit"),
    path("schedule/calendar/", views.calendar_addresses, name="calendar_addresses"),
    path("schedule/councils/<slug:slug>/", views.council_dates, name="council_dates"),
    path("schedule/dates/<int:pk>/remove/", views.council_date_remove, name="council_date_remove"),
]
