"""Routes of projects. One address an act, so that the table of routes says who may use each."""

from django.urls import path

from gaoxin.projects.web.projects import acts, campaigns, importing, pages, statistics

app_name = "projects"
urlpatterns = [
    path("", pages.project_list, name="list"),
    path("new/", acts.new, name="new"),
    path("import/", importing.take, name="import"),
    path("mine/", pages.mine, name="mine"),
    path("blocks/", pages.blocks, name="blocks"),
    path("investment/", statistics.statistics, name="investment"),
    path("campaigns/", campaigns.every, name="tasks"),
    path("campaigns/<slug:campaign>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:campaign>/finish/", campaigns.finish, name="finish"),
    path("campaigns/<slug:campaign>/hand/", campaigns.hand, name="hand-task"),
    path("campaigns/<slug:campaign>/answer/", campaigns.answer, name="answer-task"),
    path("file/<str:project_number>/", pages.project, name="file"),
    path("file/<str:project_number>/retag/", acts.retag, name="retag"),
    path("file/<str:project_number>/key/", acts.make_key, name="make-key"),
    path("file/<str:project_number>/hand-over/", acts.hand_over, name="hand-over"),
    path("file/<str:project_number>/accept/", acts.accept, name="accept"),
    path("file/<str:project_number>/produced/", acts.produced, name="produced"),
    path("file/<str:project_number>/milestone/", acts.milestone, name="milestone"),
    path("file/<str:project_number>/block/", acts.block, name="block"),
    path("file/<str:project_number>/solve/", acts.solve, name="solve"),
    path("file/<str:project_number>/invest/", acts.invest, name="invest"),
]
