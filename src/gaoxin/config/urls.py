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
    path("my/projects/", include("gaoxin.projects.web.projects.my_urls")),
    path("my/steward/", include("gaoxin.projects.web.stewards.my_urls")),
    path("my/benefits/", include("gaoxin.innovation.web.policies.my_urls")),
    path("my/appointments/", include("gaoxin.labour.web.harmony.my_booking_urls")),
    path("my/harmony/", include("gaoxin.labour.web.harmony.my_check_urls")),
    path("my/claims/", include("gaoxin.labour.web.disputes.my_urls")),
    path("labour/", include("gaoxin.labour.web.disputes.urls")),
    path("appointments/", include("gaoxin.labour.web.harmony.public_urls")),
    path("harmony/", include("gaoxin.labour.web.harmony.urls")),
    path("my/transfer/", include("gaoxin.innovation.web.transfer.my_urls")),
    path("transfer/", include("gaoxin.innovation.web.transfer.urls")),
    path("stations/", include("gaoxin.innovation.web.stations.urls")),
    path("policies/", include("gaoxin.innovation.web.policies.urls")),
    path("benefits/", include("gaoxin.innovation.web.policies.public_urls")),
    path("my/", include("gaoxin.approvals.web.enterprise.urls")),
    path("account/mandates/", include("gaoxin.parties.web.mandate_urls"), {"offered": titles_in_force}),
    path("desk/window/", include(("gaoxin.approvals.web.window.urls", "my"), namespace="window")),
    path("desk/", include("gaoxin.approvals.web.desk.urls")),
    path("invest/chains/", include("gaoxin.investment.web.chains.urls")),
    path("invest/leads/", include("gaoxin.investment.web.leads.urls")),
    path("projects/", include("gaoxin.projects.web.projects.urls")),
    path("progress/", include("gaoxin.projects.web.progress.urls")),
    path("land/", include("gaoxin.projects.web.land.urls")),
    path("map/", include("gaoxin.projects.web.land.public_urls")),
    path("stewards/", include("gaoxin.projects.web.stewards.urls")),
    path("reports/", include("gaoxin.economy.web.reports.urls")),
    path("indicators/", include("gaoxin.economy.web.indicators.urls")),
    path("audits/", include("gaoxin.economy.web.audits.urls")),
    path("card/", include("gaoxin.economy.web.card.urls")),
    path("data/", include("gaoxin.economy.web.opendata.urls")),
    path("cockpit/", include("gaoxin.cockpit.web.urls")),
    path("manage/", include("gaoxin.approvals.web.manage.urls")),
    path("demo/", include("gaoxin.demo.web.urls")),
]
