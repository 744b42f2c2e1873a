"""Forms: a JSON Schema subset with `x-` words becomes fields, and entries become typed answers. Not HTML."""

from engine.forms.answers import Reading
from engine.forms.fields import Field, Kind, Rule, Section, Sheet
from engine.forms.form import Form, load
from engine.forms.page import Raw, add_row, remove_row, rows
from engine.forms.showing import number, show

__all__ = [
    "Field",
    "Form",
    "Kind",
    "Raw",
    "Reading",
    "Rule",
    "Section",
    "Sheet",
    "add_row",
    "load",
    "number",
    "remove_row",
    "rows",
    "show",
]
