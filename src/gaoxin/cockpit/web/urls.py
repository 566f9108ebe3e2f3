"""Addresses of 驾驶舱 cockpit."""

from django.urls import path

from gaoxin.cockpit.web import mail, pages, tasks

app_name = "cockpit"
urlpatterns = [
    path("", pages.home, name="home"),
    path("<int:year>/", pages.year, name="year"),
    path("<int:year>/wall/", pages.wall, name="wall"),
    path("<int:year>/pdf/", pages.pdf, name="pdf"),
    path("<int:year>/vintages/", pages.vintages, name="vintages"),
    path("<int:year>/ask/<slug:card>/", tasks.ask, name="ask"),
    path("follow-ups/", tasks.listing, name="follow-ups"),
    path("follow-ups/<str:number>/", tasks.one, name="follow-up"),
    path("follow-ups/<str:number>/<slug:act>/", tasks.act, name="act"),
    path("mail/", mail.listing, name="mail"),
    path("mail/subscribe/", mail.subscribe, name="subscribe"),
    path("mail/<uuid:pk>/stop/", mail.stop, name="stop"),
]
