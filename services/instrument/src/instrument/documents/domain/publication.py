"""The rule of publication: published content never changes."""

from instrument.documents.domain.canonical import content_hash


class ChangedContentError(ValueError):
    """Other content was given for a published code."""

    def __init__(self, code: str, *, published: str, given: str) -> None:
        super().__init__(
            f"{code} is published with content {published[:12]} and never changes; the given"
            f" content is {given[:12]}. Publish it under a new code or version."
        )
        self.code = code


def require_unchanged(code: str, content: str, *, published_hash: str) -> None:
    """Accept the published content again, and refuse other content.

    Raises:
        ChangedContentError: The content is not the published one.
    """
    given = content_hash(content)
    if given != published_hash:
        raise ChangedContentError(code, published=published_hash, given=given)
