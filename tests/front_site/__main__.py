"""`python -m tests.front_site --port N`: the product's supervisor with the test site behind it."""

import argparse
import sys

import django
from django.core.management import call_command

django.setup()

from intercity.cli import serving  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", "--run-syncdb", verbosity=0)
    parser = argparse.ArgumentParser()
    serving.add_arguments(parser)
    sys.exit(serving.serve(parser.parse_args()))
