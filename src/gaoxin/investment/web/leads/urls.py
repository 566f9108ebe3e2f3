"""Routes of 招商线索 leads."""

from django.urls import path

from gaoxin.investment.web.leads import agreements, lists, offices, one, visits

app_name = "leads"
urlpatterns = [
    path("", lists.listed, name="list"),
    path("board/", lists.board, name="board"),
    path("new/", one.new, name="new"),
    path("teams/", offices.teams, name="teams"),
    path("teams/<uuid:team>/join/", offices.join, name="join"),
    path("members/<uuid:member>/leave/", offices.leave, name="leave"),
    path("ambassadors/", offices.ambassadors, name="ambassadors"),
    path("costs/", offices.spend, name="spend"),
    path("funnel/", offices.funnel, name="funnel"),
    path("import/", offices.imported, name="import"),
    path("entry/", agreements.waiting, name="entry-board"),
    path("agreements/", agreements.every, name="agreements"),
    path("worker.js", visits.worker, name="worker"),
    path("promises/<uuid:promise>/result/", agreements.result, name="result"),
    path("merges/<uuid:merge>/undo/", one.undo, name="undo-merge"),
    path("<uuid:pk>/", one.lead, name="lead"),
    path("<uuid:pk>/edit/", one.edit, name="edit"),
    path("<uuid:pk>/need/", one.need, name="need"),
    path("<uuid:pk>/move/", one.move, name="move"),
    path("<uuid:pk>/assign/", one.assign, name="assign"),
    path("<uuid:pk>/merge/", one.merge, name="merge"),
    path("<uuid:pk>/credit/", one.credit, name="credit"),
    path("<uuid:pk>/visit/", visits.visit, name="visit"),
    path("<uuid:pk>/entry/", agreements.entry, name="entry"),
    path("<uuid:pk>/overrule/", agreements.overrule, name="overrule"),
    path("<uuid:pk>/agreement/", agreements.agreement, name="agreement"),
]
