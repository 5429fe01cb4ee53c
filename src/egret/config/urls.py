"""Addresses of the whole house; each room keeps its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("egret.ui.urls")),
    path("", include("egret.desk.urls")),
    path("account/", include("egret.org.account_urls")),
    path("org/", include("egret.org.urls")),
    path("law/", include("egret.law.urls")),
    path("guidance/", include("egret.guidance.urls")),
    path("approvals/", include("egret.approvals.urls")),
    path("supervision/", include("egret.supervision.urls")),
    path("", include("egret.documents.urls")),
]
