# What the running cloud has against its configuration files.

# A start counts its own complaints only.
forget_complaints() { log_began=$(stat -c %s "$log/nova.log" 2>/dev/null) || log_began=0; }

# Prints each setting that a part of the cloud refused since it was started: its file, its key and
# the reason. A text where a number belongs is refused by the component runtime, which tells the
# text alone: its key is looked up.
complaints() {
    [ -n "${log_began:-}" ] || return 0
    tail -c "+$((log_began + 1))" "$log/nova.log" 2>/dev/null | awk -v etc="$base/etc/" '
        / ERROR .* bundle io\.nova\./ {
            part = $0
            sub(/.* bundle /, "", part)
            sub(/:.*/, "", part)
        }
        /^(Caused by: )?[A-Za-z.]+Exception: io\.nova\.[a-z0-9.]+: (key )?[A-Za-z.]+: / {
            sub(/^(Caused by: )?[A-Za-z.]+Exception: /, "")
            sub(/: /, ".cfg: ")
            print etc $0
        }
        /ComponentException: java.lang.NumberFormatException: For input string: "/ {
            text = $0
            sub(/.*For input string: "/, "", text)
            sub(/"$/, "", text)
            file = etc part ".cfg"
            key = ""
            while ((getline line < file) > 0) {
                at = index(line, "=")
                value = substr(line, at + 1)
                gsub(/^[ \t]+|[ \t]+$/, "", value)
                if (at && value == text) {
                    key = substr(line, 1, at - 1)
                    gsub(/[ \t]/, "", key)
                }
            }
            close(file)
            if (key != "") print file ": key " key ": \"" text "\" is no number"
        }' | sort -u
}

# complain TEXT: shows them, with what to do; fails when there are none.
complain() {
    complain_lines=$(complaints)
    [ -n "$complain_lines" ] || return 1
    printf '%s\n' "$complain_lines" | while read -r complaint; do note "$complaint"; done
    note "$1"
}
