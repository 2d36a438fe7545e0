"""The one family of errors that Speedwright raises on purpose."""


class SpeedwrightError(Exception):
    """Something a user can act on; its text is one clear sentence, fit for a terminal or an editor."""


class Cancelled(SpeedwrightError):
    """The user, or the budget, ended the work before its result."""
