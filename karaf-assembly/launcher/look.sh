# nova status, nova env, nova shell, nova logs

nova_status() {
    if ! status_pid=$(cloud_pid); then
        say "Nova is not up ($NOVA_HOME). Start it with ./nova up"
        return 3
    fi
    status_rss=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$status_pid/status")
    say "pid $status_pid, $status_rss MB resident   EC2 $ec2_url   S3 $s3_url   state $NOVA_HOME"
    say "roles $(host_says roles)   drivers $(host_says drivers)"
    [ -z "$(host_says trouble)" ] || note "roles of this host: $(host_says trouble)"
    status_missing=$(health)
    if [ -n "$status_missing" ]; then
        say "not ready; missing: $status_missing"
        return 1
    fi
    status_began=0
    [ ! -s "$run/log-began" ] || read -r status_began <"$run/log-began"
    unreached "$status_began" | while read -r status_unreached; do note "$status_unreached"; done
    # The commands come with that role.
    ! host_has api || nova_shell nova:status
}

# credential NAME: one value of the administrator's credentials.
credential() { sed -n "s/^$1=//p" "$credentials"; }

# What image bundles are encrypted to, for ec2-bundle-image and euca-bundle-image. The cloud makes its key
# when somebody asks, and the file is of this start: the key may be another at the next.
fetch_bundle_certificate() {
    if [ -s "$bundle_certificate" ] || ! cloud_pid >/dev/null; then
        return 0
    fi
    if nova_shell nova:bundle-certificate >"$bundle_certificate.new" 2>/dev/null &&
        grep -q 'BEGIN CERTIFICATE' "$bundle_certificate.new"; then
        mv "$bundle_certificate.new" "$bundle_certificate"
    else
        rm -f "$bundle_certificate.new"
    fi
}

# The function is for clients that do not know AWS_ENDPOINT_URL_*, such as Debian 12's: they would ask
# Amazon. Those that know it take an option first, which says the same.
nova_env() {
    [ -r "$credentials" ] || fail "no credentials yet: ./nova up first"
    fetch_bundle_certificate
    cat <<ENV
export AWS_ENDPOINT_URL_EC2='$ec2_url'
export AWS_ENDPOINT_URL_S3='$s3_url'
export EC2_URL='$ec2_url/services/Cloud'
export S3_URL='$s3_url'
export AWS_ACCESS_KEY_ID='$(credential access_key)'
export AWS_SECRET_ACCESS_KEY='$(credential secret_key)'
export AWS_DEFAULT_REGION='nova'
export EC2_ACCESS_KEY='$(credential access_key)'
export EC2_SECRET_KEY='$(credential secret_key)'
export NOVA_CERT='$bundle_certificate'
export EUCALYPTUS_CERT='$bundle_certificate'
aws() {
  for nova_word; do
    case \$nova_word in
      ec2) set -- --endpoint-url "\$AWS_ENDPOINT_URL_EC2" "\$@"; break ;;
      s3 | s3api) set -- --endpoint-url "\$AWS_ENDPOINT_URL_S3" "\$@"; break ;;
    esac
  done
  command aws "\$@"
}
ENV
}

# What ends the answer to a command that came to its end.
shell_mark=nova-shell-done
# What ends the file that the answer is written to, however it ended.
shell_end=nova-shell-end

nova_shell() {
    cloud_pid >/dev/null || fail "Nova is not up: ./nova up"
    if [ $# -eq 0 ]; then
        shell_ssh -t
    else
        # For scripts: no terminal, no input, and without the farewell that ssh prints even when told
        # to be quiet.
        # Karaf takes options before arguments only, and people write --json at the end.
        case $* in
            nova:*' '*' --json')
                shell_line=$*
                shell_line=${shell_line% --json}
                set -- "${shell_line%% *} --json ${shell_line#* }"
                ;;
        esac
        shell_files=$run/shell.$$
        # The server hangs up when it has answered, now and then before ssh has heard how it ended: so it says
        # itself that it came to the end, which an error keeps it from. And ssh throws away what it could not
        # write by then, so it writes into a file, which takes everything at once.
        : >"$shell_files.out"
        : >"$shell_files.mark"
        tail -n +1 -s 0.05 -f --pid=$$ "$shell_files.out" | sed -u "
            /$shell_mark\$/{
                w $shell_files.mark
                s/$shell_mark\$//
                /^\$/d
            }
            /$shell_end\$/{
                s/$shell_end\$//
                /^\$/Q
                q
            }" &
        shell_follower=$!
        shell_result=0
        shell_ssh -nT "$*; echo $shell_mark" >"$shell_files.out" 2>"$shell_files.err" || shell_result=$?
        say "$shell_end" >>"$shell_files.out"
        wait "$shell_follower" || true
        grep -v '^Connection to .* closed by remote host' "$shell_files.err" >&2 || true
        [ "$shell_result" -ne 255 ] || [ ! -s "$shell_files.mark" ] || shell_result=0
        rm -f "$shell_files.out" "$shell_files.err" "$shell_files.mark"
        return "$shell_result"
    fi
}

shell_ssh() {
    shell_mode=$1
    shift
    ssh -q "$shell_mode" -F none -p "$NOVA_SSH_PORT" -i "$secrets/shell.key" -o IdentitiesOnly=yes \
        -o IdentityAgent=none -o UserKnownHostsFile="$secrets/known_hosts" \
        -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o BatchMode=yes nova@127.0.0.1 "$@"
}

nova_logs() {
    case ${1:-} in
        -f) exec tail -n 50 -F "$log/nova.log" ;;
        '') tail -n 100 "$log/nova.log" ;;
        *) fail "logs knows -f only" ;;
    esac
}
