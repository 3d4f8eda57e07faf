from django.urls import path

from . import views

urlpatterns = [
    path("schedule/", views.schedule, name="schedule"),
    path("schedule/calendar/", views.calendar_addresses, name="calendar_addresses"),
    path("schedule/councils/<slug:slug>/", views.council_dates, name="council_dates"),
    path("schedule/dates/<int:pk>/remove/", views.council_date_remove, name="council_date_remove"),
]
