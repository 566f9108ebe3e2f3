"""Routes of 用地 land for everybody."""

from django.urls import path

from gaoxin.projects.web.land import mapping

app_name = "landmap"
urlpatterns = [
    path("", mapping.public_map, name="map"),
    path("features/", mapping.public_features, name="features"),
    path("plan/", mapping.public_plan, name="plan"),
]
