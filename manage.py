#!/usr/bin/env python
"""The portal's command line."""

import os
import sys

from ros_portal.env import Misconfigured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ros_portal.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Misconfigured as problem:
        sys.exit(f"ROS-portaal cannot start: {problem}")


if __name__ == "__main__":
    main()
