"""Who and what? Countries, blocs, products and cargo classes: codes in, codes out."""

from alat.reference.parties import Bloc, Country, Pair, bloc, bloc_names, countries, country, pair, party
from alat.reference.products import CargoClass, Product, cargo_class, product

__all__ = [
    "Bloc",
    "CargoClass",
    "Country",
    "Pair",
    "Product",
    "bloc",
    "bloc_names",
    "cargo_class",
    "countries",
    "country",
    "pair",
    "party",
    "product",
]
