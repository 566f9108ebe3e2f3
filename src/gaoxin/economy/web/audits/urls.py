"""Addresses of 数据与数字审核 audits of figures and tables."""

from django.urls import URLPattern, path

from gaoxin.economy.web.audits import figures, tables

app_name = "audits"
urlpatterns: list[URLPattern] = [
    path("", figures.home, name="home"),
    path("tables/", tables.tables_page, name="tables"),
    path("tables/file/", tables.tables_file, name="tables-file"),
]
