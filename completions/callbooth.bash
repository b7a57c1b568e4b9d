# SPDX-License-Identifier: MIT
# Completion for bash. The program knows its subcommands and options, and asks a running one for what `ctl` can do.

_callbooth() {
    local IFS=$'\n' cword words
    # as typed, without bash's own breaks at = and :
    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref -n =: cword words
    else
        cword=$COMP_CWORD words=("${COMP_WORDS[@]}")
    fi
    COMPREPLY=($("${words[0]}" complete "${words[@]:1:cword}" 2>/dev/null))
}
complete -o default -F _callbooth callbooth
