from django.urls import path

from .views import accounts, notifications, partners

urlpatterns = [
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner_detail"),
    path("partners/<slug:slug>/people/", partners.person_list, name="person_list"),
    path(
        "partners/<slug:slug>/people/invitations/<int:pk>/withdraw/",
        partners.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path(
        "partners/<slug:slug>/people/appointments/<int:pk>/end/",
        partners.appointment_end,
        name="appointment_end",
    ),
    path("invitations/<str:token>/", accounts.invitation_accept, name="invitation_accept"),
    path("profile/", accounts.profile, name="profile"),
    path(
        "profile/notifications/", notifications.notification_settings, name="notification_settings"
    ),
    path("notifications/", notifications.notification_list, name="notification_list"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/<int:pk>/open/", notifications.notification_open, name="notification_open"),
    path("accounts/email/", accounts.email_address, name="email_address"),
    path("demo/sign-in/", accounts.demo_sign_in, name="demo_sign_in"),
]
