# Completion of tend for bash. The words are those of `tend --help`; a test compares them.

_tend_practices() { tend list 2>/dev/null | awk '{ print $1 }'; }
_tend_installed() { tend list --installed 2>/dev/null | awk '{ print $1 }'; }
_tend_reminders() { tend remind list --json 2>/dev/null | tr ',{' '\n\n' | sed -n 's/^"name":"\([a-z0-9-]*\)"$/\1/p'; }

_tend() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} options='' verbs='' names=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "run list show journal remind agent doctor new check rehearse test install update uninstall verify pack copy search index --help --version" -- "$word"))
    return
  fi
  case $command in
    run) options="--answers --eyes-closed --fast --front --grant --json --seed --watch --help" ;;
    list) options="--installed --json --help" ;;
    show) options="--json --revoke --help" ;;
    journal) options="--editor --fd --for --force --format --history --html --json --limit --mood --on --open --photo --practice --since --tag --today-in-history --until --whole --yes --help" verbs="add delete edit export import list lock passphrase search show unlock" ;;
    remind) options="--apart --at --between --days --every --for --from --ics --json --missed --on --random --sleep --text --until --zone --help" verbs="add list pause remove resume simulate skip snooze why" ;;
    agent) options="--json --help" verbs="disable enable run status stop" ;;
    doctor) options="--json --help" ;;
    new) options="--author --from --kind --license --source --help" ;;
    check) options="--json --help" ;;
    rehearse) options="--answers --at --grant --holds --keep --random --seed --help" ;;
    test) options="--update --help" ;;
    install) options="--accept-new-key --grant --yes --help" ;;
    update) options="--accept-new-key --check --diff --grant --rollback --yes --help" ;;
    uninstall) options="--yes --help" ;;
    verify) options="--json --help" ;;
    pack) options="--out --sign --help" ;;
    copy) options="--help" ;;
    search) options="--json --help" ;;
    index) options="--json --help" verbs="add hash list remove update" ;;
  esac
  case $word in
    -*)
      COMPREPLY=($(compgen -W "$options" -- "$word"))
      return
      ;;
  esac
  if [ -n "$verbs" ] && [ "$COMP_CWORD" -eq 2 ]; then
    COMPREPLY=($(compgen -W "$verbs" -- "$word"))
    return
  fi
  case $command in
    run | show | rehearse | test | copy) names=$(_tend_practices) ;;
    update | uninstall | verify) names=$(_tend_installed) ;;
    remind) case ${COMP_WORDS[2]} in add) names=$(_tend_practices) ;; *) names=$(_tend_reminders) ;; esac ;;
  esac
  COMPREPLY=($(compgen -W "$names" -- "$word") $(compgen -f -- "$word"))
}

complete -o filenames -F _tend tend
