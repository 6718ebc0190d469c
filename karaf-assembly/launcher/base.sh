# The folders and files that a cloud starts from.

lay_out() {
    mkdir -p "$NOVA_HOME"
    for folder in karaf state objects network secrets log run guest; do
        mkdir -p "$NOVA_HOME/$folder"
        chmod 0700 "$NOVA_HOME/$folder"
    done
    chmod 0711 "$NOVA_HOME"
}

# QEMU must reach disks, and nothing else.
lay_out_disks() {
    disks=$(disks)
    [ "$hypervisor" = libvirt ] || disks=$NOVA_HOME
    [ "$disks" = "$NOVA_HOME" ] || say "Guests' disks are in $disks: QEMU may not enter $NOVA_HOME."
    for folder in . images instances; do
        mkdir -p "$disks/$folder"
        chmod 0711 "$disks/$folder"
    done
}

# Takes a copy of the distribution, so that a build cannot pull a running cloud's jars away.
unpack() {
    unpack_is=$(cd "$assembly" && find . -type f -printf '%P %s %T@\n' | sort | cksum)
    if [ "$unpack_is" != "$(cat "$base/unpacked" 2>/dev/null)" ]; then
        rm -rf "$base/unpacked" "$base/started" "$dist"
        drop_archives
        cp -a "$assembly" "$dist"
        merge_etc
        mkdir -p "$base/deploy"
        printf '%s\n' "$unpack_is" >"$base/unpacked"
    fi
    [ -e "$base/started" ] && return 0
    # Karaf looks at the list of features only when it starts without a past, and a start that came to
    # no end has installed them by half. Nothing of ours is there.
    rm -rf "$base/data"
    mkdir -p "$base/data/tmp"
}

# New defaults replace old ones; what the operator has changed stays.
merge_etc() {
    (cd "$dist/etc" && find . -type f ! -name "$(basename "$host_file")" -printf '%P\n') | while read -r file; do
        mkdir -p "$(dirname "$base/etc/$file")" "$(dirname "$base/etc.shipped/$file")"
        if [ ! -e "$base/etc/$file" ] || cmp -s "$base/etc/$file" "$base/etc.shipped/$file"; then
            cp "$dist/etc/$file" "$base/etc/$file"
        elif ! cmp -s "$dist/etc/$file" "$base/etc.shipped/$file"; then
            note "kept your $base/etc/$file; its new default is in $dist/etc"
        fi
        cp "$dist/etc/$file" "$base/etc.shipped/$file"
    done
    write_features
}

write_features() {
    features_file=org.apache.karaf.features.cfg
    # In a thread of its own: an installation that refreshes the installer itself would wait for ever
    # for the start that waits for it.
    sed 's/^\(featuresBootAsynchronous\) *=.*/\1=true/' "$dist/etc/$features_file" >"$base/etc/$features_file"
    cp "$base/etc/$features_file" "$base/etc.shipped/$features_file"
}

# The operator's key for the shell, and the host key that the client pins.
make_keys() {
    new_key "$secrets/shell.key" nova
    new_key "$base/etc/host.key" nova-host
    {
        say '# Written by nova up: who may use the shell.'
        say "nova=$(cut -d' ' -f2 "$secrets/shell.key.pub"),_g_:admingroup"
        say '_g_\:admingroup = group,admin,manager,viewer,systembundles,ssh'
    } >"$base/etc/keys.properties"
    cp "$base/etc/keys.properties" "$base/etc.shipped/keys.properties"
    say "[127.0.0.1]:$NOVA_SSH_PORT $(cut -d' ' -f1,2 "$base/etc/host.key.pub")" >"$secrets/known_hosts"
}

new_key() {
    # The public half is written last.
    [ -s "$1" ] && [ -s "$1.pub" ] && return 0
    rm -f "$1" "$1.pub"
    ssh-keygen -q -t ecdsa -b 256 -m PEM -N '' -C "$2" -f "$1"
}
