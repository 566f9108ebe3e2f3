"""Tables of talent. Private to the slice."""

from gaoxin.talent.models.council import Council, Meeting, Member, Motion, Pledge, Presence, Vote
from gaoxin.talent.models.courses import Agreement, Course, CourseDemand, CourseStudent, Instructor
from gaoxin.talent.models.placements import Placement, Run, SeatMonth
from gaoxin.talent.models.posts import Base, BaseMonth, Post
from gaoxin.talent.models.schools import Cohort, Programme, School, Student

__all__ = [
    "Agreement", "Base", "BaseMonth", "Cohort", "Council", "Course", "CourseDemand", "CourseStudent", "Instructor", "Meeting",
    "Member", "Motion", "Placement", "Pledge", "Post", "Presence", "Programme", "Run", "School", "SeatMonth", "Student", "Vote",
]  # fmt: skip
