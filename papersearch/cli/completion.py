"""``papersearch completion``."""

from __future__ import annotations

import click

from papersearch.cli.output import show

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a completion script for bash, zsh or fish.

    \b
    papersearch completion bash >> ~/.bashrc
    papersearch completion zsh >> ~/.zshrc
    papersearch completion fish > ~/.config/fish/completions/papersearch.fish
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise click.UsageError(f"no completion for {shell}")
    group = context.find_root().command
    show(script(group, {}, "papersearch", "_PAPERSEARCH_COMPLETE").source(), shell)
