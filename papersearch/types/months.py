"""The names of the months, in the languages in which digests are published."""

from __future__ import annotations

from types import MappingProxyType

# "set", "out" and "ago" are left out: a "test set 2024" is no September.
_NAMES = (
    "january jan enero ene janvier janv januar jänner janeiro gennaio января январь",
    "february feb febrero février févr fevrier fév februar fevereiro fev febbraio февраля февраль",
    "march mar marzo mars märz mär maerz março marco mrz марта март",
    "april apr abril abr avril avr aprile апреля апрель",
    "may mayo mai maio maggio мая май",
    "june jun junio juin juni junho giugno июня июнь",
    "july jul julio juillet juil juli julho luglio июля июль",
    "august aug agosto août aout августа август",
    "september sept sep septiembre septembre setembro settembre сентября сентябрь",
    "october oct octubre octobre oktober okt outubro ottobre октября октябрь",
    "november nov noviembre novembre novembro ноября ноябрь",
    "december dec diciembre dic décembre decembre déc dezember dez dezembro dicembre "
    "декабря декабрь",
)
NUMBERS = MappingProxyType(
    {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
)


def number(word: str) -> int:
    """Return which month a word names, as 3 for "März", or 0."""
    return NUMBERS.get(word.lower().rstrip("."), 0)
