#!/bin/sh
# Prints the users of a cloud's RabbitMQ and what each may do, for `rabbitmqctl import_definitions`:
#
#   definitions.sh [-v VHOST] [-p PREFIX] USER...
#
# where each USER is one of
#
#   controller NAME PASSWORDFILE       a machine with managers or front ends
#   host HOST NAME PASSWORDFILE        a machine with agents only, by its name in the cloud
#
# A host's user reads and makes what is addressed to this host and nothing else, and sends nothing to
# other hosts.
set -eu
LC_ALL=C
export LC_ALL

vhost=/
prefix=nova
users=
permissions=
topics=

fail() {
    echo "definitions.sh: $*" >&2
    exit 1
}

# matches TEXT PATTERN WHAT: what else is in a name would be no JSON, or another pattern.
matches() {
    [ "$(printf '%s' "$1" | wc -l)" -eq 0 ] || fail "a $3 has one line"
    printf '%s' "$1" | grep -Eqx "$2" || fail "'$1' is no $3"
}

# user NAME PASSWORDFILE
user() {
    matches "$1" '[A-Za-z0-9._-]{1,128}' "name of a user"
    [ -r "$2" ] || fail "cannot read $2"
    password=$(cat "$2")
    case $password in
        '' | *[!!-~]* | *[\"\\]*)
            fail "the password in $2 is empty, or has blanks, quotes, backslashes or what is not ASCII"
            ;;
    esac
    users="$users,
    {\"name\": \"$1\", \"password\": \"$password\", \"tags\": \"\"}"
}

# permission NAME CONFIGURE WRITE READ
permission() {
    permissions="$permissions,
    {\"user\": \"$1\", \"vhost\": \"$vhost\", \"configure\": \"$2\", \"write\": \"$3\", \"read\": \"$4\"}"
}

# topic NAME EXCHANGE WRITE READ: the keys that may be sent to and bound
topic() {
    topics="$topics,
    {\"user\": \"$1\", \"vhost\": \"$vhost\", \"exchange\": \"$prefix.$2\", \"write\": \"$3\", \"read\": \"$4\"}"
}

controller() {
    user "$1" "$2"
    permission "$1" "^${prefix}[.:]" "^${prefix}[.:]" "^${prefix}[.:]"
}

host() {
    matches "$1" '[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}' "name of a host"
    user "$2" "$3"
    # No name of a host has a colon: so none begins like another's.
    own="$prefix:(host|reply|all):$(printf '%s' "$1" | sed 's/[.]/[.]/g'):"
    permission "$2" "^$own" "^($own|${prefix}[.](role|reply)\$)" "^($own|${prefix}[.](host|reply|all)\$)"
    topic "$2" host '^$' "^$own"
    topic "$2" reply "^$prefix:reply:" "^$own"
}

exchange() {
    printf '    {"name": "%s", "vhost": "%s", "type": "%s", "durable": true, "auto_delete": false, "internal": false, "arguments": {}}' \
        "$prefix.$1" "$vhost" "$2"
}

while getopts v:p: option; do
    case $option in
        v) vhost=$OPTARG ;;
        p) prefix=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
matches "$vhost" '[A-Za-z0-9._/-]{1,128}' "name of a virtual host"
matches "$prefix" '[a-z][a-z0-9-]{0,31}' "prefix"
[ $# -gt 0 ] || fail "which users?"
while [ $# -gt 0 ]; do
    case $1 in
        controller)
            [ $# -ge 3 ] || fail "controller NAME PASSWORDFILE"
            controller "$2" "$3"
            shift 3
            ;;
        host)
            [ $# -ge 4 ] || fail "host HOST NAME PASSWORDFILE"
            host "$2" "$3" "$4"
            shift 4
            ;;
        *) fail "'$1' is neither controller nor host" ;;
    esac
done

cat <<JSON
{
  "vhosts": [{"name": "$vhost"}],
  "users": [${users#,}
  ],
  "permissions": [${permissions#,}
  ],
  "topic_permissions": [${topics#,}
  ],
  "exchanges": [
$(exchange role direct),
$(exchange host topic),
$(exchange reply topic),
$(exchange all direct),
$(exchange dead fanout)
  ]
}
JSON
