"""Commands that hold others: `pdscan` itself, `pdscan register` …"""

from __future__ import annotations

from difflib import get_close_matches

import click


class Group(click.Group):
    """A group that names the nearest command for an unknown one, and tells all of what each does in one sentence."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names.

        :raises click.UsageError: when there is none.
        """
        if self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _does(self.get_command(ctx, name))) for name in self.list_commands(ctx)])


def _does(command: click.Command | None) -> str:
    """The first paragraph of a command's help."""
    return " ".join(((command and command.help) or "").partition("\n\n")[0].split())
