"""Addresses of documents; `/J/…` is what the QR code on a paper says."""

from __future__ import annotations

from django.urls import path, re_path

from egret.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/to-serve/", views.to_serve, name="to_serve"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/sign/", views.sign, name="sign"),
    path("documents/<int:pk>/paper.pdf", views.pdf, name="pdf"),
    path("documents/<int:pk>/proof.tlog-proof", views.proof, name="proof"),
    re_path(r"^J/(?P<log>[0-9]{4}[A-Z]?)/(?P<index>[0-9]{1,15})/(?P<leaf>[A-Z2-7]{52})/?$", views.check, name="check"),
    re_path(
        r"^J/(?P<log>[0-9]{4}[A-Z]?)/(?P<index>[0-9]{1,15})/(?P<leaf>[A-Z2-7]{52})/proof\.tlog-proof$",
        views.check_proof,
        name="check_proof",
    ),
]
