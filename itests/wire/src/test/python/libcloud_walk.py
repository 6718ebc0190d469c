"""A walk with Apache Libcloud's EC2 driver; usage: libcloud_walk.py IMAGE 2|4"""

import os
import sys
import urllib.parse

from libcloud.compute.drivers.ec2 import EC2NodeDriver, EC2NodeLocation, ExEC2AvailabilityZone
from libcloud.compute.types import NodeState, StorageVolumeState, VolumeSnapshotState

from walk import until, walk

IMAGE, VERSION = sys.argv[1:3]
URL = urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_EC2"])
NAME = "libcloud-v" + VERSION
ec2 = EC2NodeDriver(
    os.environ["AWS_ACCESS_KEY_ID"],
    os.environ["AWS_SECRET_ACCESS_KEY"],
    secure=False,
    host=URL.hostname,
    port=URL.port,
    region="us-east-1",
    signature_version=VERSION,
)
made = {}


def refused(code, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except Exception as error:
        assert code in str(error), error
        return
    raise AssertionError("not refused, wanted " + code)


def places_are_there():
    # It asks for the zones of a region of Amazon's, whose name it must be told at the start.
    assert ec2.ex_list_availability_zones() == []
    assert len(ec2.ex_list_networks()) == 1
    made["subnet"] = ec2.ex_list_subnets()[0]
    assert made["subnet"].extra["zone"] == "nova", made["subnet"].extra


def images_are_found():
    image = ec2.get_image(IMAGE)
    made["image"] = image
    assert image.id == IMAGE and image.extra["state"] == "available", image.extra
    assert IMAGE in [one.id for one in ec2.list_images(ex_owner="self")]


def keys_are_made_and_imported():
    key = ec2.create_key_pair(NAME)
    assert key.private_key.startswith("-----BEGIN"), key
    ec2.import_key_pair_from_file(NAME + "-imported", os.environ["PUBLIC_KEY"])
    assert {one.name for one in ec2.list_key_pairs()} >= {NAME, NAME + "-imported"}
    assert ec2.get_key_pair(NAME).fingerprint
    assert ec2.delete_key_pair(ec2.get_key_pair(NAME + "-imported"))


def groups_have_rules():
    made["group"] = ec2.ex_create_security_group(NAME, "of libcloud")["group_id"]
    assert ec2.ex_authorize_security_group_ingress(
        made["group"], 22, 22, cidr_ips=["10.0.0.0/8"]
    )
    group = ec2.ex_get_security_groups(group_ids=[made["group"]])[0]
    assert group.ingress_rules[0]["from_port"] == "22", group.ingress_rules
    assert group.ingress_rules[0]["cidr_ips"] == ["10.0.0.0/8"], group.ingress_rules
    assert ec2.ex_revoke_security_group_ingress(made["group"], 22, 22, cidr_ips=["10.0.0.0/8"])
    assert NAME in ec2.ex_list_security_groups()


def size():
    # Its own list has Amazon's sizes only; the name is what counts.
    one = ec2.list_sizes()[0]
    one.id = "m1.tiny"
    return one


def nodes_are_made_and_seen():
    node = ec2.create_node(
        name="walker",
        image=made["image"],
        size=size(),
        ex_keyname=NAME,
        ex_security_group_ids=[made["group"]],
        ex_subnet=made["subnet"],
        ex_userdata="of libcloud",
        ex_metadata={"walk": NAME},
    )
    made["node"] = node
    running = ec2.wait_until_running([node], wait_period=0.2, timeout=60, ssh_interface="private_ips")
    assert running[0][1], running
    seen = ec2.list_nodes(ex_node_ids=[node.id])[0]
    assert seen.state == NodeState.RUNNING and seen.name == "walker", seen
    assert seen.private_ips and seen.extra["key_name"] == NAME, seen.extra
    found = ec2.list_nodes(ex_filters={"tag:walk": NAME})
    assert [one.id for one in found] == [node.id], found


def tags_are_read_and_changed():
    assert ec2.ex_describe_tags(made["node"]) == {"Name": "walker", "walk": NAME}
    assert ec2.ex_create_tags(made["node"], {"more": "1"})
    assert ec2.ex_delete_tags(made["node"], {"walk": NAME})
    assert ec2.ex_describe_tags(made["node"]) == {"Name": "walker", "more": "1"}


def the_console_is_read():
    output = until(
        "a console", lambda: ec2.ex_get_console_output(made["node"]).get("output")
    )
    assert "GUEST" in output, output


def addresses_are_given_and_taken():
    address = ec2.ex_allocate_address(domain="vpc")
    assert ec2.ex_associate_address_with_node(made["node"], address, domain="vpc")
    seen = [one for one in ec2.ex_describe_all_addresses() if one.ip == address.ip][0]
    assert seen.instance_id == made["node"].id, vars(seen)
    assert ec2.ex_disassociate_address(seen, domain="vpc")
    assert ec2.ex_release_address(seen, domain="vpc")


def here():
    # A place that is not Amazon's.
    zone = ExEC2AvailabilityZone("nova", "available", "nova")
    return EC2NodeLocation("nova", "nova", "here", ec2, zone)


def seen_volume(volume):
    found = ec2.list_volumes(ex_filters={"volume-id": volume.id})
    return found[0] if found else None


def volumes_go_into_snapshots_and_back():
    volume = ec2.create_volume(1, NAME, location=here(), ex_volume_type="gp2")
    until("available", lambda: seen_volume(volume).state == StorageVolumeState.AVAILABLE)
    assert seen_volume(volume).name == NAME, seen_volume(volume)
    snapshot = ec2.create_volume_snapshot(volume, name=NAME)
    until("kept", lambda: [one.state for one in ec2.list_volume_snapshots(volume)] == [
        VolumeSnapshotState.AVAILABLE])
    copy = ec2.create_volume(
        1, NAME + "-copy", location=here(), snapshot=snapshot, ex_volume_type="gp3"
    )
    until("restored", lambda: seen_volume(copy).state == StorageVolumeState.AVAILABLE)
    assert seen_volume(copy).extra["snapshot_id"] == snapshot.id, seen_volume(copy).extra
    for one in volume, copy:
        assert ec2.destroy_volume(one)
        until("gone", lambda: seen_volume(one) is None)
    assert ec2.destroy_volume_snapshot(snapshot)
    until("gone", lambda: not ec2.list_volume_snapshots(volume))


def images_are_made_and_dropped():
    image = ec2.create_image(made["node"], NAME, description="of libcloud")
    until("available", lambda: ec2.get_image(image.id).extra["state"] == "available")
    assert ec2.get_image(image.id).name == NAME
    assert ec2.delete_image(image)
    refused("InvalidAMIID.NotFound", ec2.get_image, image.id)


def nodes_reboot_stop_and_start():
    node = made["node"]
    assert ec2.reboot_node(node)
    assert ec2.stop_node(node)
    until("stopped", lambda: ec2.list_nodes([node.id])[0].state == NodeState.STOPPED)
    assert ec2.start_node(node)
    until("running", lambda: ec2.list_nodes([node.id])[0].state == NodeState.RUNNING)


def refusals_have_their_code():
    refused("InvalidInstanceID.NotFound", ec2.list_nodes, ["i-00000000"])
    refused("InvalidAMIID.NotFound", ec2.get_image, "ami-00000000")


def all_of_it_goes():
    assert ec2.destroy_node(made["node"])
    until(
        "gone", lambda: ec2.list_nodes([made["node"].id])[0].state == NodeState.TERMINATED
    )
    assert ec2.delete_key_pair(ec2.get_key_pair(NAME))
    assert ec2.ex_delete_security_group_by_id(made["group"])


walk(
    [
        places_are_there,
        images_are_found,
        keys_are_made_and_imported,
        groups_have_rules,
        nodes_are_made_and_seen,
        tags_are_read_and_changed,
        the_console_is_read,
        addresses_are_given_and_taken,
        volumes_go_into_snapshots_and_back,
        images_are_made_and_dropped,
        nodes_reboot_stop_and_start,
        refusals_have_their_code,
        all_of_it_goes,
    ]
)
