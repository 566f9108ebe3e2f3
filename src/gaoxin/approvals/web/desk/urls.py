"""Routes of the officers' pages. One address an act, so that the table of routes says who may use each."""

from django.urls import path

from gaoxin.approvals.web.desk import cases, lists, overview, seals
from gaoxin.approvals.web.desk.acts import HANDLERS

app_name = "desk"
urlpatterns = [
    path("", lists.worklist, name="worklist"),
    path("export/", lists.export, name="export"),
    path("seals/", seals.seals, name="seals"),
    path("supervision/", overview.overview, name="supervision"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/files/<str:sha256>/", cases.file, name="file"),
    path("cases/<str:number>/documents/<str:document>/", cases.document, name="document"),
    *(path(f"cases/<str:number>/{name}/", cases.act, {"act": name}, name=name) for name in HANDLERS),
]
