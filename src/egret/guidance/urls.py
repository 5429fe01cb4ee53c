"""Addresses of guidance, below /guidance/."""

from __future__ import annotations

from django.urls import path

from egret.guidance import guide_views, views

app_name = "guidance"
urlpatterns = [
    path("penalty/", views.penalty, name="penalty"),
    path("facts/", views.facts, name="facts"),
    path("guides/", guide_views.listed, name="guides"),
    path("guides/version/<int:pk>/", guide_views.version, name="guide_version"),
    path("guides/version/<int:pk>/edit/", guide_views.edit, name="edit_guide"),
    path("guides/version/<int:pk>/<str:verb>/", guide_views.decide, name="decide_guide"),
    path("guides/<str:number>/", guide_views.guide, name="guide"),
    path("guides/<str:number>/draft/", guide_views.draft, name="draft_guide"),
    path("dossiers/<int:pk>/", guide_views.dossier, name="dossier"),
    path("dossiers/<int:pk>/<str:verb>/", guide_views.decide_dossier, name="decide_dossier"),
]
