"""`antrean pair`, `token` and `staff`: who gets a right."""

from __future__ import annotations

from argparse import Namespace

from hall.actions import pairing, people
from hall.cli import say
from hall.cli.desk import office, read_password

BY = "antrean"
"""Who did it, in the event log: somebody at the server's own keyboard."""


def pair(arguments: Namespace) -> int:
    """Confirms the code that a screen shows."""
    with office() as here:
        device = pairing.confirm(
            here, arguments.hall, arguments.code, arguments.role, arguments.counter, arguments.name, by=BY
        )
    say(f"{device.name} dipasangkan ke {arguments.hall} sebagai {arguments.role}.")
    return 0


def token_create(arguments: Namespace) -> int:
    """Prints the token alone, so that a script can take it."""
    with office() as here:
        say(people.create_token(here, arguments.hall, arguments.role, arguments.counter, arguments.name, by=BY))
    return 0


def staff_add(arguments: Namespace) -> int:
    """Adds an account; prints a password only when it made one."""
    password, made = read_password(arguments.password_stdin)
    roles = [role for given in arguments.role for role in given.split(",")]
    with office() as here:
        people.add_staff(here, arguments.hall, arguments.username, arguments.name, roles, password)
    say(f"Akun {arguments.username} ditambahkan di {arguments.hall}.")
    return _told(password, made)


def staff_reset_password(arguments: Namespace) -> int:
    """Sets a new password; the person is signed out everywhere."""
    password, made = read_password(arguments.password_stdin)
    with office() as here:
        people.reset_password(here, arguments.hall, arguments.username, password)
    say(f"Kata sandi {arguments.username} diganti. Semua sesinya keluar.")
    return _told(password, made)


def _told(password: str, made: bool) -> int:
    if made:
        say(f"Kata sandi: {password}")
    return 0
