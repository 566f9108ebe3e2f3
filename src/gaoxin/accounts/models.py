"""People who sign in, and the roles they hold. Private to the slice."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gaoxin.accounts.rules.roles import Role
from gaoxin.runtime.rows import ZoneRow


class User(AbstractBaseUser, ZoneRow):
    """A person's account. `login` is `name@zone`, unique in the installation because a zone is part of it.

    `password_issued`: somebody else chose the password and knows it, so that its owner changes it before anything else.
    """

    login = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    password_issued = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects: ClassVar[BaseUserManager[User]] = BaseUserManager()
    USERNAME_FIELD = "login"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "login"], name="user_zone_login")]

    def __str__(self) -> str:
        return self.name


class Grant(ZoneRow):
    """A role held in a department from one moment until another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, choices=[(r.value, r.value) for r in Role])
    department = models.CharField(max_length=100, default="", blank=True)
    granted_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "user", "role", "department", "granted_at"], name="grant_zone_user")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.department}"
