"""Addresses of the law room, below /law/."""

from __future__ import annotations

from django.urls import path

from egret.law import views

app_name = "law"
urlpatterns = [
    path("", views.law_list, name="list"),
    path("search/", views.search, name="search"),
    path("cite/", views.cite, name="cite"),
    path("imports/", views.import_report, name="imports"),
    path("<int:pk>/", views.law_page, name="law"),
    path("<int:pk>/<int:no>/", views.article_page, name="article"),
    path("<int:pk>/<int:no>-<int:sub>/", views.article_page, name="sub_article"),
    path("<int:pk>/versions/<str:label>/confirm/", views.confirm_date, name="confirm"),
]
