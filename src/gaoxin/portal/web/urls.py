"""Routes of the portal."""

from django.urls import path

from gaoxin.portal.web import pages, publishing, verifying

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path("guides/", pages.guides, name="guides"),
    path("guides/<slug:code>/", pages.guide, name="guide"),
    path("figures/", publishing.open_figures, name="figures"),
    path("figures/<int:year>.csv", publishing.figures_csv, name="figures-csv"),
    path("figures/zone/<int:year>/", publishing.zone_figures, name="zone-figures"),
    path("grants/", publishing.grants, name="grants"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/file/", verifying.verify_file, name="verify-file"),
]
