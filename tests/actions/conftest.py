from tests.office import furnished, office, office_url

__all__ = ["furnished", "office", "office_url"]
