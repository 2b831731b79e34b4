# SPDX-License-Identifier: Apache-2.0
# fish completion for bridle. What comes out of a case is somebody else's word: only names of the form that bridle
# itself gives are offered.

function __bridle_program
    command -s (commandline -opc)[1]; or echo bridle
end

# Options that take a value, of all commands.
set -g __bridle_valued i indicators o output report format password-file password-fd key-file only skip artefacts \
    rules lists advice case-name examiner consent timezone jobs limit show custody sql color language

# The command and its operands before the cursor.
function __bridle_operands
    set -l skip 0
    set -l ended 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if test $ended = 0 -a "$word" = --
            set ended 1
        else if test $ended = 0; and string match -qr '^-.' -- $word
            set -l name (string replace -r '^--?' '' -- $word)
            contains -- $name $__bridle_valued; and set skip 1
        else
            echo -- $word
        end
    end
end

function __bridle_needs_command
    test (count (__bridle_operands)) = 0
end

# COMMAND [NUMBER]: the command is given, and so many operands.
function __bridle_using
    set -l operands (__bridle_operands)
    test "$operands[1]" = $argv[1]; or return 1
    test (count $argv) = 1; or test (count $operands) = (math $argv[2] + 1)
end

function __bridle_shows
    set -l operands (__bridle_operands)
    test "$operands[1]" = $argv[1] -a "$operands[2]" = show -a (count $operands) = 2
end

# The names in the first column of a list that bridle prints.
function __bridle_names
    env LC_ALL=C (__bridle_program) $argv 2>/dev/null </dev/null | string match -rg '^([a-z][a-z0-9_]*) ' |
        tail -n +2
end

function __bridle_findings
    env LC_ALL=C (__bridle_program) show $argv[1] --sql \
        'SELECT substr(id, 1, 12) AS id FROM finding ORDER BY rowid LIMIT 500' 2>/dev/null </dev/null |
        string match -r '^[0-9a-f]{12}$'
end

# A list with commas: what is there already, and one name more.
function __bridle_list
    set -l before (string match -r '^.*,' -- (string replace -r '^--[a-z]+=' '' -- (commandline -ct)))
    for name in $argv
        echo "$before$name"
    end
end

complete -c bridle -f

complete -c bridle -n __bridle_needs_command -a check -d 'examine an acquisition'
complete -c bridle -n __bridle_needs_command -a report -d 'write a case out'
complete -c bridle -n __bridle_needs_command -a show -d 'look into a case'
complete -c bridle -n __bridle_needs_command -a verify -d 'compare evidence with the case that was made from it'
complete -c bridle -n __bridle_needs_command -a key -d 'the derived key of an encrypted backup'
complete -c bridle -n __bridle_needs_command -a artefacts -d 'what bridle reads'
complete -c bridle -n __bridle_needs_command -a rules -d 'what bridle finds suspicious without a list'
complete -c bridle -n __bridle_needs_command -a indicators -d 'what lists of indicators hold'
complete -c bridle -n __bridle_needs_command -a version -d 'print the version'
complete -c bridle -n __bridle_needs_command -a help -d 'say what bridle does, or what a command does'

complete -c bridle -s h -l help -d 'say what the command does and which options it takes'
complete -c bridle -l version -d 'print the version'
complete -c bridle -s q -l quiet -d "the verdict's sentence alone; no progress"
complete -c bridle -s v -l verbose -d 'all findings and inputs; twice: every detail of each'
complete -c bridle -l color -x -a 'auto always never' -d colours
complete -c bridle -l no-progress -d 'no progress line on the terminal'
complete -c bridle -l language -x -a en -d 'the language of reports'

complete -c bridle -n '__bridle_using check' -s i -l indicators -r -F -d 'a list of indicators'
complete -c bridle -n '__bridle_using check' -s o -l output -r -F -d 'keep the case in this file'
complete -c bridle -n '__bridle_using check' -l advice -r -F -d 'what to do and whom to call'
complete -c bridle -n '__bridle_using check' -l report -r -F -d 'write a report to pass on'
complete -c bridle -n '__bridle_using check' -l format -x -a 'text jsonl' -d 'how the result is written'
complete -c bridle -n '__bridle_using check' -l events -d 'a line for every dated record too'
complete -c bridle -n '__bridle_using check' -l force -d 'overwrite the case'
complete -c bridle -n '__bridle_using check' -l password-file -r -F -d 'the password is its first line'
complete -c bridle -n '__bridle_using check' -l password-fd -x -d 'the password from an open descriptor'
complete -c bridle -n '__bridle_using check' -l key-file -r -F -d 'the derived key in place of a password'
complete -c bridle -n '__bridle_using check' -l only -x -a '(__bridle_list (__bridle_names artefacts list))' -d 'read these artefacts alone'
complete -c bridle -n '__bridle_using check' -l skip -x -a '(__bridle_list (__bridle_names artefacts list))' -d 'leave these artefacts out'
complete -c bridle -n '__bridle_using check' -l artefacts -x -a '(__fish_complete_directories)' -d 'artefacts of your own'
complete -c bridle -n '__bridle_using check' -l rules -x -a '(__fish_complete_directories)' -d 'rules of your own'
complete -c bridle -n '__bridle_using check' -l lists -x -a '(__fish_complete_directories)' -d 'readers of lists of your own'
complete -c bridle -n '__bridle_using check' -l case-name -x -d 'what the case is called'
complete -c bridle -n '__bridle_using check' -l examiner -x -d 'who examines'
complete -c bridle -n '__bridle_using check' -l consent -x -d 'who agreed to this, when, to what'
complete -c bridle -n '__bridle_using check' -l keep-content -d 'keep personal content that matched nothing too'
complete -c bridle -n '__bridle_using check' -l no-fingerprints -d 'keep no fingerprints of personal values'
complete -c bridle -n '__bridle_using check' -l timezone -x -a '(cat /usr/share/zoneinfo/zone.tab 2>/dev/null | string match -rg "^[^#]\S*\t\S*\t(\S*)")' -d 'the time zone of the phone'
complete -c bridle -n '__bridle_using check' -l no-recover -d 'look for no deleted records'
complete -c bridle -n '__bridle_using check' -l jobs -x -d 'workers at once'
complete -c bridle -n '__bridle_using check' -l limit -x -a 'memory= time=' -d 'memory and time of one worker'
complete -c bridle -n '__bridle_using check' -l require-cage -d 'stop where workers cannot be caged'
complete -c bridle -n '__bridle_using check' -l no-cage -d 'read without a cage'
complete -c bridle -n '__bridle_using check' -l exit-zero -d 'end with 0 in place of 1, 3 and 4'
complete -c bridle -n '__bridle_using check 0' -F

complete -c bridle -n '__bridle_using report' -l format -x -a 'text html jsonl csv' -d 'how the case is written'
complete -c bridle -n '__bridle_using report' -s o -l output -r -F -d 'write to this file'
complete -c bridle -n '__bridle_using report' -l force -d 'overwrite the file'
complete -c bridle -n '__bridle_using report' -l events -d 'a line for every dated record too'
complete -c bridle -n '__bridle_using report' -l show -x -a '(__bridle_list names numbers texts device all)' -d 'what is not masked'
complete -c bridle -n '__bridle_using report' -l custody -r -F -d 'who held the evidence when'
complete -c bridle -n '__bridle_using report' -l advice -r -F -d 'what to do and whom to call'
complete -c bridle -n '__bridle_using report' -l artefacts -x -a '(__fish_complete_directories)' -d 'artefacts of your own'
complete -c bridle -n '__bridle_using report' -l rules -x -a '(__fish_complete_directories)' -d 'rules of your own'
complete -c bridle -n '__bridle_using report 0' -F

complete -c bridle -n '__bridle_using show' -l sql -x -d 'a query of your own'
complete -c bridle -n '__bridle_using show' -l no-pager -d 'write to the terminal itself'
complete -c bridle -n '__bridle_using show' -l artefacts -x -a '(__fish_complete_directories)' -d 'artefacts of your own'
complete -c bridle -n '__bridle_using show 0' -F
complete -c bridle -n '__bridle_using show 1' -a '(__bridle_names show (__bridle_operands)[2])' -d table
complete -c bridle -n '__bridle_using show 1' -a '(__bridle_findings (__bridle_operands)[2])' -d finding

complete -c bridle -n '__bridle_using verify' -l password-file -r -F -d 'the password is its first line'
complete -c bridle -n '__bridle_using verify' -l password-fd -x -d 'the password from an open descriptor'
complete -c bridle -n '__bridle_using verify' -l key-file -r -F -d 'the derived key in place of a password'
complete -c bridle -n '__bridle_using verify 0' -F
complete -c bridle -n '__bridle_using verify 1' -F

complete -c bridle -n '__bridle_using key' -s o -l output -r -F -d 'write it to this file'
complete -c bridle -n '__bridle_using key' -l force -d 'overwrite the file'
complete -c bridle -n '__bridle_using key' -l password-file -r -F -d 'the password is its first line'
complete -c bridle -n '__bridle_using key' -l password-fd -x -d 'the password from an open descriptor'
complete -c bridle -n '__bridle_using key 0' -F

complete -c bridle -n '__bridle_using artefacts' -l artefacts -x -a '(__fish_complete_directories)' -d 'artefacts of your own'
complete -c bridle -n '__bridle_using artefacts 0' -a 'list show'
complete -c bridle -n '__bridle_shows artefacts' -a '(__bridle_names artefacts list)'

complete -c bridle -n '__bridle_using rules' -l artefacts -x -a '(__fish_complete_directories)' -d 'artefacts of your own'
complete -c bridle -n '__bridle_using rules' -l rules -x -a '(__fish_complete_directories)' -d 'rules of your own'
complete -c bridle -n '__bridle_using rules 0' -a 'list show'
complete -c bridle -n '__bridle_shows rules' -a '(__bridle_names rules list)'

complete -c bridle -n '__bridle_using indicators' -l lists -x -a '(__fish_complete_directories)' -d 'readers of lists of your own'
complete -c bridle -n '__bridle_using indicators 0' -a 'list lint where'
complete -c bridle -n '__bridle_using indicators; and not __bridle_using indicators 0' -F

complete -c bridle -n '__bridle_using help 0' -a 'check report show verify key artefacts rules indicators version help'
