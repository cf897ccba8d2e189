# Completion of tend for fish. The words are those of `tend --help`; a test compares them.

function __tend_reminders
    tend remind list --json 2>/dev/null | string match -ra '"name":"[a-z0-9-]*"' | string replace -r '"name":"(.*)"' '$1'
end

complete -c tend -n __fish_use_subcommand -l version -d 'which one it is'
complete -c tend -l help -d 'what it does'
complete -c tend -n __fish_use_subcommand -f -a run -d 'run a practice, or a Lua file of your own'
complete -c tend -n __fish_use_subcommand -f -a list -d 'what can be run'
complete -c tend -n __fish_use_subcommand -f -a show -d 'what a practice is and what it may do'
complete -c tend -n __fish_use_subcommand -f -a journal -d 'add to your journal, and read in it'
complete -c tend -n __fish_use_subcommand -f -a remind -d 'reminders: when a practice is offered to you'
complete -c tend -n __fish_use_subcommand -f -a agent -d 'the background agent that reminds'
complete -c tend -n __fish_use_subcommand -f -a doctor -d 'whether anything gets out of the sandbox here, and what is missing'
complete -c tend -n __fish_use_subcommand -f -a new -d 'begin a practice of your own'
complete -c tend -n __fish_use_subcommand -f -a check -d 'read a practice of yours, and say what is wrong with it'
complete -c tend -n __fish_use_subcommand -f -a rehearse -d 'try a practice out in no time, and see it written down'
complete -c tend -n __fish_use_subcommand -f -a test -d 'play a practice\'s kept transcripts again'
complete -c tend -n __fish_use_subcommand -f -a install -d 'a practice from somebody else'
complete -c tend -n __fish_use_subcommand -f -a update -d 'what is new in installed practices, and the way back'
complete -c tend -n __fish_use_subcommand -f -a uninstall -d 'remove an installed practice'
complete -c tend -n __fish_use_subcommand -f -a verify -d 'whether installed practices are still what was installed'
complete -c tend -n __fish_use_subcommand -f -a pack -d 'a practice of yours as one file to hand on'
complete -c tend -n __fish_use_subcommand -f -a copy -d 'a practice of somebody else\'s, for you to change'
complete -c tend -n __fish_use_subcommand -f -a search -d 'practices that could be installed'
complete -c tend -n __fish_use_subcommand -f -a index -d 'where practices can be looked for'
complete -c tend -n '__fish_seen_subcommand_from run' -l answers
complete -c tend -n '__fish_seen_subcommand_from run' -l eyes-closed
complete -c tend -n '__fish_seen_subcommand_from run' -l fast
complete -c tend -n '__fish_seen_subcommand_from run' -l front
complete -c tend -n '__fish_seen_subcommand_from run' -l grant
complete -c tend -n '__fish_seen_subcommand_from run' -l json
complete -c tend -n '__fish_seen_subcommand_from run' -l seed
complete -c tend -n '__fish_seen_subcommand_from run' -l watch
complete -c tend -n '__fish_seen_subcommand_from list' -l installed
complete -c tend -n '__fish_seen_subcommand_from list' -l json
complete -c tend -n '__fish_seen_subcommand_from show' -l json
complete -c tend -n '__fish_seen_subcommand_from show' -l revoke
complete -c tend -n '__fish_seen_subcommand_from journal' -l editor
complete -c tend -n '__fish_seen_subcommand_from journal' -l fd
complete -c tend -n '__fish_seen_subcommand_from journal' -l for
complete -c tend -n '__fish_seen_subcommand_from journal' -l force
complete -c tend -n '__fish_seen_subcommand_from journal' -l format
complete -c tend -n '__fish_seen_subcommand_from journal' -l history
complete -c tend -n '__fish_seen_subcommand_from journal' -l html
complete -c tend -n '__fish_seen_subcommand_from journal' -l json
complete -c tend -n '__fish_seen_subcommand_from journal' -l limit
complete -c tend -n '__fish_seen_subcommand_from journal' -l mood
complete -c tend -n '__fish_seen_subcommand_from journal' -l on
complete -c tend -n '__fish_seen_subcommand_from journal' -l open
complete -c tend -n '__fish_seen_subcommand_from journal' -l photo
complete -c tend -n '__fish_seen_subcommand_from journal' -l practice
complete -c tend -n '__fish_seen_subcommand_from journal' -l since
complete -c tend -n '__fish_seen_subcommand_from journal' -l tag
complete -c tend -n '__fish_seen_subcommand_from journal' -l today-in-history
complete -c tend -n '__fish_seen_subcommand_from journal' -l until
complete -c tend -n '__fish_seen_subcommand_from journal' -l whole
complete -c tend -n '__fish_seen_subcommand_from journal' -l yes
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a add
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a delete
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a edit
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a export
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a import
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a list
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a lock
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a passphrase
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a search
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a show
complete -c tend -n '__fish_seen_subcommand_from journal; and test (count (commandline -opc)) -eq 2' -f -a unlock
complete -c tend -n '__fish_seen_subcommand_from remind' -l apart
complete -c tend -n '__fish_seen_subcommand_from remind' -l at
complete -c tend -n '__fish_seen_subcommand_from remind' -l between
complete -c tend -n '__fish_seen_subcommand_from remind' -l days
complete -c tend -n '__fish_seen_subcommand_from remind' -l every
complete -c tend -n '__fish_seen_subcommand_from remind' -l for
complete -c tend -n '__fish_seen_subcommand_from remind' -l from
complete -c tend -n '__fish_seen_subcommand_from remind' -l ics
complete -c tend -n '__fish_seen_subcommand_from remind' -l json
complete -c tend -n '__fish_seen_subcommand_from remind' -l missed
complete -c tend -n '__fish_seen_subcommand_from remind' -l on
complete -c tend -n '__fish_seen_subcommand_from remind' -l random
complete -c tend -n '__fish_seen_subcommand_from remind' -l sleep
complete -c tend -n '__fish_seen_subcommand_from remind' -l text
complete -c tend -n '__fish_seen_subcommand_from remind' -l until
complete -c tend -n '__fish_seen_subcommand_from remind' -l zone
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a add
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a list
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a pause
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a remove
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a resume
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a simulate
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a skip
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a snooze
complete -c tend -n '__fish_seen_subcommand_from remind; and test (count (commandline -opc)) -eq 2' -f -a why
complete -c tend -n '__fish_seen_subcommand_from agent' -l json
complete -c tend -n '__fish_seen_subcommand_from agent; and test (count (commandline -opc)) -eq 2' -f -a disable
complete -c tend -n '__fish_seen_subcommand_from agent; and test (count (commandline -opc)) -eq 2' -f -a enable
complete -c tend -n '__fish_seen_subcommand_from agent; and test (count (commandline -opc)) -eq 2' -f -a run
complete -c tend -n '__fish_seen_subcommand_from agent; and test (count (commandline -opc)) -eq 2' -f -a status
complete -c tend -n '__fish_seen_subcommand_from agent; and test (count (commandline -opc)) -eq 2' -f -a stop
complete -c tend -n '__fish_seen_subcommand_from doctor' -l json
complete -c tend -n '__fish_seen_subcommand_from new' -l author
complete -c tend -n '__fish_seen_subcommand_from new' -l from
complete -c tend -n '__fish_seen_subcommand_from new' -l kind
complete -c tend -n '__fish_seen_subcommand_from new' -l license
complete -c tend -n '__fish_seen_subcommand_from new' -l source
complete -c tend -n '__fish_seen_subcommand_from check' -l json
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l answers
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l at
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l grant
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l holds
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l keep
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l random
complete -c tend -n '__fish_seen_subcommand_from rehearse' -l seed
complete -c tend -n '__fish_seen_subcommand_from test' -l update
complete -c tend -n '__fish_seen_subcommand_from install' -l accept-new-key
complete -c tend -n '__fish_seen_subcommand_from install' -l grant
complete -c tend -n '__fish_seen_subcommand_from install' -l yes
complete -c tend -n '__fish_seen_subcommand_from update' -l accept-new-key
complete -c tend -n '__fish_seen_subcommand_from update' -l check
complete -c tend -n '__fish_seen_subcommand_from update' -l diff
complete -c tend -n '__fish_seen_subcommand_from update' -l grant
complete -c tend -n '__fish_seen_subcommand_from update' -l rollback
complete -c tend -n '__fish_seen_subcommand_from update' -l yes
complete -c tend -n '__fish_seen_subcommand_from uninstall' -l yes
complete -c tend -n '__fish_seen_subcommand_from verify' -l json
complete -c tend -n '__fish_seen_subcommand_from pack' -l out
complete -c tend -n '__fish_seen_subcommand_from pack' -l sign
complete -c tend -n '__fish_seen_subcommand_from search' -l json
complete -c tend -n '__fish_seen_subcommand_from index' -l json
complete -c tend -n '__fish_seen_subcommand_from index; and test (count (commandline -opc)) -eq 2' -f -a add
complete -c tend -n '__fish_seen_subcommand_from index; and test (count (commandline -opc)) -eq 2' -f -a hash
complete -c tend -n '__fish_seen_subcommand_from index; and test (count (commandline -opc)) -eq 2' -f -a list
complete -c tend -n '__fish_seen_subcommand_from index; and test (count (commandline -opc)) -eq 2' -f -a remove
complete -c tend -n '__fish_seen_subcommand_from index; and test (count (commandline -opc)) -eq 2' -f -a update
complete -c tend -n '__fish_seen_subcommand_from run show rehearse test copy' -a "(tend list 2>/dev/null | string match -r '^\S+')"
complete -c tend -n '__fish_seen_subcommand_from update uninstall verify' -a "(tend list --installed 2>/dev/null | string match -r '^\S+')"
complete -c tend -n '__fish_seen_subcommand_from remind' -a '(__tend_reminders)'
