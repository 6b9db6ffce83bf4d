"""The error tree, ordered by what the caller does next.

    WorkerError
    ├── ApplicationError              the system's trouble
    │   ├── CannotStart               stop: nothing may run before somebody mends the settings
    │   ├── SourceUnusable            stop this source for every case, tell people, do the rest
    │   └── TryAgain                  ask again a little later; after that, the next night
    └── BusinessError                 the case's own matter: never retried, a person decides
        ├── CaseRefused               this case is not done; the others go on
        └── ReplyRefused              this reply is not used; the case goes on without it

They root in robocorp's Business and Application exceptions, so that a work item is released with
the right type. Each class has a stable ``code``; its sentence for the officer, in Finnish and in
Swedish, stands under that code in ``resources/texts/errors.yaml``. ``context`` goes to the log and
carries no personal data: ids of cases, names of sources, settings and columns, numbers of rows.
"""

from __future__ import annotations

from robocorp.workitems import ApplicationException, BusinessException

from robots.casework.texts import Language, text


class WorkerError(Exception):
    """Root of everything that the worker raises on purpose."""

    code: str
    message: str

    def __init__(self, **context: str | int) -> None:
        self.context = context
        self.message = self.code + "".join(f" {key}={value}" for key, value in context.items())
        Exception.__init__(self, self.message)

    def __str__(self) -> str:
        return self.message

    def in_words(self, language: Language) -> str:
        """The sentence for the officer."""
        return text(f"errors.{self.code}", language, **self.context)


# robocorp's two classes declare code and message as optional; ours always have both.
class ApplicationError(WorkerError, ApplicationException):  # type: ignore[misc]
    """The system's trouble: a setting, a connection, an authority's service."""


class CannotStart(ApplicationError):
    """Nothing may run before somebody has mended what ``context`` names."""


class SourceUnusable(ApplicationError):
    """The source must not be asked for any case until somebody has acted."""

    waits_for_sign_in = False
    """Whether it is a person's signing in that is waited for."""
    refuses_us = False
    """Whether it is our credentials that are refused: nobody tries again before a person says so,
    since a bad password that is repeated locks the account."""


class TryAgain(ApplicationError):
    """The same request may succeed later; ``retry_after`` seconds, when the other end said so."""

    def __init__(self, retry_after: int | None = None, **context: str | int) -> None:
        super().__init__(**context)
        self.retry_after = retry_after


class BusinessError(WorkerError, BusinessException):  # type: ignore[misc]  # as above
    """The case's own matter; the same input gives the same error, so it is never retried."""


class CaseRefused(BusinessError):
    """This case is not done; an officer is told why."""


class ReplyRefused(BusinessError):
    """What came back must not be used: another person's, unsigned, incomplete, not understood."""


class PersonMismatch(ReplyRefused):
    """The reply is about somebody else than the person who was asked about."""

    code = "person_mismatch"
