"""Routes of enterprises, mounted at /my/. Each has a row in `config/access/enterprise.py`."""

from django.urls import path

from gaoxin.approvals.web.enterprise import (
    acting,
    cases,
    correcting,
    documents,
    files,
    filling,
    home,
    needs,
    starting,
    submitting,
)

app_name = "my"
urlpatterns = [
    path("", home.home, name="home"),
    path("need/", needs.need, name="need"),
    path("start/<slug:item_code>/", starting.start, name="start"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/form/", filling.form, name="form"),
    path("cases/<str:number>/form/<slug:field>/dispute/", filling.dispute, name="dispute"),
    path("cases/<str:number>/documents/", documents.documents, name="documents"),
    path("cases/<str:number>/documents/<slug:material>/", documents.upload, name="upload"),
    path("cases/<str:number>/submit/", submitting.submit, name="submit"),
    path("cases/<str:number>/sign/", submitting.sign, name="sign"),
    path("cases/<str:number>/receipt/", submitting.receipt, name="receipt"),
    path("cases/<str:number>/corrections/", correcting.corrections, name="corrections"),
    path("cases/<str:number>/withdraw/", acting.withdraw, name="withdraw"),
    path("cases/<str:number>/evidence/<slug:material>/", acting.evidence, name="evidence"),
    path("cases/<str:number>/report/", acting.report, name="report"),
    path("cases/<str:number>/extension/", acting.extension, name="extension"),
    path("cases/<str:number>/rate/", acting.rate, name="rate"),
    path("cases/<str:number>/files/<uuid:pk>.pdf", files.document, name="document"),
    path("cases/<str:number>/licence.pdf", files.licence, name="licence"),
    path("cases/<str:number>/uploads/<uuid:pk>/", files.upload, name="file"),
]
