"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from ros_portal.lib.encoding import only_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ros_portal.settings")
application = only_utf8(get_wsgi_application())

# What is loaded by now stays until the end: looking through it for garbage again and again took a
# tenth of the time of a page.
gc.collect()
gc.freeze()
