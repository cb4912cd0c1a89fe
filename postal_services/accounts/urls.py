"""Pages for signing in and out and for one's own keys; nobody signs up, nobody resets a password by e-mail."""

from allauth.account import views
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("dang-nhap", views.login, name="account_login"),
    path("dang-xuat", views.logout, name="account_logout"),
    path("tai-khoan/", RedirectView.as_view(pattern_name="mfa_index"), name="account_home"),
    path("tai-khoan/dang-ky", views.signup, name="account_signup"),
    path("tai-khoan/ngung", views.account_inactive, name="account_inactive"),
    path("tai-khoan/xac-nhan", views.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/mat-khau", views.password_change, name="account_change_password"),
    path("tai-khoan/bao-mat/", include("allauth.mfa.urls")),
]
