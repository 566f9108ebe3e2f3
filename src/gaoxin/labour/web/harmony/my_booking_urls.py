"""One's own bookings."""

from django.urls import path

from gaoxin.labour.web.harmony import appointments

app_name = "myappointments"
urlpatterns = [path("", appointments.home, name="home")]
