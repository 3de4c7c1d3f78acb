"""What can go wrong when another system is asked."""

from rules.text import Text


class HttpError(Exception):
    """An exchange with another system that gave no usable answer; `text` says what happened."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class DeadlineExceeded(HttpError):
    """The whole exchange took longer than its deadline."""


class Unreachable(HttpError):
    """No connection could be made, or it broke, or the address cannot be read."""


class TlsRefused(Unreachable):
    """No secure connection could be made: the certificate is not trusted, not its own, or over."""


class BodyTooLarge(HttpError):
    """The body is longer than the limit, counted after decompression."""


class BadEncoding(HttpError):
    """The body is not compressed in the way its header says."""


class RedirectRefused(HttpError):
    """The answer sends to another origin, or in circles."""
