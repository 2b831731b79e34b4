# SPDX-License-Identifier: Apache-2.0
# bash completion for bridle                                    -*- shell-script -*-
# What comes out of a case is somebody else's word: nothing of it is evaluated, and only names of the form that bridle
# itself gives are offered.

_bridle_commands='check report show verify key artefacts rules indicators version help'

# Options that take a value end in "=".
_bridle_options() {
    case $1 in
    check)
        echo '-i= --indicators= -o= --output= --report= --format= --events --force --password-file= --password-fd='
        echo '--key-file= --only= --skip= --artefacts= --rules= --lists= --advice= --case-name= --examiner= --consent='
        echo '--keep-content --no-fingerprints --timezone= --no-recover --jobs= --limit= --require-cage --no-cage'
        echo '--exit-zero'
        ;;
    report) echo '--format= -o= --output= --force --events --show= --custody= --artefacts= --rules= --advice=' ;;
    show) echo '--sql= --no-pager --artefacts=' ;;
    key) echo '-o= --output= --force --password-file= --password-fd=' ;;
    verify) echo '--password-file= --password-fd= --key-file=' ;;
    artefacts) echo '--artefacts=' ;;
    rules) echo '--artefacts= --rules=' ;;
    indicators) echo '--lists=' ;;
    every) echo '-h --help --version -q --quiet -v --verbose --color= --no-progress --language=' ;;
    esac
}

_bridle_takes_value() {
    local command all=' '
    for command in every $_bridle_commands; do
        all+="$(_bridle_options "$command" | tr '\n' ' ')"
    done
    [[ $all == *" $1= "* ]]
}

# The names in the first column of a list that bridle prints.
_bridle_names() {
    LC_ALL=C "$@" 2>/dev/null </dev/null | awk 'NR > 1 && /^[a-z][a-z0-9_]* / { print $1 }'
}

_bridle_findings() {
    LC_ALL=C "$1" show "$2" --sql 'SELECT substr(id, 1, 12) AS id FROM finding ORDER BY rowid LIMIT 500' \
        2>/dev/null </dev/null | grep -E '^[0-9a-f]{12}$'
}

_bridle_offer() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# Words of a list with commas between them.
_bridle_offer_list() {
    local before='' last=$2
    if [[ $2 == *,* ]]; then
        before=${2%,*},
        last=${2##*,}
    fi
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "$last")
    compopt -o nospace 2>/dev/null
}

_bridle_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_bridle_folders() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$1")
}

# Cases by their usual name; whatever is there where none has it.
_bridle_cases() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -X '!*.bridle' -- "$1"; compgen -d -- "$1")
    ((${#COMPREPLY[@]})) || _bridle_files "$1"
}

# PROGRAM COMMAND OPTION CURRENT
_bridle_value() {
    case $3 in
    --color) _bridle_offer 'auto always never' "$4" ;;
    --language) _bridle_offer 'en' "$4" ;;
    --format)
        case $2 in
        check) _bridle_offer 'text jsonl' "$4" ;;
        *) _bridle_offer 'text html jsonl csv' "$4" ;;
        esac
        ;;
    --only | --skip) _bridle_offer_list "$(_bridle_names "$1" artefacts list)" "$4" ;;
    --show) _bridle_offer_list 'names numbers texts device all' "$4" ;;
    --limit)
        _bridle_offer 'memory= time=' "$4"
        compopt -o nospace 2>/dev/null
        ;;
    --timezone) _bridle_offer "$(awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone.tab 2>/dev/null) UTC" "$4" ;;
    --artefacts | --rules | --lists) _bridle_folders "$4" ;;
    -i | --indicators | -o | --output | --report | --custody | --advice | --password-file | --key-file) _bridle_files "$4" ;;
    esac
}

# PROGRAM COMMAND NUMBER FIRST CURRENT: the operand of a number, the first from 0, which is FIRST.
_bridle_operand() {
    case $2:$3 in
    :*) _bridle_offer "$_bridle_commands" "$5" ;;
    check:0 | key:0 | verify:1) _bridle_files "$5" ;;
    report:0 | show:0 | verify:0) _bridle_cases "$5" ;;
    show:1) _bridle_offer "$(_bridle_names "$1" show "$4") $(_bridle_findings "$1" "$4")" "$5" ;;
    artefacts:0 | rules:0) _bridle_offer 'list show' "$5" ;;
    artefacts:1 | rules:1) [[ $4 == show ]] && _bridle_offer "$(_bridle_names "$1" "$2" list)" "$5" ;;
    indicators:0) _bridle_offer 'list lint where' "$5" ;;
    indicators:*) _bridle_files "$5" ;;
    help:0) _bridle_offer "$_bridle_commands" "$5" ;;
    esac
}

_bridle() {
    local current=${COMP_WORDS[COMP_CWORD]} command='' first='' expects='' ended='' operands=0 at word all
    COMPREPLY=()
    for ((at = 1; at < COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        if [[ $word == '=' ]]; then
            continue # bash takes --option=value apart
        elif [[ $expects ]]; then
            expects=
        elif [[ $word == -- ]]; then
            ended=1
        elif [[ ! $ended && $word == -?* ]]; then
            _bridle_takes_value "$word" && expects=$word
        elif [[ ! $command ]]; then
            command=$word
        else
            ((operands++)) || first=$word
        fi
    done
    [[ $current == '=' ]] && current=
    if [[ $expects ]]; then
        _bridle_value "$1" "$command" "$expects" "$current"
    elif [[ ! $ended && $current == -* ]]; then
        all="$(_bridle_options every) $(_bridle_options "$command")"
        _bridle_offer "${all//=/}" "$current"
    else
        _bridle_operand "$1" "$command" "$operands" "$first" "$current"
    fi
}

complete -F _bridle bridle
