"""Routes. Slices own their pages; the edge only mounts them."""

from django.urls import include, path

from gaoxin.config.api import api
urlpatterns = [
    path("", include("gaoxin.portal.web.urls")),
    path("ui/", include("gaoxin.ui.web.urls")),
    path("api/v1/", api.urls),
    path("account/", include("gaoxin.accounts.web.urls")),
    path("my/", include("gaoxin.approvals.web.enterprise.urls")),
    path("desk/", include("gaoxin.approvals.web.desk.urls")),
]
