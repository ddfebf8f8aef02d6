# bash completion for causewayctl
# SPDX-License-Identifier: GPL-3.0-or-later

# _causewayctl_offer WORD...: completes the word under the cursor; names with blanks come out quoted.
_causewayctl_offer ()
{
  local word plain=${cur//\\/}
  plain=${plain#[\"\']}
  for word; do
    [[ $word = "$plain"* ]] || continue
    case $word in
      *=) COMPREPLY+=("$word"); compopt -o nospace ;;
      *) if [[ $cur = [\"\']* ]]; then COMPREPLY+=("$word"); else COMPREPLY+=("$(printf %q "$word")"); fi ;;
    esac
  done
}

# _causewayctl_names COMMAND...: offers what a listing command prints as first member of its lines.
_causewayctl_names ()
{
  local -a names
  mapfile -t names < <("${COMP_WORDS[0]}" "${profile[@]}" --json "$@" 2>/dev/null |
    sed -n 's/^{"[a-z]*":"\([^"\\]*\)".*/\1/p')
  _causewayctl_offer "${names[@]}"
}

_causewayctl_options ()
{
  case "${words[0]-} ${words[1]-}" in
    ' ') echo --version ;;
    'sample add') echo --info ;;
    'connection add') echo --system --url --account --auth ;;
    'connection sign-in') echo --redirect ;;
    'integration add') echo --source --target --subsidiary --item-custom-field ;;
    'plan '*) echo --record --all --refresh --out ;;
    'users sync') echo --confirm ;;
    'conflicts settle'|'conflicts undo') echo --workflow ;;
    'hierarchies show') echo --refresh ;;
    'hierarchies adopt') echo --extend ;;
    'users '*) echo --system --integrated --active --conflicts --search --refresh --out ;;
    'schedule add') echo --workflow --days --time --zone --off ;;
    'schedule serve') echo --for ;;
    'run '*) echo --record --all --plan --page-size --yes ;;
    'mapping export') echo --without-tests ;;
    'mapping import') echo --note --ours --theirs ;;
    'mapping check') echo --refresh ;;
    'mapping preview') echo --pin ;;
  esac
  echo --profile --json --verbose --help
}

_causewayctl ()
{
  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} i word
  local -a words=() profile=()
  local with_value='--profile --info --out --plan --system --auth --record --url --account --subsidiary
    --item-custom-field --page-size --source --target --note --pin --integrated --active --search --redirect --confirm --workflow
    --days --time --zone --for'

  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ " ${with_value//$'\n'/ } " = *" $word "* ]]; then
      [[ $word != --profile ]] || profile=(--profile "${COMP_WORDS[i+1]}")
      ((i++))
    elif [[ $word != -* ]]; then
      # What was typed quoted is given on unquoted.
      word=${word//\\/}; word=${word#[\"\']}; words+=("${word%[\"\']}")
    fi
  done

  case $previous in
    --profile) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames; return ;;
    --info|--out|--plan) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames; return ;;
    --integrated|--active) _causewayctl_offer yes no all; return ;;
    --system) _causewayctl_offer netsuite precoro suiteprojects; return ;;
    --redirect) _causewayctl_offer io.github.causeway-app.causeway:/oauth http://127.0.0.1:41953/oauth https://localhost/oauth; return ;;
    --workflow) [[ -z ${words[2]-} ]] || _causewayctl_names workflow list "${words[2]}"; return ;;
    --auth) _causewayctl_offer m2m tba code token; return ;;
    --source|--target) _causewayctl_names connection list; return ;;
    --zone) mapfile -t COMPREPLY < <(compgen -W "$(cut -f3 /usr/share/zoneinfo/zone.tab 2>/dev/null | grep -v '^#')" -- "$cur"); return ;;
    --days) _causewayctl_offer daily mon-fri sat,sun mon tue wed thu fri sat sun; return ;;
    --time|--for|--record|--url|--account|--subsidiary|--item-custom-field|--page-size|--confirm|--note|--pin|--search) return ;;
  esac
  if [[ $cur = -* ]]; then
    _causewayctl_offer $(_causewayctl_options)
    return
  fi
  case "${words[0]-} ${words[1]-}" in
    ' ') _causewayctl_offer mapping sample connection integration workflow plan run resume schedule history attention conflicts explain links hierarchies users budget ;;
    'sample ') _causewayctl_offer add ;;
    'connection ') _causewayctl_offer add set list test sign-in remove ;;
    'connection set')
      if [[ ${#words[@]} -eq 2 ]]; then _causewayctl_names connection list
      else _causewayctl_offer lanes= pace= hour= day= share= gap=; fi ;;
    'connection test'|'connection sign-in'|'connection remove') _causewayctl_names connection list ;;
    'integration ') _causewayctl_offer add list remove ;;
    'integration remove') _causewayctl_names integration list ;;
    'workflow ') _causewayctl_offer list enable disable activate deactivate show set ;;
    'workflow '*)
      case ${#words[@]} in
        2) _causewayctl_names integration list ;;
        3) _causewayctl_names workflow list "${words[2]}" ;;
        *) [[ ${words[1]} != set ]] ||
             _causewayctl_offer $("${COMP_WORDS[0]}" "${profile[@]}" --json workflow show "${words[2]}" "${words[3]}" 2>/dev/null |
               sed -n 's/^{"key":"\([^"\\]*\)".*/\1=/p') ;;
      esac ;;
    'mapping ') _causewayctl_offer show export import check preview versions diff restore ;;
    'mapping '*)
      case ${#words[@]} in
        2) _causewayctl_names integration list ;;
        3) _causewayctl_names workflow list "${words[2]}" ;;
        *) case ${words[1]} in
             restore) _causewayctl_offer default $("${COMP_WORDS[0]}" "${profile[@]}" --json mapping versions "${words[2]}" "${words[3]}" \
                        2>/dev/null | sed -n 's/^{"version":\([1-9][0-9]*\).*/\1/p') ;;
             export|import|check|show|diff|preview) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames ;;
           esac ;;
      esac ;;
    'plan '|'run '|'explain ') _causewayctl_names integration list ;;
    'plan '*|'run '*) _causewayctl_names workflow list "${words[1]}" ;;
    'schedule ') _causewayctl_offer list add set remove on off serve ;;
    'schedule serve') ;;
    'schedule '*)
      case ${#words[@]} in
        2) _causewayctl_names integration list ;;
        3) [[ ${words[1]} = @(list|add) ]] || _causewayctl_names schedule list "${words[2]}" ;;
        *) [[ ${words[1]} != set ]] || _causewayctl_offer name= workflows= days= times= zone= ;;
      esac ;;
    'attention ') _causewayctl_offer list retry ;;
    'conflicts ') _causewayctl_offer list settle undo ;;
    'conflicts '*)
      case ${#words[@]}${words[1]} in
        2*) _causewayctl_names integration list ;;
        3list) _causewayctl_names workflow list "${words[2]}" ;;
        3*) _causewayctl_names conflicts list "${words[2]}" ;;
        4settle) _causewayctl_offer link create leave-out ;;
      esac ;;
    'links ') _causewayctl_offer list rebuild ;;
    'links '*) _causewayctl_names integration list ;;
    'hierarchies ') _causewayctl_offer list show create adopt off link unlink ;;
    'hierarchies '*)
      case ${#words[@]} in
        2) _causewayctl_names integration list ;;
        3) _causewayctl_names workflow list "${words[2]}" ;;
        4) _causewayctl_offer class department location subsidiary ;;
      esac ;;
    'users ') _causewayctl_offer link unlink refuse allow sync; _causewayctl_names integration list ;;
    'users '*)
      if [[ ${#words[@]} -eq 2 ]]; then _causewayctl_names integration list
      elif [[ ${words[1]} = sync ]]; then _causewayctl_offer on; fi ;;
  esac
}
complete -F _causewayctl causewayctl
