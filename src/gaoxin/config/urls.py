"""Routes. Slices own their pages; the edge only mounts them."""

from django.urls import include, path

urlpatterns = [path("", include("gaoxin.portal.web.urls"))]
