"""Addresses of the organisation."""

from __future__ import annotations

from django.urls import path

from egret.org import views

app_name = "org"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/found/", views.found_unit, name="found_unit"),
    path("units/<int:pk>/enrol/", views.enrol_staff, name="enrol_staff"),
    path("units/<int:pk>/do/<str:name>/", views.act_on_unit, name="act_on_unit"),
    path("staff/<int:pk>/do/<str:name>/", views.act_on_staff, name="act_on_staff"),
    path("staff/<int:pk>/", views.staff, name="staff"),
    path("staff/<int:pk>/account/", views.account, name="account"),
    path("posts/", views.posts, name="posts"),
    path("posts/<slug:key>/", views.post, name="post"),
    path("posts/<slug:key>.pdf", views.post_pdf, name="post_pdf"),
    path("me/", views.my_account, name="my_account"),
    path("me/posts/", views.my_posts, name="my_posts"),
    path("import/", views.import_start, name="import"),
    path("import/<int:pk>/", views.import_preview, name="import_preview"),
]
