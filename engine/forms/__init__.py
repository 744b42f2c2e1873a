"""Forms: a JSON Schema subset with `x-` words becomes fields, and entries become typed answers. Not HTML."""

from engine.forms.answers import Reading
from engine.forms.fields import Field, Kind, Rule, Section, Sheet
from engine.forms.form import Form, load
from engine.forms.page import Raw, add_row, copy_row, remove_row, rows
from engine.forms.showing import number, show
from engine.forms.totals import Balance, Total, balance, totals

__all__ = [
    "Balance",
    "Field",
    "Form",
    "Kind",
    "Raw",
    "Reading",
    "Rule",
    "Section",
    "Sheet",
    "Total",
    "add_row",
    "balance",
    "copy_row",
    "load",
    "number",
    "remove_row",
    "rows",
    "show",
    "totals",
]
