"""One file a project."""

from __future__ import annotations

from django.db import models

from gaoxin.runtime.rows import ZoneRow

KINDS = ("extend", "supplement", "strengthen")  # 延链 补链 强链


class Project(ZoneRow):
    """A project that landed. number: short, once in the zone. project_code: 项目代码 that its permits carry, once it has one.

    kind: how it serves the chain, exactly one. node: the chain node, `CHAIN/NODE`. key: a key project, which needs a leader.
    """

    number = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    project_code = models.CharField(max_length=24, default="", blank=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("investment.Lead", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    node = models.CharField(max_length=64, default="", blank=True)
    key = models.BooleanField(default=False)
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="project_zone_number"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="project_kind"),
        ]
        indexes = [models.Index(fields=["zone", "opened_on"], name="project_zone_opened")]

    def __str__(self) -> str:
        return self.name
