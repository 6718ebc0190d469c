"""All that boto3 does with a cloud: the scenarios, and every action that clients cannot do without.

usage: boto3_walk.py IMAGE KERNEL RAMDISK    (the file that ACTIONS names has the actions)
"""

import base64
import os

import scenarios
from scenarios import IMAGE, ec2, instance, refused, run
from walk import until, walk

# By operation, as boto3 names it in EC2's words, whatever it went through: a waiter, a paginator.
succeeded = set()
ec2.meta.events.register(
    "after-call.ec2",
    lambda model, http_response, **rest: http_response.status_code == 200
    and succeeded.add(model.name),
)

OFTEN = {"Delay": 0.2, "MaxAttempts": 300}
MINE = [{"Name": "tag:walk", "Values": ["boto3"]}]
made = {}


def tagged(kind):
    return [{"ResourceType": kind, "Tags": [{"Key": "walk", "Value": "boto3"}]}]


def wait(waiter, **which):
    ec2.get_waiter(waiter).wait(WaiterConfig=OFTEN, **which)


def attribute(name, identity):
    answer = ec2.describe_instance_attribute(InstanceId=identity, Attribute=name)
    assert answer["InstanceId"] == identity, answer
    (key,) = set(answer) - {"InstanceId", "ResponseMetadata"}
    value = answer[key]
    return value.get("Value") if isinstance(value, dict) else value


def modify(identity, **change):
    ec2.modify_instance_attribute(InstanceId=identity, **change)


def volume_of(identity):
    return ec2.describe_volumes(VolumeIds=[identity])["Volumes"][0]


def the_account_and_its_offerings_are_told():
    told = {
        one["AttributeName"]: [value["AttributeValue"] for value in one["AttributeValues"]]
        for one in ec2.describe_account_attributes()["AccountAttributes"]
    }
    assert told["supported-platforms"] == ["VPC"], told
    assert told["default-vpc"] == [ec2.describe_vpcs()["Vpcs"][0]["VpcId"]], told
    assert int(told["max-instances"][0]) > 0, told
    (asked,) = ec2.describe_account_attributes(AttributeNames=["max-elastic-ips"])[
        "AccountAttributes"
    ]
    assert asked["AttributeName"] == "max-elastic-ips", asked
    offered = ec2.describe_instance_type_offerings(
        LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": ["m1.*"]}]
    )["InstanceTypeOfferings"]
    assert {(one["Location"], one["LocationType"]) for one in offered} == {
        ("nova", "availability-zone")
    }, offered
    assert "m1.tiny" in {one["InstanceType"] for one in offered}, offered


def instances_pass_every_waiter():
    (identity,) = run(TagSpecifications=tagged("instance"), UserData="of the walk")
    for waiter in "instance_exists", "instance_running", "system_status_ok", "instance_status_ok":
        wait(waiter, InstanceIds=[identity])
    ec2.stop_instances(InstanceIds=[identity])
    wait("instance_stopped", InstanceIds=[identity])
    seen = instance(identity)
    assert seen["State"] == {"Code": 80, "Name": "stopped"}, seen
    assert seen["StateReason"]["Code"] == "Client.UserInitiatedShutdown", seen
    assert seen["StateTransitionReason"].startswith("User initiated"), seen
    made["instance"] = identity


def attributes_of_an_instance_are_written_and_read_back():
    identity = made["instance"]
    assert base64.b64decode(attribute("userData", identity)) == b"of the walk"
    modify(identity, UserData={"Value": b"\x00another\xff"})
    assert base64.b64decode(attribute("userData", identity)) == b"\x00another\xff"
    modify(identity, InstanceType={"Value": "m1.small"})
    assert attribute("instanceType", identity) == "m1.small"
    assert instance(identity)["InstanceType"] == "m1.small"
    refused("InvalidParameterValue", modify, identity=identity, InstanceType={"Value": "m9.none"})
    modify(identity, InstanceInitiatedShutdownBehavior={"Value": "terminate"})
    assert attribute("instanceInitiatedShutdownBehavior", identity) == "terminate"
    modify(identity, SourceDestCheck={"Value": False})
    assert attribute("sourceDestCheck", identity) is False
    assert instance(identity)["SourceDestCheck"] is False
    modify(identity, DisableApiTermination={"Value": True})
    assert attribute("disableApiTermination", identity) is True
    refused("OperationNotPermitted", ec2.terminate_instances, InstanceIds=[identity])
    modify(identity, Attribute="disableApiTermination", Value="false")
    assert attribute("disableApiTermination", identity) is False
    (default,) = attribute("groupSet", identity)
    group = ec2.create_security_group(
        GroupName="walk", Description="of the walk", TagSpecifications=tagged("security-group")
    )["GroupId"]
    wait("security_group_exists", GroupIds=[group])
    modify(identity, Groups=[group, default["GroupId"]])
    assert {one["GroupId"] for one in attribute("groupSet", identity)} == {
        group,
        default["GroupId"],
    }
    modify(identity, Groups=[group])
    assert instance(identity)["SecurityGroups"] == [{"GroupId": group, "GroupName": "walk"}]
    made["group"] = group
    refused("InvalidParameterValue", attribute, name="none", identity=identity)


def metadata_options_are_changed_and_read_back():
    identity = made["instance"]
    ec2.modify_instance_metadata_options(
        InstanceId=identity, HttpTokens="required", HttpPutResponseHopLimit=3
    )
    options = instance(identity)["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 3), options
    assert (options["HttpEndpoint"], options["State"]) == ("enabled", "applied"), options


def what_may_leave_is_ruled_as_well():
    group = made["group"]

    def leaving():
        (seen,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
        return seen["IpPermissionsEgress"]

    (everything,) = leaving()
    assert everything["IpProtocol"] == "-1", everything
    ec2.revoke_security_group_egress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": everything["IpRanges"]}]
    )
    assert leaving() == []
    dns = {
        "IpProtocol": "udp",
        "FromPort": 53,
        "ToPort": 53,
        "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "names"}],
    }
    (rule,) = ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[dns])[
        "SecurityGroupRules"
    ]
    assert rule["IsEgress"] and rule["CidrIpv4"] == "10.0.0.0/8", rule
    (only,) = leaving()
    assert {key: only[key] for key in dns} == dns, only
    refused(
        "InvalidPermission.Duplicate",
        ec2.authorize_security_group_egress,
        GroupId=group,
        IpPermissions=[dns],
    )
    ec2.revoke_security_group_egress(
        GroupId=group, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]]
    )
    assert leaving() == []


def an_address_comes_to_an_interface_and_leaves_it():
    identity = made["instance"]
    ec2.start_instances(InstanceIds=[identity])
    wait("instance_running", InstanceIds=[identity])
    inside = instance(identity)["NetworkInterfaces"][0]

    def interface():
        found = ec2.describe_network_interfaces(
            Filters=[{"Name": "attachment.instance-id", "Values": [identity]}]
        )["NetworkInterfaces"]
        assert len(found) == 1, found
        return found[0]

    seen = interface()
    for same in "NetworkInterfaceId", "MacAddress", "PrivateIpAddress", "SubnetId", "VpcId":
        assert seen[same] == inside[same], (same, seen, inside)
    assert seen["Status"] == "in-use" and "Association" not in seen, seen
    assert seen["Groups"] == [{"GroupId": made["group"], "GroupName": "walk"}], seen
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip"))
    association = ec2.associate_address(
        AllocationId=address["AllocationId"], NetworkInterfaceId=seen["NetworkInterfaceId"]
    )["AssociationId"]
    there = interface()["Association"]
    assert there["PublicIp"] == address["PublicIp"], there
    assert (there["AllocationId"], there["AssociationId"]) == (
        address["AllocationId"],
        association,
    ), there
    (found,) = ec2.describe_addresses(Filters=MINE)["Addresses"]
    assert (found["InstanceId"], found["PrivateIpAddress"]) == (
        identity,
        seen["PrivateIpAddress"],
    ), found
    ec2.disassociate_address(AssociationId=association)
    assert "Association" not in interface()
    assert "PublicIpAddress" not in instance(identity)
    refused(
        "InvalidAssociationID.NotFound", ec2.disassociate_address, AssociationId=association
    )
    ec2.release_address(AllocationId=address["AllocationId"])
    refused(
        "InvalidNetworkInterfaceID.NotFound",
        ec2.describe_network_interfaces,
        NetworkInterfaceIds=["eni-00000000000000000"],
    )


def volumes_go_to_an_instance_and_leave_it():
    identity = made["instance"]
    volume = ec2.create_volume(
        AvailabilityZone="nova", Size=1, TagSpecifications=tagged("volume")
    )["VolumeId"]
    wait("volume_available", VolumeIds=[volume])
    answer = ec2.attach_volume(VolumeId=volume, InstanceId=identity, Device="/dev/sdf")
    assert answer["State"] in ("attaching", "attached"), answer
    wait("volume_in_use", VolumeIds=[volume])
    until(
        "attached", lambda: volume_of(volume)["Attachments"][0]["State"] == "attached"
    )
    (there,) = volume_of(volume)["Attachments"]
    assert (there["InstanceId"], there["Device"]) == (identity, "/dev/sdf"), there
    assert there["DeleteOnTermination"] is False, there
    (device,) = instance(identity)["BlockDeviceMappings"]
    assert device["DeviceName"] == "/dev/sdf", device
    assert (device["Ebs"]["VolumeId"], device["Ebs"]["Status"]) == (volume, "attached"), device
    refused("VolumeInUse", ec2.delete_volume, VolumeId=volume)
    refused(
        "VolumeInUse", ec2.attach_volume, VolumeId=volume, InstanceId=identity, Device="/dev/sdg"
    )
    modify(
        identity,
        BlockDeviceMappings=[{"DeviceName": "/dev/sdf", "Ebs": {"DeleteOnTermination": True}}],
    )
    (device,) = attribute("blockDeviceMapping", identity)
    assert device["Ebs"]["DeleteOnTermination"] is True, device
    answer = ec2.detach_volume(VolumeId=volume, InstanceId=identity, Device="/dev/sdf")
    assert answer["State"] in ("detaching", "detached"), answer
    wait("volume_available", VolumeIds=[volume])
    assert volume_of(volume)["Attachments"] == []
    assert instance(identity)["BlockDeviceMappings"] == []
    ec2.attach_volume(VolumeId=volume, InstanceId=identity, Device="/dev/sdg")
    wait("volume_in_use", VolumeIds=[volume])
    modify(
        identity,
        BlockDeviceMappings=[{"DeviceName": "/dev/sdg", "Ebs": {"DeleteOnTermination": True}}],
    )
    ec2.reboot_instances(InstanceIds=[identity])
    ec2.terminate_instances(InstanceIds=[identity])
    wait("instance_terminated", InstanceIds=[identity])
    wait("volume_deleted", VolumeIds=[volume])
    ended = instance(identity)
    assert ended["StateReason"] == {
        "Code": "Client.UserInitiatedShutdown",
        "Message": "Client.UserInitiatedShutdown: User initiated shutdown",
    }, ended
    ec2.delete_security_group(GroupId=made["group"])


def keys_and_images_pass_their_waiters():
    ec2.create_key_pair(KeyName="walk", TagSpecifications=tagged("key-pair"))
    wait("key_pair_exists", KeyNames=["walk"])
    (seen,) = ec2.describe_key_pairs(Filters=MINE)["KeyPairs"]
    assert seen["KeyName"] == "walk", seen
    ec2.delete_key_pair(KeyPairId=seen["KeyPairId"])
    for waiter in "image_exists", "image_available":
        wait(waiter, ImageIds=[IMAGE])


# Each describe that comes in pages, and what tells its items apart.
PAGED = {
    "describe_dhcp_options": ["DhcpOptionsId"],
    "describe_images": ["ImageId"],
    "describe_instance_status": ["InstanceId"],
    "describe_instance_type_offerings": ["InstanceType", "Location"],
    "describe_instance_types": ["InstanceType"],
    "describe_instances": ["InstanceId"],
    "describe_internet_gateways": ["InternetGatewayId"],
    "describe_network_acls": ["NetworkAclId"],
    "describe_network_interfaces": ["NetworkInterfaceId"],
    "describe_route_tables": ["RouteTableId"],
    "describe_security_group_rules": ["SecurityGroupRuleId"],
    "describe_security_groups": ["GroupId"],
    "describe_snapshots": ["SnapshotId"],
    "describe_subnets": ["SubnetId"],
    "describe_tags": ["ResourceId", "Key"],
    "describe_volumes": ["VolumeId"],
    "describe_vpcs": ["VpcId"],
}
MANY = 6


def pages_of_every_describe_hold_each_thing_once():
    methods = {name for name in dir(ec2) if name.startswith("describe_")}
    actions = {ec2.meta.method_to_api_mapping[name]: name for name in methods}
    here = {actions[one] for one in needed() if one in actions and ec2.can_paginate(actions[one])}
    # Older versions do not know that images, too, can be had in pages.
    assert here | {"describe_images"} == set(PAGED), here ^ set(PAGED)
    identities = run(MANY, TagSpecifications=tagged("instance"))
    wait("instance_running", InstanceIds=identities)
    volumes = [
        ec2.create_volume(AvailabilityZone="nova", Size=1, TagSpecifications=tagged("volume"))[
            "VolumeId"
        ]
        for number in range(MANY)
    ]
    wait("volume_available", VolumeIds=volumes)
    snapshots = [
        ec2.create_snapshot(VolumeId=volume, TagSpecifications=tagged("snapshot"))["SnapshotId"]
        for volume in volumes
    ]
    for snapshot in snapshots:
        wait("snapshot_completed", SnapshotIds=[snapshot])
    groups = [
        ec2.create_security_group(GroupName="page-%d" % number, Description="of a page")["GroupId"]
        for number in range(MANY)
    ]
    images = [
        ec2.register_image(
            Name="page-%d" % number,
            RootDeviceName="/dev/sda1",
            BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"SnapshotId": snapshot}}],
        )["ImageId"]
        for number, snapshot in enumerate(snapshots)
    ]
    for image in images:
        wait("image_available", ImageIds=[image])
    expected = {
        "describe_images": images,
        "describe_instance_status": identities,
        "describe_instances": identities,
        "describe_network_interfaces": [
            instance(one)["NetworkInterfaces"][0]["NetworkInterfaceId"] for one in identities
        ],
        "describe_security_groups": groups,
        "describe_snapshots": snapshots,
        "describe_tags": [one + " walk" for one in identities + volumes + snapshots],
        "describe_volumes": volumes,
    }
    several = set(expected)
    several |= {"describe_instance_types", "describe_security_group_rules"}
    several |= {"describe_instance_type_offerings"}
    for operation in here:
        pages, items = paged(operation)
        assert items and len(items) == len(set(items)), (operation, items)
        left = set(expected.get(operation, [])) - set(items)
        assert not left, (operation, left)
        assert pages > 1 or operation not in several, operation
    ec2.terminate_instances(InstanceIds=identities)
    for image in images:
        ec2.deregister_image(ImageId=image)
    for snapshot in snapshots:
        ec2.delete_snapshot(SnapshotId=snapshot)
    for volume in volumes:
        ec2.delete_volume(VolumeId=volume)
    for group in groups:
        ec2.delete_security_group(GroupId=group)
    wait("instance_terminated", InstanceIds=identities)
    wait("volume_deleted", VolumeIds=volumes)


def paged(operation):
    """Returns how many pages a describe has, and of each item what tells it from others."""
    iterator = ec2.get_paginator(operation).paginate(PaginationConfig={"PageSize": 5})
    pages, items = 0, []
    for page in iterator:
        pages += 1
        found = page[iterator.result_keys[0].expression]
        if operation == "describe_instances":
            found = [one for reservation in found for one in reservation["Instances"]]
        items += [" ".join(one[key] for key in PAGED[operation]) for one in found]
    return pages, items


def needed():
    with open(os.environ["ACTIONS"]) as actions:
        return set(actions.read().split())


def every_action_that_clients_need_was_answered():
    left = needed() - succeeded
    assert not left, left


if __name__ == "__main__":
    scenarios.main()
    walk(
        [
            the_account_and_its_offerings_are_told,
            instances_pass_every_waiter,
            attributes_of_an_instance_are_written_and_read_back,
            metadata_options_are_changed_and_read_back,
            what_may_leave_is_ruled_as_well,
            an_address_comes_to_an_interface_and_leaves_it,
            volumes_go_to_an_instance_and_leave_it,
            keys_and_images_pass_their_waiters,
            pages_of_every_describe_hold_each_thing_once,
            every_action_that_clients_need_was_answered,
        ]
    )
