"""Addresses of guidance, below /guidance/."""

from __future__ import annotations

from django.urls import path

from egret.guidance import views

app_name = "guidance"
urlpatterns = [
    path("penalty/", views.penalty, name="penalty"),
    path("facts/", views.facts, name="facts"),
]
