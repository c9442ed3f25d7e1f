"""Addresses are only ever read here, never built from a rule."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule whose builder is written when somebody asks for it.

    Werkzeug writes two functions a rule and compiles them: at 270 rules a tenth of the start, for what no page does.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        build = super()._compile_builder
        return lambda rule, **values: build(append_unknown)(rule, **values)
