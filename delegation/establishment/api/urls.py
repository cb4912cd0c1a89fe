"""Addresses of offices' establishment for programs."""

from django.urls import path

from delegation.establishment.api import views

urlpatterns = [
    path("v1/offices/<str:code>/establishment", views.EstablishmentView.as_view(), name="office-establishment"),
    path("v1/appointments", views.AppointmentsView.as_view(), name="appointments"),
    path("v1/appointments/<uuid:post>/end", views.AppointmentEndView.as_view(), name="appointment-end"),
    path("v1/publications", views.PublicationsView.as_view(), name="publications"),
    path("v1/publication-withdrawals", views.PublicationWithdrawalsView.as_view(), name="publication-withdrawals"),
    path("v1/trainings", views.TrainingsView.as_view(), name="trainings"),
    path("v1/trainings/<uuid:training>/withdrawal", views.TrainingWithdrawalView.as_view(), name="training-withdrawal"),
]
