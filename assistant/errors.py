"""The error family: every failure a user can meet is one of these, and its text is a sentence."""


class ShelftalkError(Exception):
    """Something failed; the message is one clear sentence for the person who asked (exit 1)."""


class CallError(ShelftalkError):
    """The call itself was wrong: an unknown outlet, a bad argument, an empty message (exit 2)."""


class RefusedError(ShelftalkError):
    """A guardrail or a permission says no. A refusal is an answer, not a failure (exit 0)."""


class NotFoundError(CallError):
    """No such record, or none this user may see: the two are told apart nowhere."""


class StorageError(ShelftalkError):
    """The database, the disk or the vector store cannot be used; the text names what mends it."""


class RetryableToolError(ShelftalkError):
    """A tool call the model may correct and repeat: bad arguments, an ambiguous name."""


class UnreachableError(ShelftalkError):
    """A service that was to be asked does not answer; a tool says so in the reader's language."""
