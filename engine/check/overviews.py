"""Whether overviews and open points name what there is: processes, roles, runs, fields, parameters.

Follows the names that `engine.queries.overviews` offers; not the values that come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.check.contents import Contents
from engine.check.entry import hinted, similar
from engine.check.expressions import attempt
from engine.check.known import ANYTHING, PLAIN, Known, context
from engine.check.scopes import Scopes, everywhere
from engine.check.settings import Column, Overview
from engine.check.walking import Names, walk
from engine.errors import EngineError, Finding
from engine.library_names import DEADLINE_FIELDS
