# A first image: built from Debian packages, uploaded through the cloud's own S3, registered by EC2.

# Safe to repeat: what an interrupted run left is done, and no more.
offer_image() {
    image_is_there machine && return 0
    guest_files || return 0
    s3_put nova-images
    offer kernel vmlinuz nova-guest-kernel
    offer ramdisk initrd.img nova-guest-ramdisk
    offer machine root.img nova-guest "KernelId=$(image_of kernel)" \
        "RamdiskId=$(image_of ramdisk)" "RootDeviceName=/dev/vda"
}

# offer TYPE FILE NAME NAME=VALUE...: uploads, registers, and waits until the image may be used.
offer() {
    image_is_there "$1" && return 0
    offer_type=$1 offer_file=$2 offer_name=$3
    shift 3
    # An interrupted run may have registered it and not lived to write that down; a name is taken once.
    offer_id=$(image_named "$offer_name" available pending)
    if [ -z "$offer_id" ]; then
        offer_failed=$(image_named "$offer_name" failed)
        [ -z "$offer_failed" ] || ec2 DeregisterImage "ImageId=$offer_failed" >/dev/null ||
            fail "$offer_name cannot be used: $offer_failed"
        say "Uploading $offer_file through S3 and registering it"
        s3_put "nova-images/$offer_file" "$guest/$offer_file"
        offer_answer=$(ec2 RegisterImage "ImageType=$offer_type" "ImageLocation=nova-images/$offer_file" \
            "Name=$offer_name" "Architecture=x86_64" "$@") ||
            fail "cannot register $offer_file: $(reason "$offer_answer")"
        offer_id=$(say "$offer_answer" | image_ids)
    fi
    await_image "$offer_id"
    { grep -v "^$offer_type=" "$run/images" 2>/dev/null || true; } >"$run/images.new"
    say "$offer_type=$offer_id" >>"$run/images.new"
    mv "$run/images.new" "$run/images"
}

image_ids() { grep -o '<imageId>[^<]*' | cut -d'>' -f2; }

# image_named NAME STATE...: the id of our image of this name in one of these states.
image_named() {
    named=$1 named_count=0
    shift
    for named_state in "$@"; do
        named_count=$((named_count + 1))
        set -- "$@" "Filter.2.Value.$named_count=$named_state"
        shift
    done
    ec2 DescribeImages Owner.1=self Filter.1.Name=name "Filter.1.Value.1=$named" Filter.2.Name=state "$@" |
        image_ids
}

# await_image ID: the cloud reads an image once, to check and to digest it, before it may be run.
await_image() {
    image_until=$(($(date +%s) + 120))
    while [ "$(date +%s)" -lt "$image_until" ]; do
        image=$(ec2 DescribeImages "ImageId.1=$1") || fail "cannot look at $1: $(reason "$image")"
        case $image in
            *'<imageState>available<'*) return 0 ;;
            *'<imageState>pending<'*) sleep 0.1 ;;
            *) fail "$1 cannot be used: $(reason "$image")" ;;
        esac
    done
    fail "$1 is still being read after two minutes; ./nova logs tells why"
}

# reason XML: what the cloud says in words.
reason() { say "$1" | tr '\n' ' ' | sed -n 's/.*<[mM]essage>\([^<]*\)<.*/\1/p'; }

image_is_there() {
    image_id=$(image_of "$1")
    [ -n "$image_id" ] && ec2 DescribeImages "ImageId.1=$image_id" 2>/dev/null |
        tr -d '\n' | grep -q '<imageState>available<'
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
            case $s3_sent in *BucketAlreadyOwnedByYou*) ;; *) fail "cannot make bucket $1: $(reason "$s3_sent")" ;; esac
    else
        s3_sent=$(signed_curl s3 -m 600 -T "$2" -H "x-amz-content-sha256: $(digest "$2")" "$s3_url/$1") ||
            fail "cannot upload $1: $(reason "$s3_sent")"
    fi
}

digest() { sha256sum "$1" | cut -d' ' -f1; }
