"""The one shape of every error a person can read: what happened, why, what to do, which article."""

from __future__ import annotations


class GaoxinError(Exception):
    """A refusal or failure that a user can act on.

    what: the fact, one sentence. why: the rule or cause. do: the next thing the reader can do.
    article: the act and article that decides it, empty where no law is involved.
    Nothing may have been changed when it is raised: services raise it inside their transaction.
    """

    def __init__(self, what: str, *, why: str = "", do: str = "", article: str = "") -> None:
        self.what = what
        self.why = why
        self.do = do
        self.article = article
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [self.what]
        if self.why:
            parts.append(f"原因 why: {self.why}")
        if self.do:
            parts.append(f"处理 do: {self.do}")
        if self.article:
            parts.append(f"依据 article: {self.article}")
        return " | ".join(parts)

    def as_dict(self) -> dict[str, str]:
        """The same four parts for `--json` and for RFC 9457 problem details; keys always present."""
        return {
            "error": type(self).__name__,
            "what": self.what,
            "why": self.why,
            "do": self.do,
            "article": self.article,
        }


class NotAllowed(GaoxinError):
    """The actor's role or scope does not permit this act. Nothing was changed."""


class WrongState(GaoxinError):
    """The act does not exist from the state the subject is in. Nothing was changed."""


class Invalid(GaoxinError):
    """Input that cannot be what it claims to be. Nothing was changed."""


class NotFound(GaoxinError):
    """No such record in this zone, or none that the actor may see."""


class Conflict(GaoxinError):
    """Somebody else acted first, or an idempotency key was reused with other contents."""
