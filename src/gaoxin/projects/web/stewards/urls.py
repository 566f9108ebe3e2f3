"""Routes of 企业服务 stewards."""

from django.urls import path

from gaoxin.projects.web.stewards import desk, enterprises, returns, warning, watching

app_name = "stewards"
urlpatterns = [
    path("", desk.home, name="home"),
    path("inbox/", desk.inbox, name="inbox"),
    path("inquiries/<uuid:inquiry>/", desk.inquiry, name="inquiry"),
    path("parties/<uuid:party>/", enterprises.enterprise, name="enterprise"),
    path("files/<uuid:party>/", enterprises.enterprise_file, name="file"),
    path("wishes/<uuid:wish>/settle/", enterprises.settle_wish, name="settle-wish"),
    path("signals/<uuid:signal>/end/", enterprises.end_signal, name="end-signal"),
    path("tasks/<uuid:task>/finish/", enterprises.finish_task, name="finish-task"),
    path("warnings/", warning.warnings, name="warnings"),
    path("returning/", returns.returns, name="returning"),
    path("returning/<uuid:declaration>/confirm/", returns.confirm, name="confirm"),
    path("caseload/", watching.caseload, name="caseload"),
    path("ladder/", watching.cultivation_ladder, name="ladder"),
    path("ladder/measures/<uuid:measure>/finish/", watching.finish_measure, name="finish-measure"),
]
