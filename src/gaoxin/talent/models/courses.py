"""Agreements between firm and school, instructors, and courses that they give together."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow
from gaoxin.talent.models.posts import Post
from gaoxin.talent.models.schools import School, Student


class Agreement(ZoneRow):
    """校企合作协议. offered_by: school or firm; the other side agrees. ended_on: before its last day, null while it stands."""

    number = models.CharField(max_length=20)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=500)
    offered_by = models.CharField(max_length=8)
    since = models.DateField()
    until = models.DateField()
    agreed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="talentagreement_zone_number"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="talentagreement_days"),
        ]

    def __str__(self) -> str:
        return self.number


class Instructor(ZoneRow):
    """Who teaches: of a school (teacher) or of a firm (企业导师). hours: that they can give in a year."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    occupation = models.CharField(max_length=20)
    hours = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "name", "occupation"], name="instructor_zone_name")
        ]

    def __str__(self) -> str:
        return self.name


class Course(ZoneRow):
    """A course that a school opens for what is demanded. tasks: of the posts it was filled from, a line each. hours: of teaching."""

    number = models.CharField(max_length=20)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="courses")
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, null=True, related_name="+")
    occupation = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    tasks = models.TextField()
    seats = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="course_zone_number"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="course_seats"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="course_days"),
        ]

    def __str__(self) -> str:
        return self.title


class CourseDemand(ZoneRow):
    """How many of a course's seats train for a post. Over all courses never more than the post has."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="demands")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "course", "post"], name="coursedemand_zone_post")]

    def __str__(self) -> str:
        return f"{self.seats}"


class CourseStudent(ZoneRow):
    """A student who takes a course."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="students")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "course", "student"], name="coursestudent_zone_student")]

    def __str__(self) -> str:
        return f"{self.student_id}"
