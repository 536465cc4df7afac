"""The regions of France since 2016 and their departments (Insee, Code officiel géographique)."""

from __future__ import annotations

from collections.abc import Mapping

REGIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "R01": ("Guadeloupe", ("971",)),
    "R02": ("Martinique", ("972",)),
    "R03": ("Guyane", ("973",)),
    "R04": ("La Réunion", ("974",)),
    "R06": ("Mayotte", ("976",)),
    "R11": ("Île-de-France", ("75", "77", "78", "91", "92", "93", "94", "95")),
    "R24": ("Centre-Val de Loire", ("18", "28", "36", "37", "41", "45")),
    "R27": ("Bourgogne-Franche-Comté", ("21", "25", "39", "58", "70", "71", "89", "90")),
    "R28": ("Normandie", ("14", "27", "50", "61", "76")),
    "R32": ("Hauts-de-France", ("02", "59", "60", "62", "80")),
    "R44": ("Grand Est", ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")),
    "R52": ("Pays de la Loire", ("44", "49", "53", "72", "85")),
    "R53": ("Bretagne", ("22", "29", "35", "56")),
    "R75": ("Nouvelle-Aquitaine", ("16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87")),
    "R76": ("Occitanie", ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")),
    "R84": ("Auvergne-Rhône-Alpes", ("01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74")),
    "R93": ("Provence-Alpes-Côte d’Azur", ("04", "05", "06", "13", "83", "84")),
    "R94": ("Corse", ("2A", "2B")),
}
REGION_OF = {department: code for code, (_, departments) in REGIONS.items() for department in departments}
