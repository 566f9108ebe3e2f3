"""What is said of a password that is too short. Django's own sentence has no Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        return _("密码太短：至少 %(n)s 个字符。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("至少 %(n)s 个字符。") % {"n": self.min_length}
