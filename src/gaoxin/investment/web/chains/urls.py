"""Routes of 产业链图谱 chain map. One address an act, so that the table of routes says who may use each."""

from django.urls import path

from gaoxin.investment.web.chains import editing, importing, judging, pages, referring

app_name = "chains"
urlpatterns = [
    path("", pages.chain_list, name="list"),
    path("gaps/", pages.gap_page, name="gaps"),
    path("gaps/rule/", judging.rule, name="rule"),
    path("gaps/refer/", referring.refer, name="refer"),
    path("import/", importing.imported, name="import"),
    path("<slug:code>/", pages.chain_map, name="map"),
    path("<slug:code>/draft/", editing.draft, name="draft"),
    path("<slug:code>/draft/start/", editing.start, name="start"),
    path("<slug:code>/draft/node/", editing.put_node, name="put-node"),
    path("<slug:code>/draft/move/", editing.move_node, name="move-node"),
    path("<slug:code>/draft/remove/", editing.remove_node, name="remove-node"),
    path("<slug:code>/draft/link/", editing.put_link, name="put-link"),
    path("<slug:code>/draft/unlink/", editing.remove_link, name="remove-link"),
    path("<slug:code>/draft/publish/", editing.publish, name="publish"),
    path("<slug:code>/nodes/<slug:node>/", pages.node, name="node"),
    path("<slug:code>/nodes/<slug:node>/place/", judging.place, name="place"),
    path("<slug:code>/nodes/<slug:node>/supply/", judging.supply, name="supply"),
    path("<slug:code>/nodes/<slug:node>/target/", judging.target, name="target"),
    path("<slug:code>/nodes/<slug:node>/assess/", judging.assess, name="assess"),
    path("<slug:code>/nodes/<slug:node>/firms/<uuid:pk>/review/", judging.review, name="review"),
    path("<slug:code>/nodes/<slug:node>/firms/<uuid:pk>/withdraw/", judging.withdraw, name="withdraw"),
]
