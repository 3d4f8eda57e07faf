"""The strategy of which the texts name meetings and milestones."""

import pytest

from stakeholders.models import Body
from strategy.models import Product
from tests.strategy.conftest import make_product


@pytest.fixture
def product(almelo_executive: Body, hengelo_executive: Body) -> Product:
    return make_product(almelo_executive, hengelo_executive)
