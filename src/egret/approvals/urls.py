"""Addresses of the approvals room."""

from __future__ import annotations

from django.urls import path

from egret.approvals import matrix_views, views

app_name = "approvals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("sent/", views.sent, name="sent"),
    path("signed/", views.signed, name="signed"),
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<int:pk>/end/", views.end_delegation, name="end_delegation"),
    path("matrix/", matrix_views.matrix, name="matrix"),
    path("matrix/<str:kind>/<str:name>/", matrix_views.chain, name="chain"),
    path("matrix/<str:kind>/<str:name>/revise/", matrix_views.revise, name="revise"),
    path("revisions/<int:pk>/", matrix_views.revision, name="revision"),
    path("revisions/<int:pk>/<slug:verb>/", matrix_views.decide_revision, name="decide_revision"),
    path("<int:pk>/", views.approval, name="approval"),
    path("<int:pk>/<slug:verb>/", views.decide, name="decide"),
]
