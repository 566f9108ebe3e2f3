"""Routes of 用地 land. One address an act, so that the table of routes says who may use each."""

from django.urls import path

from gaoxin.projects.web.land import importing, mapping, matching, parcels, reshaping

app_name = "land"
urlpatterns = [
    path("", mapping.officers_map, name="map"),
    path("features/", mapping.features, name="features"),
    path("ledgers/", parcels.ledger_page, name="ledgers"),
    path("match/", matching.match, name="match"),
    path("import/", importing.import_page, name="import"),
    path("plans/", importing.plans_page, name="plans"),
    path("plans/upload/", importing.upload_plan, name="upload-plan"),
    path("plans/<uuid:pk>/image/", mapping.plan_image, name="plan-image"),
    path("plans/<uuid:pk>/publish/", importing.publish_plan, name="publish-plan"),
    path("plans/<uuid:pk>/withdraw/", importing.withdraw_plan, name="withdraw-plan"),
    path("parcels/<str:number>/", parcels.parcel, name="parcel"),
    path("parcels/<str:number>/status/", parcels.enter_status, name="enter-status"),
    path("parcels/<str:number>/publish/", parcels.publish, name="publish"),
    path("parcels/<str:number>/redraw/", reshaping.redraw, name="redraw"),
    path("parcels/<str:number>/retire/", reshaping.retire, name="retire"),
    path("parcels/<str:number>/merge/", reshaping.merge, name="merge"),
    path("parcels/<str:number>/unmerge/", reshaping.unmerge, name="unmerge"),
    path("parcels/<str:number>/sign/", parcels.sign, name="sign"),
    path("parcels/<str:number>/agreements/<uuid:pk>/works/", parcels.works, name="works"),
    path("parcels/<str:number>/agreements/<uuid:pk>/result/", parcels.result, name="result"),
    path("parcels/<str:number>/agreements/<uuid:pk>/end/", parcels.end, name="end"),
]
