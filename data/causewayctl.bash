# bash completion for causewayctl
# SPDX-License-Identifier: GPL-3.0-or-later

# Names that a listing command prints as the first JSON member; words with blanks are left out.
_causewayctl_names ()
{
  "${COMP_WORDS[0]}" "${_causewayctl_profile[@]}" --json "$@" 2>/dev/null |
    sed -n 's/^{"[a-z]*":"\([^" \\]*\)".*/\1/p'
}

_causewayctl ()
{
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word i skip=0
  local -a words=() _causewayctl_profile=()
  local groups='sample connection integration workflow plan run resume history attention explain links budget'
  local common='--profile --json --verbose --help'

  COMPREPLY=()
  case $prev in
    --profile) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    --info|--out|--plan) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    --system) mapfile -t COMPREPLY < <(compgen -W 'netsuite precoro' -- "$cur"); return ;;
    --auth) mapfile -t COMPREPLY < <(compgen -W 'm2m tba code token' -- "$cur"); return ;;
    --record) mapfile -t COMPREPLY < <(compgen -W 'customer: job:' -- "$cur"); return ;;
    --url|--account|--subsidiary|--item-custom-field|--page-size) return ;;
  esac

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((skip)); then skip=0; continue; fi
    case $word in
      --profile) _causewayctl_profile=(--profile "${COMP_WORDS[i+1]}"); skip=1 ;;
      --info|--out|--plan|--system|--auth|--record|--url|--account|--subsidiary|--item-custom-field|--page-size|--source|--target)
        skip=1 ;;
      -*) ;;
      *) words+=("$word") ;;
    esac
  done

  case $prev in
    --source|--target)
      mapfile -t COMPREPLY < <(compgen -W "$(_causewayctl_names connection list)" -- "$cur"); return ;;
  esac
  local options=$common candidates=
  case ${words[0]-} in
    '') candidates=$groups; options+=' --version' ;;
    sample) [[ ${#words[@]} -gt 1 ]] && options+=' --info' || candidates=add ;;
    connection)
      case ${words[1]-} in
        '') candidates='add set list test remove' ;;
        add) options+=' --system --url --account --auth' ;;
        set) [[ ${#words[@]} -gt 2 ]] && candidates='lanes= pace= hour= day= share=' ||
               candidates=$(_causewayctl_names connection list) ;;
        test|remove) candidates=$(_causewayctl_names connection list) ;;
      esac ;;
    integration)
      case ${words[1]-} in
        '') candidates='add list remove' ;;
        add) options+=' --source --target --subsidiary --item-custom-field' ;;
        remove) candidates=$(_causewayctl_names integration list) ;;
      esac ;;
    workflow)
      case ${#words[@]} in
        1) candidates='list enable disable show set' ;;
        2) candidates=$(_causewayctl_names integration list) ;;
        3) candidates=$(_causewayctl_names workflow list "${words[2]}") ;;
      esac ;;
    plan|run)
      [[ ${words[0]} = plan ]] && options+=' --record --all --refresh --out' || options+=' --record --all --plan --page-size --yes'
      [[ ${#words[@]} -gt 1 ]] && candidates=$(_causewayctl_names workflow list "${words[1]}") ||
        candidates=$(_causewayctl_names integration list) ;;
    attention) [[ ${#words[@]} -gt 1 ]] || candidates='list retry' ;;
    explain) [[ ${#words[@]} -gt 1 ]] || candidates=$(_causewayctl_names integration list) ;;
    links) [[ ${#words[@]} -gt 1 ]] && candidates=$(_causewayctl_names integration list) || candidates='list rebuild' ;;
  esac
  [[ $cur = -* ]] && candidates=$options
  mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$cur")
  [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace
}
complete -F _causewayctl causewayctl
