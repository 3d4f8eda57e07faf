from tests.access import SIGNED_IN, Row

ROWS = [Row("schedule", SIGNED_IN)]
