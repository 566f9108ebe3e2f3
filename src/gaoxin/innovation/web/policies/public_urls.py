"""Benefits as everybody may read them."""

from django.urls import path

from gaoxin.innovation.web.policies import public

app_name = "benefits"
urlpatterns = [path("", public.listed, name="list"), path("<slug:code>/", public.policy, name="policy")]
