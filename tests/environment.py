"""The environment of a test run, set before Django reads it (loaded by `-p` in pyproject.toml).

`bin/with-services` adds DATABASE_URL and REDIS_URL; without them the embedded set-up is tested.
"""

import atexit
import os
import shutil
import tempfile

_var = tempfile.mkdtemp(prefix="ros-test-")
os.mkdir(os.path.join(_var, "static"))  # WhiteNoise warns when there is nothing to serve
atexit.register(shutil.rmtree, _var, ignore_errors=True)

# Each of the processes that `make test` divides the tests among has a Redis database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker and "REDIS_URL" in os.environ:
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].removesuffix("/0") + f"/{int(_worker) + 1}"

os.environ |= {
    "DEMO": "1",
    "DEBUG": "0",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "SITE_URL": "http://testserver",
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "VAR_DIR": _var,
    # Playwright's own event loop lives in the thread in which a test asks the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
