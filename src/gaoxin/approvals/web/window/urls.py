"""Routes of the window, mounted at /desk/window/ as a second instance of the enterprise's pages: the same names, so that their
templates and redirects stay on the mount that answers. Each has a row in `config/access/desk.py`."""

from django.urls import path

from gaoxin.approvals.web.enterprise import correcting, documents, files, filling, needs, starting, submitting
from gaoxin.approvals.web.window import enrolling, home

urlpatterns = [
    path("", home.home, name="home"),
    path("enterprises/", enrolling.enrol, name="enrol"),
    path("need/", needs.need, name="need"),
    path("start/<slug:item_code>/", starting.start, name="start"),
    path("cases/<str:number>/", home.case, name="case"),
    path("cases/<str:number>/form/", filling.form, name="form"),
    path("cases/<str:number>/form/<slug:field>/dispute/", filling.dispute, name="dispute"),
    path("cases/<str:number>/documents/", documents.documents, name="documents"),
    path("cases/<str:number>/documents/<slug:material>/", documents.upload, name="upload"),
    path("cases/<str:number>/submit/", submitting.submit, name="submit"),
    path("cases/<str:number>/sign/", submitting.printed, name="sign"),
    path("cases/<str:number>/papers/<slug:code>/", submitting.paper, name="paper"),
    path("cases/<str:number>/receipt/", submitting.receipt, name="receipt"),
    path("cases/<str:number>/corrections/", correcting.corrections, name="corrections"),
    path("cases/<str:number>/files/<uuid:pk>.pdf", files.document, name="document"),
    path("cases/<str:number>/uploads/<uuid:pk>/", files.upload, name="file"),
]
