"""The one rule of publication: what is published never changes."""

from instrument.documents.domain.canonical import content_hash


class ChangedContentError(ValueError):
    """A code that is published already was given other content."""

    def __init__(self, code: str, *, published: str, given: str) -> None:
        super().__init__(
            f"{code} is published with content {published[:12]} and never changes; the given"
            f" content is {given[:12]}. Publish it under a new code or version."
        )
        self.code = code


def require_unchanged(code: str, content: str, *, published_hash: str) -> None:
    """Accept the same content again and refuse any other.

    Raises:
        ChangedContentError: The content is not the published one.
    """
    given = content_hash(content)
    if given != published_hash:
        raise ChangedContentError(code, published=published_hash, given=given)
