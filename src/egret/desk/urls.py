"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from egret.desk import (
    checklist_views,
    fact_views,
    import_views,
    measure_views,
    notice_views,
    property_views,
    review_views,
    search_views,
    views,
)

app_name = "desk"
urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/new/", views.register, name="register"),
    path("incidents/import/", import_views.begin, name="imports"),
    path("incidents/import/<int:pk>/", import_views.shown, name="import"),
    path("incidents/import/<int:pk>/progress/", import_views.progress, name="import_progress"),
    path("incidents/import/<int:pk>/decide/", import_views.decide, name="decide_import"),
    path("incidents/import/<int:pk>/faults.csv", import_views.faults, name="import_faults"),
    path("search/", search_views.search, name="search"),
    path("search/suggest/", search_views.suggest, name="suggest"),
    path("notices/", notice_views.listed, name="notices"),
    path("notices/latest/", notice_views.latest, name="latest_notices"),
    path("notices/read/", notice_views.read, name="read_notices"),
    path("cases/", views.cases, name="cases"),
    path("review/", review_views.queue, name="review"),
    path("review/take/<int:pk>/", review_views.receive, name="receive"),
    path("review/acceptance/", review_views.acceptance, name="acceptance"),
    path("review/agenda/", review_views.agenda, name="agenda"),
    path("review/agenda/committee/", review_views.found, name="found_committee"),
    path("review/centre/", review_views.centre, name="centre"),
    path("review/centre/group/", review_views.found_group, name="found_group"),
    path("review/register/", review_views.register, name="review_register"),
    path("review/workload/", review_views.workload, name="review_workload"),
    path("restricted/", measure_views.restricted, name="restricted"),
    path("restricted/<int:pk>/", measure_views.measure, name="measure"),
    path("property/", property_views.listed, name="property"),
    path("s/<int:pk>/", views.subject, name="subject"),
    path("s/<int:pk>/acts/", views.more_acts, name="more_acts"),
    path("s/<int:pk>/checklist/", checklist_views.checklist, name="checklist"),
    path("s/<int:pk>/facts/", fact_views.facts, name="facts"),
    path("s/<int:pk>/do/<str:name>/", views.act, name="act"),
    path("s/<int:pk>/replay/", views.replay, name="replay"),
]
