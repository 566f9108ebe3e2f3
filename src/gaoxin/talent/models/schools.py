"""Schools, what they teach, how many end each year, and who is to practise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow


class School(ZoneRow):
    """A vocational or technician's school, a party that its own people act for. lat, lon: degrees."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=16)
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "party"], name="school_zone_party")]

    def __str__(self) -> str:
        return f"{self.party_id}"


class Programme(ZoneRow):
    """专业. code: the school's or the national one. major: 专业大类 and occupation: both of catalogue/talent."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="programmes")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    major = models.CharField(max_length=32)
    occupation = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "school", "code"], name="programme_zone_code")]

    def __str__(self) -> str:
        return self.name


class Cohort(ZoneRow):
    """学位 of a programme that end in one year. practice_from, practice_to: first days of the first and the last month of practice."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    year = models.PositiveIntegerField()
    seats = models.PositiveIntegerField()
    practice_from = models.DateField()
    practice_to = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "programme", "year"], name="cohort_zone_year"),
            models.CheckConstraint(condition=Q(seats__gte=0), name="cohort_seats"),
            models.CheckConstraint(condition=Q(practice_to__gte=F("practice_from")), name="cohort_months"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.year}"


class Student(ZoneRow):
    """Who is to practise, by the school's own number: no name is kept. born, female, grade: what the law asks. wishes: numbers of posts."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="students")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    born = models.DateField()
    female = models.BooleanField()
    grade = models.PositiveIntegerField()
    lat = models.FloatField()
    lon = models.FloatField()
    furthest_km = models.PositiveIntegerField(default=0)
    wishes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "school", "number"], name="student_zone_number")]

    def __str__(self) -> str:
        return self.number
