# What the running cloud has against its configuration files.

# A start counts its own complaints only.
forget_complaints() {
    log_began=$(stat -c %s "$log/nova.log" 2>/dev/null) || log_began=0
    printf '%s\n' "$log_began" >"$run/log-began"
}

# Prints what the host has against its roles, unless it is a setting, and each setting that a part of the cloud refused since it was started: its file, its key and
# the reason.
complaints() {
    host_says trouble | grep -v -e '^$' -e '^io\.nova\.' | sed 's/^/roles of this host: /'
    [ -n "${log_began:-}" ] || return 0
    {
        tail -c "+$((log_began + 1))" "$log/nova.log" 2>/dev/null | awk -v etc="$base/etc/" '
            /^(Caused by: )?[A-Za-z.]+Exception: io\.nova\.[a-z0-9.]+: key [A-Za-z0-9]+: / {
                sub(/^(Caused by: )?[A-Za-z.]+Exception: /, "")
                sub(/: /, ".cfg: ")
                print etc $0
            }'
        unreached "$log_began"
    } | sort -u
}

# unreached BYTES: the same of parts that go on trying, as to reach a broker. What each said last counts,
# behind so many bytes of the log.
unreached() {
    tail -c "+$(($1 + 1))" "$log/nova.log" 2>/dev/null | awk -v etc="$base/etc/" '
        /^[0-9][^ ]* (WARN|INFO) .* io\.nova\.[a-z0-9.]+: (key [A-Za-z0-9]+: |connected )/ {
            match($0, /io\.nova\.[a-z0-9.]+: (key|connected) /)
            said = substr($0, RSTART)
            part = said
            sub(/: .*/, "", part)
            if (said ~ /^[^ ]+ connected /) {
                delete last[part]
            } else {
                sub(/: /, ".cfg: ", said)
                last[part] = etc said
            }
        }
        END { for (part in last) print last[part] }'
}

# complain TEXT: shows them, with what to do; fails when there are none.
complain() {
    complain_lines=$(complaints)
    [ -n "$complain_lines" ] || return 1
    printf '%s\n' "$complain_lines" | while read -r complaint; do note "$complaint"; done
    note "$1"
}

# Tells of files and keys that nobody reads, which the cloud itself passes over: what was meant by them
# does not hold. The distribution has the description of every setting, whether or not its part runs.
note_unread_settings() {
    unread_described=$run/described.$$
    find "$dist/settings" -name '*.xml' -exec awk '
        /<AD / {
            key = $0; sub(/.*<AD id="/, "", key); sub(/".*/, "", key)
            type = $0; sub(/.* type="/, "", type); sub(/".*/, "", type)
            keys = keys " " key ":" type
        }
        /<Designate / {
            sub(/.* pid="/, ""); sub(/".*/, "")
            print $0 keys
            keys = ""
        }' {} + >"$unread_described" 2>/dev/null
    if [ -s "$unread_described" ]; then
        for unread_file in "$base"/etc/*nova*.cfg; do
            [ -e "$unread_file" ] && unread_of "$unread_file" <"$unread_described"
        done | while read -r unread; do note "$unread"; done
    fi
    rm -f "$unread_described"
}

# unread_of FILE: what is wrong with it; stdin has the described files, each with its keys.
unread_of() {
    unread_pid=$(basename "$1" .cfg)
    awk -v pid="$unread_pid" -v file="$1" '
        NR == FNR {
            if ($1 == pid) {
                known = 1
                for (i = 2; i <= NF; i++) {
                    split($i, part, ":")
                    type[part[1]] = part[2]
                    names = names (names == "" ? "" : ", ") part[1]
                }
            }
            next
        }
        !known {
            exit
        }
        {
            line = $0
            sub(/^[ \t\f]+/, "", line)
            continued = goes_on
            # An odd number of backslashes at the end joins the next line to this one.
            match(line, /\\*$/)
            goes_on = RLENGTH % 2
            if (continued || line == "" || line ~ /^[#!]/) {
                if (line ~ /^[#!]/ && !continued) goes_on = 0
                next
            }
            key = line
            sub(/[ \t\f]*[=: \t\f].*/, "", key)
            if (!(key in type)) {
                print file ": key " key ": nobody reads it; there are " names
            } else if (type[key] == "Boolean") {
                value = substr(line, length(key) + 1)
                sub(/^[ \t\f]*[=:]?[ \t\f]*/, "", value)
                sub(/[ \t\r]+$/, "", value)
                if (tolower(value) !~ /^(true|false)$/)
                    print file ": key " key ": \"" value "\" counts as false; it is true or false"
            }
        }
        END {
            if (!known) print file ": nobody reads a file of this name"
        }' - "$1"
}
