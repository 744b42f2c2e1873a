"""Decision models in DMN 1.1 to 1.5: read, checked, decided. Not the language of their cells: `engine.feel`.

>>> model = read(data, "foerderfaehigkeit.dmn")
>>> model.decide("foerderfaehigkeit", {"kostenart": "Personal"}).result
"""

from __future__ import annotations

from engine.decisions.checking import Decidable
from engine.decisions.importing import read
from engine.decisions.models import Model
from engine.decisions.trace import Hit, Outcome

__all__ = ["Decidable", "Hit", "Model", "Outcome", "read"]
