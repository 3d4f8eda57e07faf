from django.urls import path

from .views import accounts, partners

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
    path("accounts/email/", accounts.email_address, name="email_address"),
    path("demo/sign-in/", accounts.demo_sign_in, name="demo_sign_in"),
]
