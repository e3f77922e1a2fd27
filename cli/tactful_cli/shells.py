"""Completing what is typed in bash, zsh and fish: what each is told, and how it asks.

The scripts are our own, where click has some too: with those, bash loses what stands after a `=`,
no shell can go on after one, and whoever completes an option gets no files any more. A shell asks
with the words up to the cursor, a line each, and is answered with a line for each that fits: what
kind it is (`whole`, or `begun` where more is to be typed, or `file`), a tab, and the word.
"""

from __future__ import annotations

import os
import shlex

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

VARIABLE = "_TACTFUL_COMPLETE"
"""Set by a shell that asks, to its name and what it wants; the name is click's."""

BREAKS = "=:"
"""Where bash takes one word for several."""


def offer_completion() -> None:
    """Let click answer shells as told here."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


class _Shell(ShellComplete):
    """What the three shells have in common."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and that one."""
        _, *words, current = map(unquoted, self.words())
        return words, current

    def words(self) -> list[str]:
        """The words up to the cursor, as they are typed."""
        return ["", *os.environ["COMP_WORDS"].split("\n")[1:]]

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """What fits, each as the whole word that it makes of the one at the cursor."""
        items = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if not equals or not option.startswith("-"):
            return items
        return [
            CompletionItem(f"{option}={item.value}", type=item.type, help=item.help)
            for item in items
        ]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """One line of the answer."""
        if item.type != "plain":
            return f"file\t{item.value}"
        kind = "begun" if item.value.endswith("=") else "whole"
        return f"{kind}\t{self.described(item.value, ' '.join((item.help or '').split()))}"

    def described(self, word: str, meaning: str) -> str:  # noqa: ARG002 - not all show it
        """A word with its meaning, as the shell wants the two."""
        return word

    def complete(self) -> str:
        """The answer: empty where anything goes wrong, since a person is in the midst of typing."""
        try:
            return super().complete()
        except Exception:
            return ""


class Bash(_Shell, BashComplete):
    """Bash, which takes ``fact=value`` for three words and wants the last of them."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' kind word
    COMPREPLY=()
    while IFS=$'\\t' read -r kind word; do
        case $kind in
            file) compopt -o filenames; COMPREPLY+=($(compgen -f -- "$word")) ;;
            begun) compopt -o nospace; COMPREPLY+=("$word") ;;
            whole) COMPREPLY+=("$word") ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]:0:COMP_CWORD+1}" %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def words(self) -> list[str]:
        """The words with those put together again that bash took apart."""
        whole: list[str] = []
        glue = False
        for word in super().words():
            is_break = bool(word) and not word.strip(BREAKS)
            if whole and whole[-1] and (glue or is_break):
                whole[-1] += word
            else:
                whole.append(word)
            glue = is_break
        return whole

    def format_completion(self, item: CompletionItem[str]) -> str:
        """One line of the answer, without what bash takes for words of their own."""
        last = super().words()[-1]
        before = len(self.words()[-1]) - (len(last) if last.strip(BREAKS) else 0)
        rest = CompletionItem(item.value[before:], type=item.type)
        return super().format_completion(rest)


class Zsh(_Shell, ZshComplete):
    """Zsh, which shows what each word means."""

    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a whole begun
    local kind word files
    (( $+commands[%(prog_name)s] )) || return 1
    while IFS=$'\\t' read -r kind word; do
        case $kind in
            file) files=yes ;;
            begun) begun+=("$word") ;;
            whole) whole+=("$word") ;;
        esac
    done < <(env COMP_WORDS="${(F)words[1,CURRENT]}" %(complete_var)s=zsh_complete %(prog_name)s)
    (( $#begun )) && _describe -V word begun -S ''
    (( $#whole )) && _describe -V word whole
    if [[ -n $files ]]; then
        compset -P '--*='
        _files
    fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

    def described(self, word: str, meaning: str) -> str:
        """The two with a colon between."""
        word = word.replace("\\", "\\\\").replace(":", "\\:")
        return f"{word}:{meaning}" if meaning else word


class Fish(_Shell, FishComplete):
    """Fish, which shows what each word means, and adds no space after a `=` by itself."""

    source_template = """\
function %(complete_func)s
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -lx COMP_WORDS (string join \\n -- $words "$current" | string collect --no-trim-newlines)
    set -lx %(complete_var)s fish_complete
    for line in (%(prog_name)s)
        set -l parts (string split --max 1 \\t -- $line)
        if test $parts[1] = file
            __fish_complete_path $parts[2]
        else
            echo $parts[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments '(%(complete_func)s)'
"""

    def words(self) -> list[str]:
        """The words; the last has a line break that fish adds."""
        *words, current = os.environ["COMP_WORDS"].removesuffix("\n").split("\n")
        return ["", *words[1:], current]

    def described(self, word: str, meaning: str) -> str:
        """The two with a tab between."""
        return f"{word}\t{meaning}" if meaning else word


def unquoted(word: str) -> str:
    """A word as the command would get it, though a quotation mark may be open still."""
    for mark in ("", '"', "'"):
        try:
            return "".join(shlex.split(word + mark))
        except ValueError:
            continue
    return word
