"""A walk with boto 2.49, as programs of 2010 to 2018 speak EC2.

usage: boto2.py 2|4 IMAGE    (the version of the signatures)
"""

import base64
import os
import sys
import urllib.parse

VERSION, IMAGE = sys.argv[1:3]
import boto  # noqa: E402
from boto.ec2.connection import EC2Connection  # noqa: E402
from boto.ec2.regioninfo import RegionInfo  # noqa: E402
from boto.exception import EC2ResponseError  # noqa: E402

from walk import until, walk  # noqa: E402

URL = urllib.parse.urlparse(os.environ["EC2_URL"])
NAME = "boto2-v" + VERSION


class Connection(EC2Connection):
    """Signs as it was told: 2.49 takes version 4, and those before it version 2."""

    def _required_auth_capability(self):
        return ["hmac-v4" if VERSION == "4" else "ec2"]


ec2 = Connection(
    region=RegionInfo(name="nova", endpoint=URL.hostname),
    port=URL.port,
    path=URL.path or "/",
    is_secure=False,
    debug=0,
)
made = {}
TOKEN = "%s-%d" % (NAME, os.getpid())


def refused(code, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except EC2ResponseError as error:
        assert error.error_code == code, error
        assert error.request_id and error.error_message, error
        return
    raise AssertionError("not refused, wanted " + code)


def signs_as_it_was_told():
    signer = {"2": "QuerySignatureV2AuthHandler", "4": "HmacAuthV4Handler"}[VERSION]
    assert type(ec2._auth_handler).__name__ == signer, ec2._auth_handler
    assert boto.__version__ == "2.49.0"


def regions_and_zones_are_there():
    assert [region.name for region in ec2.get_all_regions()] == ["nova"]
    zones = ec2.get_all_zones()
    assert [(zone.name, zone.state) for zone in zones] == [("nova", "available")], zones


def images_are_found_by_id_and_by_filter():
    image = ec2.get_all_images(image_ids=[IMAGE])[0]
    assert image.id == IMAGE and image.state == "available", vars(image)
    assert image.root_device_name and image.architecture == "x86_64", vars(image)
    assert IMAGE in [one.id for one in ec2.get_all_images(filters={"image-type": "machine"})]
    assert IMAGE in [one.id for one in ec2.get_all_images(owners=["self"])]
    refused("InvalidAMIID.NotFound", ec2.get_all_images, image_ids=["ami-00000000"])


def keys_are_made_and_imported():
    key = ec2.create_key_pair(NAME)
    assert key.material.startswith("-----BEGIN"), key.material
    with open(os.environ["PUBLIC_KEY"], "rb") as material:
        assert ec2.import_key_pair(NAME + "-imported", material.read()).name == NAME + "-imported"
    assert {one.name for one in ec2.get_all_key_pairs()} >= {NAME, NAME + "-imported"}
    refused("InvalidKeyPair.Duplicate", ec2.create_key_pair, NAME)
    assert ec2.delete_key_pair(NAME + "-imported")


def groups_have_rules():
    group = ec2.create_security_group(NAME, "of " + NAME)
    made["group"] = group.id
    assert group.authorize("tcp", 22, 22, "10.0.0.0/8")
    assert ec2.authorize_security_group(
        group_id=group.id, ip_protocol="icmp", from_port=-1, to_port=-1, cidr_ip="0.0.0.0/0"
    )
    assert ec2.authorize_security_group(group_id=group.id, src_security_group_group_id=group.id,
                                        ip_protocol="tcp", from_port=1, to_port=65535)
    seen = ec2.get_all_security_groups(group_ids=[group.id])[0]
    rules = {(r.ip_protocol, r.from_port, str(r.grants[0])) for r in seen.rules}
    assert ("tcp", "22", "10.0.0.0/8") in rules and len(rules) == 3, rules
    assert ec2.revoke_security_group(
        group_id=group.id, ip_protocol="tcp", from_port=22, to_port=22, cidr_ip="10.0.0.0/8"
    )
    assert len(ec2.get_all_security_groups(groupnames=[NAME])[0].rules) == 2
    refused("InvalidGroup.NotFound", ec2.get_all_security_groups, groupnames=["nobody's"])


def instances_are_run_and_described():
    reservation = ec2.run_instances(
        IMAGE,
        min_count=2,
        max_count=2,
        key_name=NAME,
        security_group_ids=[made["group"]],
        user_data="of " + NAME,
        instance_type="m1.tiny",
        client_token=TOKEN,
    )
    again = ec2.run_instances(
        IMAGE,
        min_count=2,
        max_count=2,
        key_name=NAME,
        security_group_ids=[made["group"]],
        user_data="of " + NAME,
        instance_type="m1.tiny",
        client_token=TOKEN,
    )
    assert again.id == reservation.id
    made["instances"] = [one.id for one in reservation.instances]
    made["instance"] = reservation.instances[0]
    assert len(made["instances"]) == 2
    for one in reservation.instances:
        until(one.id + " runs", lambda: one.update() == "running")
        assert one.key_name == NAME and one.image_id == IMAGE, vars(one)
        assert one.private_ip_address and one.groups[0].id == made["group"], vars(one)
    found = ec2.get_all_instances(filters={"instance-id": made["instances"]})
    assert [len(one.instances) for one in found] == [2]
    only = ec2.get_only_instances(instance_ids=made["instances"][:1])
    assert [one.id for one in only] == made["instances"][:1]
    refused("InvalidInstanceID.NotFound", ec2.get_only_instances, ["i-00000000"])


def attributes_are_read():
    read = ec2.get_instance_attribute(made["instance"].id, "userData")
    assert base64.b64decode(read["userData"]).decode() == "of " + NAME, read


def tags_are_set_and_filtered_by():
    assert ec2.create_tags(made["instances"], {"walk": NAME, "empty": ""})
    found = ec2.get_only_instances(filters={"tag:walk": NAME})
    assert {one.id for one in found} == set(made["instances"])
    assert found[0].tags["walk"] == NAME, found[0].tags
    listed = ec2.get_all_tags(filters={"key": "walk", "value": NAME})
    assert {(one.res_id, one.res_type) for one in listed} == {
        (one, "instance") for one in made["instances"]
    }
    assert ec2.delete_tags(made["instances"][1:], ["walk"])
    assert len(ec2.get_all_tags(filters={"value": NAME})) == 1


def the_console_is_read():
    output = until(
        "a console", lambda: ec2.get_console_output(made["instance"].id).output or b""
    )
    assert b"GUEST" in (output if isinstance(output, bytes) else output.encode()), output


def addresses_are_moved():
    address = ec2.allocate_address(domain="vpc")
    assert address.allocation_id.startswith("eipalloc-"), vars(address)
    for instance in made["instances"]:
        assert ec2.associate_address(instance, allocation_id=address.allocation_id,
                                     allow_reassociation=True)
        seen = ec2.get_all_addresses(allocation_ids=[address.allocation_id])[0]
        assert seen.instance_id == instance and seen.public_ip == address.public_ip
    assert ec2.disassociate_address(association_id=seen.association_id)
    assert ec2.release_address(allocation_id=address.allocation_id)
    refused("InvalidAllocationID.NotFound", ec2.get_all_addresses,
            allocation_ids=[address.allocation_id])


def volumes_go_into_snapshots_and_back():
    volume = ec2.create_volume(1, "nova")
    until("available", lambda: volume.update() == "available")
    assert (volume.size, volume.zone) == (1, "nova"), vars(volume)
    snapshot = ec2.create_snapshot(volume.id, "of " + NAME)
    until("completed", lambda: snapshot.update() == "100%" and snapshot.status == "completed")
    assert snapshot.id in [one.id for one in ec2.get_all_snapshots(owner="self")]
    copy = snapshot.create_volume("nova", size=2)
    until("restored", lambda: copy.update() == "available")
    assert (copy.snapshot_id, copy.size) == (snapshot.id, 2), vars(copy)
    for one in volume, copy:
        assert ec2.delete_volume(one.id)
        until("deleted", lambda: is_gone("InvalidVolume.NotFound", seen_volume, one.id))
    assert ec2.delete_snapshot(snapshot.id)
    until("deleted", lambda: is_gone(
        "InvalidSnapshot.NotFound", ec2.get_all_snapshots, [snapshot.id]))


def seen_volume(volume):
    return ec2.get_all_volumes(volume_ids=[volume])[0]


def is_gone(code, call, *arguments):
    try:
        call(*arguments)
    except EC2ResponseError as error:
        assert error.error_code == code, error
        return True
    return False


def images_are_made_shared_and_dropped():
    image = ec2.create_image(made["instances"][1], NAME, "of " + NAME)
    until("available", lambda: ec2.get_all_images([image])[0].state == "available")
    assert ec2.modify_image_attribute(image, operation="add", user_ids=["000000000042"])
    sharing = ec2.get_image_attribute(image)
    assert sharing.attrs["user_ids"] == ["000000000042"], sharing.attrs
    assert ec2.modify_image_attribute(image, operation="add", groups="all")
    assert ec2.get_all_images([image])[0].is_public
    assert ec2.reset_image_attribute(image)
    assert ec2.get_image_attribute(image).attrs == {}
    assert ec2.deregister_image(image)
    refused("InvalidAMIID.NotFound", ec2.run_instances, image)


def instances_stop_start_and_reboot():
    one = made["instance"]
    one.stop()
    until("stopped", lambda: one.update() == "stopped")
    one.start()
    until("running", lambda: one.update() == "running")
    assert one.reboot()


def a_dry_run_is_told_as_one():
    refused("DryRunOperation", ec2.run_instances, IMAGE, dry_run=True)


def all_of_it_goes():
    gone = ec2.terminate_instances(instance_ids=made["instances"])
    assert {one.id for one in gone} == set(made["instances"])
    for one in made["instances"]:
        until("gone", lambda: ec2.get_only_instances([one])[0].state == "terminated")
    assert ec2.delete_key_pair(NAME)
    assert ec2.delete_security_group(group_id=made["group"])
    refused("InvalidGroup.NotFound", ec2.get_all_security_groups, group_ids=[made["group"]])


walk(
    [
        signs_as_it_was_told,
        regions_and_zones_are_there,
        images_are_found_by_id_and_by_filter,
        keys_are_made_and_imported,
        groups_have_rules,
        instances_are_run_and_described,
        attributes_are_read,
        tags_are_set_and_filtered_by,
        the_console_is_read,
        addresses_are_moved,
        volumes_go_into_snapshots_and_back,
        images_are_made_shared_and_dropped,
        instances_stop_start_and_reboot,
        a_dry_run_is_told_as_one,
        all_of_it_goes,
    ]
)
