# A first image: built from Debian packages, uploaded through the cloud's own S3, registered by EC2.

# offer_image: safe to repeat; what a broken run left is done again.
offer_image() {
    image=$(image_of machine)
    if [ -n "$image" ] && ec2 DescribeImages "ImageId.1=$image" >/dev/null 2>&1; then return 0; fi
    guest_files || return 0
    say "Uploading the guest image through S3"
    s3_put nova-images
    for file in vmlinuz initrd.img root.img; do
        s3_put "nova-images/$file" "$guest/$file"
    done
    kernel=$(register kernel vmlinuz "Name=nova-guest-kernel")
    ramdisk=$(register ramdisk initrd.img "Name=nova-guest-ramdisk")
    image=$(register machine root.img "Name=nova-guest" "KernelId=$kernel" "RamdiskId=$ramdisk" \
        "RootDeviceName=/dev/vda")
    printf 'kernel=%s\nramdisk=%s\nmachine=%s\n' "$kernel" "$ramdisk" "$image" >"$run/images"
    say "Registered $kernel (kernel), $ramdisk (ramdisk) and $image (machine image)"
}

# image_of kernel|ramdisk|machine: the id of the image that we registered.
image_of() { [ ! -r "$run/images" ] || sed -n "s/^$1=//p" "$run/images"; }

# Sets $guest to the folder with the three files.
guest_files() {
    if [ "$hypervisor" = simulated ]; then
        guest=$NOVA_HOME/guest/pretended
        mkdir -p "$guest"
        for file in vmlinuz initrd.img root.img; do
            printf 'A pretended %s for pretended guests.\n' "$file" >"$guest/$file"
        done
        return 0
    fi
    guest=$NOVA_GUEST
    [ -s "$guest/vmlinuz" ] && [ -s "$guest/initrd.img" ] && [ -s "$guest/root.img" ] && return 0
    follow "Building the guest image from Debian packages" "$log/guest.log" \
        "$repo/karaf-assembly/guest/build.sh" "$guest" || {
        note "no image is offered; the cloud works, and the next ./nova up tries again"
        return 1
    }
}

# register TYPE FILE NAME=VALUE...: prints the new image's id.
register() {
    register_type=$1 register_file=$2
    shift 2
    register_answer=$(ec2 RegisterImage "ImageType=$register_type" \
        "ImageLocation=nova-images/$register_file" "Architecture=x86_64" "$@") ||
        fail "cannot register $register_file: $register_answer"
    say "$register_answer" | sed -n 's/.*<imageId>\([^<]*\)<.*/\1/p'
}

# The secret goes to curl by standard input: arguments can be read by everyone on this machine.
signed_curl() {
    signed_service=$1
    shift
    printf 'user = "%s:%s"\n' "$(credential access_key)" "$(credential secret_key)" |
        curl -sS --fail-with-body -K - --aws-sigv4 "aws:amz:nova:$signed_service" "$@"
}

# ec2 ACTION NAME=VALUE...
ec2() {
    ec2_action=$1
    shift
    for parameter in "$@"; do
        set -- "$@" --data-urlencode "$parameter"
        shift
    done
    signed_curl ec2 -m 30 -d "Action=$ec2_action" -d Version=2016-11-15 "$@" "$ec2_url/"
}

# s3_put BUCKET, or s3_put BUCKET/KEY FILE
s3_put() {
    if [ $# -eq 1 ]; then
        # A bucket that is ours already is as good as a new one.
        s3_sent=$(signed_curl s3 -m 30 -X PUT -H "x-amz-content-sha256: $(sha256sum </dev/null | cut -d' ' -f1)" \
            "$s3_url/$1") || case $s3_sent in *BucketAlreadyOwnedByYou*) ;; *) fail "cannot make bucket $1: $s3_sent" ;; esac
    else
        s3_sent=$(signed_curl s3 -m 600 -T "$2" -H "x-amz-content-sha256: $(sha256sum "$2" | cut -d' ' -f1)" \
            "$s3_url/$1") || fail "cannot upload $1: $s3_sent"
    fi
}
