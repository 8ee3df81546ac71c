"""Entry point of `intercity`."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from intercity import __version__
from intercity.cli.errors import CommandError

# Subcommand: module, and what it does in one line.
COMMANDS = {
    "serve": ("serve", "run the web processes and the worker"),
    "worker": ("worker", "run one worker (mail and other deliveries)"),
    "mail-in": ("mail_in", "take in the mail that your mail server hands over"),
    "demo": ("demo", "set up the demo network and serve it"),
    "space": ("space", "open a space: intercity space create --template crisis NAME; end an exercise"),
    "invite": ("invite", "invite a person to act for an organisation"),
    "factors": ("factors", "take the second factors of somebody away who lost them all"),
    "import": ("importing", "import trackers of measures"),
    "migrate": ("migrating", "bring the database up to this version (makes a backup first)"),
    "backup": ("backup", "write one file with database, uploads and secret"),
    "restore": ("restore", "restore a backup into an empty installation"),
    "reindex": ("reindex", "build the search index anew beside the running one"),
    "audit": ("audit", "print the record: who did what, and how it was before"),
    "queue": ("queue", "show what waits to be sent, what failed and why; try it again"),
    "erase": ("erase", "erase a person: the account, and their name in every text"),
    "personal": ("personal", "print what is held about people, why and for how long"),
    "doctor": ("doctor", "check the set-up and say what to do"),
}


def build_parser(wanted: str | None) -> argparse.ArgumentParser:
    """The parser; only the wanted subcommand's module is loaded, so that `--help` stays quick."""
    parser = argparse.ArgumentParser(prog="intercity", description="Cities help each other through a crisis.")
    parser.add_argument("--version", action="version", version=f"intercity {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, text) in COMMANDS.items():
        sub = subparsers.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".")
        if name == wanted:
            loaded = import_module(f"intercity.cli.{module}")
            loaded.add_arguments(sub)
            sub.set_defaults(run=loaded.run)
    return parser


def hand_on(arguments: list[str], wanted: str | None) -> None:
    """Tell the settings, also those of child processes, what the command line says: they are read before it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intercity.config.settings")
    if wanted == "demo":
        # The demo has rooms of its own, which the settings list only for it.
        os.environ["INTERCITY_DEMO"] = "1"
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--port")
    port = early.parse_known_args(arguments)[0].port or ""
    if port.isascii() and port.isdecimal():
        # Links in mail name the port, unless PUBLIC_URL says otherwise.
        os.environ["PORT"] = port


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code: 0 done, 1 failed, 2 wrong input, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    hand_on(arguments, wanted)
    try:
        if wanted in COMMANDS:
            django.setup()
        options = build_parser(wanted).parse_args(arguments)
        return int(options.run(options))
    except (CommandError, ImproperlyConfigured) as error:
        print(f"intercity: {error}", file=sys.stderr)
        return getattr(error, "code", 2)
    except (OperationalError, ProgrammingError) as error:
        # Away, or without tables: what to do about it is not in a traceback.
        print(f"intercity: {error}".strip(), file=sys.stderr)
        print(_("The database cannot be used. Try: intercity doctor, or intercity migrate."), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
