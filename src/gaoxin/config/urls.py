"""Routes. Slices own their pages; the edge only mounts them."""

from django.urls import include, path

from gaoxin.approvals.web.offered import titles_in_force
from gaoxin.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("gaoxin.portal.web.urls")),
    path("ui/", include("gaoxin.ui.web.urls")),
    path("account/", include("gaoxin.accounts.web.urls")),
    path("account/", include("gaoxin.gateway.web.urls")),
    path("my/", include("gaoxin.approvals.web.enterprise.urls")),
    path("account/mandates/", include("gaoxin.parties.web.mandate_urls"), {"offered": titles_in_force}),
    path("desk/window/", include(("gaoxin.approvals.web.window.urls", "my"), namespace="window")),
    path("desk/", include("gaoxin.approvals.web.desk.urls")),
    path("manage/", include("gaoxin.approvals.web.manage.urls")),
    path("demo/", include("gaoxin.demo.web.urls")),
]
