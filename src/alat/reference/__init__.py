"""Who and what? Countries, blocs, products and cargo classes: codes in, codes out."""

from alat.reference.blocs import Bloc, Membership, bloc, bloc_names
from alat.reference.countries import Country, comtrade_areas, countries, country, country_from_comtrade
from alat.reference.parties import Pair, countries_of, pair, party
from alat.reference.products import CargoClass, Product, cargo_class, cargo_classes, product, products

__all__ = [
    "Bloc",
    "CargoClass",
    "Country",
    "Membership",
    "Pair",
    "Product",
    "bloc",
    "bloc_names",
    "cargo_class",
    "cargo_classes",
    "comtrade_areas",
    "countries",
    "countries_of",
    "country",
    "country_from_comtrade",
    "pair",
    "party",
    "product",
    "products",
]
