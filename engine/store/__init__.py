"""The transactional shell: turns on cases, and the only code that writes. Not the reading of pages."""

from engine.store.installation import Store
from engine.store.record import Receipt
from engine.store.turn import Turn, earlier_receipt

__all__ = ["Receipt", "Store", "Turn", "earlier_receipt"]
