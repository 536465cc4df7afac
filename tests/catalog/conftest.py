"""Shared by the tests of the map: the graph of the real catalogue."""

import pytest

from catalog.graph import Graph, build
from catalog.load import Catalog


@pytest.fixture(scope="session")
def graph(catalog: Catalog) -> Graph:
    return build(catalog)
