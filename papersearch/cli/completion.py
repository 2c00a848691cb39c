"""``papersearch completion``: scripts for shells, which ask click what may stand where.

The scripts are ours, the answers that they read are click's: "type,value" for bash, the same with a
tab and a description for fish, three lines for zsh. A value or description may hold any character
but those, so nothing is split more than once, and nothing is expanded.
"""

from __future__ import annotations

import click

from papersearch.cli.output import show

_BASH = r"""_papersearch_completion() {
    local -a words=()
    local at word line joined=
    for (( at = 0; at <= COMP_CWORD; at++ )); do  # bash takes words apart at "=" and ":"
        word=${COMP_WORDS[at]}
        if [[ $at -gt 0 && ( $joined || $word == [:=]* ) ]]; then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        joined=
        if [[ $word == [:=]* ]]; then joined=1; fi
    done
    COMPREPLY=()
    while IFS= read -r line; do
        case ${line%%,*} in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("${line#*,}") ;;
        esac
    done < <(
        IFS=$'\n'
        env COMP_WORDS="${words[*]}" COMP_CWORD=$(( ${#words[@]} - 1 )) \
            _PAPERSEARCH_COMPLETE=bash_complete "${1/#\~/$HOME}"
    )
}

complete -o nosort -F _papersearch_completion papersearch
"""

_ZSH = r"""#compdef papersearch

_papersearch_completion() {
    local -a plain described response
    local type value description
    (( $+commands[papersearch] )) || return 1
    response=("${(@f)$(env COMP_WORDS="${words[1,CURRENT]}" COMP_CWORD=$((CURRENT-1)) \
        _PAPERSEARCH_COMPLETE=zsh_complete papersearch)}")
    if [[ $words[CURRENT] == --*=* ]]; then compset -P '*='; fi
    for type value description in "${response[@]}"; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $description == _ ]]; then
                    plain+=("$value")
                else
                    described+=("$value:$description")
                fi ;;
        esac
    done
    if (( $#described )); then _describe -V unsorted described; fi
    if (( $#plain )); then compadd -V unsorted -a plain; fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _papersearch_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _papersearch_completion papersearch
fi
"""

_FISH = r"""function _papersearch_completion
    set -l token (commandline -ct)
    set -l before (string match -r -- '^--[^=]+=' $token)
    for line in (env COMP_WORDS=(commandline -cp | string collect) COMP_CWORD="$token" \
        _PAPERSEARCH_COMPLETE=fish_complete papersearch)
        set -l parts (string split -m 1 , -- $line)
        switch $parts[1]
            case dir
                for path in (__fish_complete_directories $parts[2])
                    echo "$before$path"
                end
            case file
                for path in (__fish_complete_path $parts[2])
                    echo "$before$path"
                end
            case plain
                echo "$before$parts[2]"
        end
    end
end

complete --no-files --command papersearch --arguments "(_papersearch_completion)"
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


@click.command()
@click.argument("shell", type=click.Choice(tuple(SCRIPTS)))
def completion(shell: str) -> None:
    """Print a completion script for bash, zsh or fish.

    \b
    papersearch completion bash >> ~/.bashrc
    papersearch completion zsh >> ~/.zshrc
    papersearch completion fish > ~/.config/fish/completions/papersearch.fish
    """
    show(SCRIPTS[shell], shell)
