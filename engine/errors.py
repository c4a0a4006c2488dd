"""The errors whoever runs the engine or asks it something can put right."""


class EngineError(Exception):
    """The message is the whole explanation: what, why, what to do."""


class TooLong(EngineError):
    """The prompt and what it may generate do not fit into the context."""


class NoRoom(EngineError):
    """The engine could not hold this request even if it had nothing else to do."""


class Busy(EngineError):
    """So many requests wait that one more is refused at once."""


class BadRequest(EngineError):
    """The request contradicts itself: an empty prompt, a token outside the vocabulary."""


class BadWeights(EngineError):
    """A tensor or a file of the model is missing, left over or of another shape."""


class UnknownArchitecture(EngineError):
    """The model is of a family the engine does not run."""


class BadConfig(EngineError):
    """config.json lacks something, or says something the engine does not do."""


class BrokenInvariant(EngineError):
    """A fault of the engine itself: a page leaked, owned twice, or holding another prefix."""
