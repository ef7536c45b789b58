"""Members and opening balances of a venue that arrives: read, tried, written. The trial writes and takes it back."""

from reservations.services.member_import.importing import Outcome, Result, import_members
from reservations.services.member_import.reading import read_members
from reservations.services.member_import.reporting import lines_of

__all__ = ["Outcome", "Result", "import_members", "lines_of", "read_members"]
