"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from egret.supervision import views

app_name = "supervision"
urlpatterns = [
    path("findings/", views.findings, name="findings"),
    path("findings/<int:pk>/", views.finding, name="finding"),
]
