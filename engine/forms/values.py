"""From what somebody typed, or a machine sent, to one typed value. Not the form around it.

People write German: `45.833,33`, `01.03.2021`, `März 2021`, `ja`. A point never means a decimal comma
here: `12.500` is twelve thousand five hundred, and `12.5` is refused instead of guessed. Machines write
canonical texts (`45833.33`, `2021-03-01`) or native values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.errors import Reason
from engine.forms.fields import Field

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip

_GERMAN = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\Z", re.ASCII)
_CANONICAL = re.compile(r"[-+]?\d+(?:\.\d+)?\Z", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})\Z", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>()\",;:\\\[\]]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}\Z")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}\Z", re.ASCII)
_YES = {"ja": True, "true": True, "on": True, "1": True, "nein": False, "false": False, "0": False}
_DIGITS = 15


class Refused(Exception):
    """The value does not fit its field; `reason` says why in the words of the form."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.reason = Reason(f"forms.{code}", facts)


def typed(field: Field, text: str) -> Any:
    """The value of a single (not a list) field from a text a person typed; blank is None. Raises Refused."""
    text = _tidy(field, text)
    return _READ[field.kind](field, text) if text else None


def native(field: Field, value: Any) -> Any:
    """The value of a single field from JSON or YAML: a native value or a text. Raises Refused."""
    if value is None:
        return None
    if isinstance(value, bool):
        return value if field.kind == "boolean" else _refuse("wrong_type", field)
    if isinstance(value, datetime):
        raise Refused("wrong_type", label=field.label)
    if isinstance(value, date):
        return _calendar(field, value)
    if isinstance(value, int | float | Decimal):
        return _from_number(field, value)
    if not isinstance(value, str):
        raise Refused("wrong_type", label=field.label)
    canonical = field.kind in ("money", "decimal") and _CANONICAL.match(value)
    return _amount(field, Decimal(value)) if canonical else typed(field, value)


def _tidy(field: Field, text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" for one in text):
        raise Refused("control_characters", label=field.label)
    return text


def _text(field: Field, text: str) -> str:
    if field.kind != "textarea":
        text = " ".join(text.split())
    if len(text) > field.longest:
        raise Refused("too_long", label=field.label, limit=field.longest, length=len(text))
    if len(text) < field.shortest:
        raise Refused("too_short", label=field.label, limit=field.shortest, length=len(text))
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise Refused("wrong_shape", label=field.label, help=field.help)
    return text


def _number(field: Field, text: str) -> Decimal | int:
    bare = re.sub(r"\s", "", text).replace("−", "-")
    for unit in (field.unit, "€", "EUR", "Euro"):
        bare = bare.removesuffix(unit) if unit else bare
    if not _GERMAN.match(bare):
        code = "point_for_comma" if _CANONICAL.match(bare) else "not_a_number"
        raise Refused(code, label=field.label, value=text[:40], better=bare.replace(".", ",")[:40])
    return _amount(field, Decimal(bare.replace(".", "").replace(",", ".")))


def _from_number(field: Field, value: float | Decimal) -> Any:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if field.kind in ("money", "decimal", "integer") and number.is_finite():
        return _amount(field, number)
    if field.kind in ("choice", "text") and isinstance(value, int):
        return typed(field, str(value))
    raise Refused("wrong_type", label=field.label)


def _amount(field: Field, number: Decimal) -> Decimal | int:
    if number.adjusted() >= _DIGITS:
        raise Refused("too_many_digits", label=field.label, limit=_DIGITS)
    rounded = _places(field, number)
    if rounded != number:
        code = "too_many_decimals" if field.decimals else "not_whole"
        raise Refused(code, label=field.label, limit=field.decimals)
    _within(field, rounded)
    return int(rounded) if field.kind == "integer" else rounded + 0  # -0,00 is 0,00


def _within(field: Field, number: Decimal) -> None:
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and number < field.minimum:
        raise Refused("too_small", label=field.label, limit=_places(field, field.minimum), unit=unit)
    if field.maximum is not None and number > field.maximum:
        raise Refused("too_large", label=field.label, limit=_places(field, field.maximum), unit=unit)


def _places(field: Field, number: Decimal) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-field.decimals))


def _date(field: Field, text: str) -> date:
    if found := _ISO.match(text):
        year, month, day = found.groups()
    elif found := _DAY.match(text):
        day, month, year = found.groups()
    else:
        raise Refused("not_a_date", label=field.label, value=text[:40])
    try:
        return _calendar(field, date(int(year), int(month), int(day)))
    except ValueError:
        raise Refused("no_such_day", label=field.label, value=text[:40]) from None


def _month(field: Field, text: str) -> date:
    name, _, year = text.partition(" ")
    if name.capitalize() in MONTHS and year.strip().isdecimal():
        text = f"{MONTHS.index(name.capitalize()) + 1}.{year.strip()}"
    if found := re.match(r"(\d{4})-(\d{2})(?:-01)?\Z", text, re.ASCII):
        year, number = found.groups()
    elif found := _MONTH.match(text):
        number, year = found.groups()
    else:
        raise Refused("not_a_month", label=field.label, value=text[:40])
    if not 1 <= int(number) <= 12:
        raise Refused("not_a_month", label=field.label, value=text[:40])
    return _calendar(field, date(int(year) or 1, int(number), 1))


def _calendar(field: Field, day: date) -> date:
    if field.kind not in ("date", "month"):
        raise Refused("wrong_type", label=field.label)
    if not 1900 <= day.year <= 2200:
        raise Refused("unlikely_year", label=field.label, year=day.year)
    return day.replace(day=1) if field.kind == "month" else day


def _boolean(field: Field, text: str) -> bool:
    if text.lower() not in _YES:
        raise Refused("not_yes_or_no", label=field.label)
    return _YES[text.lower()]


def _choice(field: Field, text: str) -> str | int:
    if text not in {value for value, _ in field.options}:
        raise Refused("not_offered", label=field.label, value=text[:40])
    return int(text) if field.whole else text


def _email(field: Field, text: str) -> str:
    if len(text) > field.longest or not _EMAIL.match(text):
        raise Refused("not_an_email", label=field.label, value=text[:60])
    return text


def _iban(field: Field, text: str) -> str:
    """ISO 13616: the country and check digits moved to the end, letters as numbers, rest 1 modulo 97."""
    iban = re.sub(r"\s", "", text).upper()
    if not _IBAN.match(iban) or (iban.startswith("DE") and len(iban) != 22):
        raise Refused("not_an_iban", label=field.label)
    if int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % 97 != 1:
        raise Refused("iban_checksum", label=field.label)
    return iban


def _key(field: Field, text: str) -> str:
    if len(text) > 200:
        raise Refused("not_offered", label=field.label, value=text[:40])
    return text


def _refuse(code: str, field: Field) -> Any:
    raise Refused(code, label=field.label)


_READ: dict[str, Callable[[Field, str], Any]] = {
    "text": _text, "textarea": _text, "texts": _text, "integer": _number, "decimal": _number,
    "money": _number, "date": _date, "month": _month, "boolean": _boolean, "email": _email, "iban": _iban,
    "choice": _choice, "choices": _choice, "reference": _key, "references": _key, "file": _key,
}  # fmt: skip
