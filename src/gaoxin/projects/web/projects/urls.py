"""Routes of projects. One address an act, so that the table of routes says who may use each."""

from django.urls import path

from gaoxin.projects.web.projects import acts, pages

app_name = "projects"
urlpatterns = [
    path("", pages.project_list, name="list"),
    path("new/", acts.new, name="new"),
    path("mine/", pages.mine, name="mine"),
    path("blocks/", pages.blocks, name="blocks"),
    path("investment/", pages.statistics, name="investment"),
    path("campaigns/<slug:campaign>/", pages.campaign, name="campaign"),
    path("campaigns/<slug:campaign>/finish/", acts.finish, name="finish"),
    path("file/<str:project_number>/", pages.project, name="file"),
    path("file/<str:project_number>/retag/", acts.retag, name="retag"),
    path("file/<str:project_number>/key/", acts.make_key, name="make-key"),
    path("file/<str:project_number>/hand-over/", acts.hand_over, name="hand-over"),
    path("file/<str:project_number>/milestone/", acts.milestone, name="milestone"),
    path("file/<str:project_number>/block/", acts.block, name="block"),
    path("file/<str:project_number>/solve/", acts.solve, name="solve"),
    path("file/<str:project_number>/invest/", acts.invest, name="invest"),
]
