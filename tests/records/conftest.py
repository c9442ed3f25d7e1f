"""What the tests of this room share: the furnished office."""

from tests.office import furnished, office, office_url

__all__ = ["furnished", "office", "office_url"]
