"""Routes of 工程进度 construction progress."""

from django.urls import path

from gaoxin.projects.web.progress import confirming, pages, planning, printing, reporting

app_name = "progress"
urlpatterns = [
    path("", pages.projects, name="list"),
    path("confirm/", confirming.waiting, name="waiting"),
    path("confirm/<uuid:pk>/", confirming.answer, name="answer"),
    path("files/<uuid:pk>/", confirming.photo, name="photo"),
    path("worker.js", reporting.worker, name="worker"),
    path("<str:number>/", pages.project, name="project"),
    path("<str:number>/s-curve.csv", pages.curve_csv, name="curve-csv"),
    path("<str:number>/report/", reporting.report, name="report"),
    path("<str:number>/baseline/", planning.baseline, name="baseline"),
    path("<str:number>/site/", planning.site, name="site"),
    path("<str:number>/cost/", planning.cost, name="cost"),
    path("<str:number>/progress.pdf", printing.sheet, name="sheet"),
    path("<str:number>/<slug:which>.png", printing.picture, name="picture"),
]
