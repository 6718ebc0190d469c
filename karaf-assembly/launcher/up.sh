# nova up

nova_up() {
    [ $# -eq 0 ] || fail "up takes no arguments"
    check_settings
    already_up && return 0
    lay_out
    exec 9>"$run/lock"
    flock -n 9 2>/dev/null || {
        say "Another \`nova up\` or \`nova down\` is at work; waiting for it"
        flock 9
    }
    already_up && return 0
    need_tools "$tools_always"
    choose_hypervisor
    build
    if cloud_pid >/dev/null; then
        await_cloud "$(cloud_pid)" || fail "the cloud runs but is not ready; ./nova down stops it"
    else
        ports_are_free
        undo=give_up
        lay_out_disks
        [ "$hypervisor" = simulated ] || start_libvirt
        unpack
        write_host
        make_keys
        note_unread_settings
        say "Starting the cloud"
        start_cloud
        undo=:
    fi
    await_roles
    if host_has api; then
        await_host
        if [ -r "$credentials" ]; then
            offer_image
        else
            note "no first image: there is no $credentials yet, which the identity manager writes"
        fi
    fi
    : >"$run/complete"
    introduce
    complain "The cloud runs without these parts. Correct that: it counts at once, without a restart." || true
}

# The cloud answers as soon as it is ready; a first instance needs a host as well.
await_host() {
    host_has compute || return 0
    host_until=$(($(date +%s) + 60))
    until nova_shell 'nova:host-list --json' 2>/dev/null | grep -q '"hypervisor":"[^"]*".*"state":"up"'; do
        [ -z "$(complaints)" ] || return 0
        [ "$(date +%s)" -lt "$host_until" ] || {
            note "no host is up yet: see $log/nova.log"
            return 0
        }
        sleep 0.2
    done
}

already_up() {
    [ -e "$run/complete" ] && up_pid=$(cloud_pid) && [ -z "$(health 1)" ] || return 1
    say "Nova is already up (pid $up_pid): EC2 $ec2_url, S3 $s3_url"
}

introduce() {
    if ! host_has api; then
        say
        say "This host of Nova is up. Roles: $(host_says roles)   drivers: $(host_says drivers)"
        say "State: $NOVA_HOME   log: $log/nova.log"
        return
    fi
    cat <<TEXT

Nova is up. EC2 and metadata: $ec2_url   S3: $s3_url
Roles: $(host_says roles)   drivers: $(host_says drivers)
State: $NOVA_HOME   log: $log/nova.log

Try:
  eval "\$(./nova env)"
  aws ec2 run-instances --image-id $(image_of machine) --instance-type m1.tiny
  ./nova shell nova:instance-list
TEXT
}
