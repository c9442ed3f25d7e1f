"""READS the SOP files: one folder a hall, one TOML file a layanan; and says in plain words what is wrong with them."""

from hall.catalogue.faults import BrokenCatalogue, Fault
from hall.catalogue.places import bundled, bundled_halls, catalogues_root
from hall.catalogue.reader import check, read_hall
from hall.catalogue.values import HallCatalogue, HallLine, HallPlan
from hall.catalogue.writer import write_hall

__all__ = [
    "BrokenCatalogue",
    "Fault",
    "HallCatalogue",
    "HallLine",
    "HallPlan",
    "bundled",
    "bundled_halls",
    "catalogues_root",
    "check",
    "read_hall",
    "write_hall",
]
