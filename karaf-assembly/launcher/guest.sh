# A first image: built from Debian packages, uploaded through the cloud's own S3, registered by EC2.

# Safe to repeat: what an interrupted run left is done, and no more.
offer_image() {
    image_is_there machine && return 0
    guest_files || return 0
    s3_put nova-images
    offer kernel vmlinuz "Name=nova-guest-kernel"
    offer ramdisk initrd.img "Name=nova-guest-ramdisk"
    offer machine root.img "Name=nova-guest" "KernelId=$(image_of kernel)" \
        "RamdiskId=$(image_of ramdisk)" "RootDeviceName=/dev/vda"
}

# offer TYPE FILE NAME=VALUE...: uploads, registers, and waits until the image may be used.
offer() {
    image_is_there "$1" && return 0
    offer_type=$1 offer_file=$2
    shift 2
    say "Uploading $offer_file through S3 and registering it"
    s3_put "nova-images/$offer_file" "$guest/$offer_file"
    offer_answer=$(ec2 RegisterImage "ImageType=$offer_type" "ImageLocation=nova-images/$offer_file" \
        "Architecture=x86_64" "$@") || fail "cannot register $offer_file: $offer_answer"
    offer_id=$(say "$offer_answer" | sed -n 's/.*<imageId>\([^<]*\)<.*/\1/p')
    await_image "$offer_id"
    { grep -v "^$offer_type=" "$run/images" 2>/dev/null || true; } >"$run/images.new"
    say "$offer_type=$offer_id" >>"$run/images.new"
    mv "$run/images.new" "$run/images"
}

# The cloud reads an image once, to check and to digest it, before it may be run.
await_image() {
    image_until=$(($(date +%s) + 120))
    while image=$(ec2 DescribeImages "ImageId.1=$1" | tr -d '\n'); do
        case $image in
            *'<imageState>available<'*) return 0 ;;
            *'<imageState>pending<'*) ;;
            *) break ;;
        esac
        [ "$(date +%s)" -lt "$image_until" ] || break
        sleep 0.1
    done
    fail "$1 cannot be used: $(say "$image" | sed 's/.*<stateReason>.*<message>\([^<]*\)<.*/\1/')"
}

image_is_there() {
    image_id=$(image_of "$1")
    [ -n "$image_id" ] && ec2 DescribeImages "ImageId.1=$image_id" 2>/dev/null |
        tr -d '\n' | grep -q '<imageState>available<'
}

# await_image ID: returns when its bytes were read and checked.
await_image() {
    for _ in $(seq 1 300); do
        await_answer=$(ec2 DescribeImages "ImageId.1=$1") || fail "cannot look at $1: $await_answer"
        case $await_answer in
            *'<imageState>available<'*) return 0 ;;
            *'<imageState>failed<'*) fail "$1 cannot be used: $await_answer" ;;
        esac
        sleep 0.2
    done
    fail "$1 is still being read after a minute; ./nova logs tells why"
}

# image_of kernel|ramdisk|machine: the id of the image that we registered.
image_of() { [ ! -r "$run/images" ] || sed -n "s/^$1=//p" "$run/images"; }

# Sets $guest to the folder with the three files.
guest_files() {
    if [ "$hypervisor" = simulated ]; then
        guest=$NOVA_HOME/guest/pretended
        mkdir -p "$guest"
        for file in vmlinuz initrd.img root.img; do truncate -s 1M "$guest/$file"; done
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

# The secret goes to curl by standard input: arguments can be read by everyone on this machine.
signed_curl() {
    signed_service=$1
    shift
    printf 'user = "%s:%s"\n' "$(credential access_key)" "$(credential secret_key)" |
        curl -s --fail-with-body -K - --aws-sigv4 "aws:amz:nova:$signed_service" "$@"
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
        s3_sent=$(signed_curl s3 -m 30 -X PUT -H "x-amz-content-sha256: $(digest /dev/null)" "$s3_url/$1") ||
            case $s3_sent in *BucketAlreadyOwnedByYou*) ;; *) fail "cannot make bucket $1: $s3_sent" ;; esac
    else
        s3_sent=$(signed_curl s3 -m 600 -T "$2" -H "x-amz-content-sha256: $(digest "$2")" "$s3_url/$1") || fail "cannot upload $1: $s3_sent"
    fi
}

digest() { sha256sum "$1" | cut -d' ' -f1; }
