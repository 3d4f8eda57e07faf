"""The portal's own settings, with the bare view beside its addresses."""

from ros_portal.settings import *

ROOT_URLCONF = "tests.bench.urls"
