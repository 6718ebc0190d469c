"""What boto3 sees of a cloud: one function per scenario, run in this order by one process.

Prints a line of JSON per scenario; usage: scenarios.py IMAGE KERNEL RAMDISK
"""

import base64
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile
import time
import traceback
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

IMAGE, KERNEL, RAMDISK = sys.argv[1:4]
SETTINGS = dict(
    region_name="nova",
    config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
)
ec2 = boto3.client("ec2", endpoint_url=os.environ["AWS_ENDPOINT_URL_EC2"], **SETTINGS)
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"], **SETTINGS)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["Error"]["Message"], error
        return error
    raise AssertionError("not refused, wanted " + code)


def run(count=1, **more):
    answer = ec2.run_instances(
        ImageId=IMAGE, InstanceType="m1.tiny", MinCount=count, MaxCount=count, **more
    )
    return [instance["InstanceId"] for instance in answer["Instances"]]


def instance(identity):
    return ec2.describe_instances(InstanceIds=[identity])["Reservations"][0]["Instances"][0]


def until(state, *identities):
    end = time.time() + 60
    for identity in identities:
        while instance(identity)["State"]["Name"] != state:
            assert time.time() < end, (identity, state, instance(identity))
            time.sleep(0.05)


def changes(answer, key):
    return [(c["PreviousState"]["Name"], c["CurrentState"]["Name"]) for c in answer[key]]


def instances_live_from_run_to_terminate():
    identities = run(2)
    assert len(set(identities)) == 2
    until("running", *identities)
    seen = instance(identities[0])
    assert seen["ImageId"] == IMAGE and seen["InstanceType"] == "m1.tiny", seen
    assert seen["PrivateIpAddress"].startswith("10.43."), seen
    assert seen["Placement"]["AvailabilityZone"] == "nova", seen
    assert changes(ec2.stop_instances(InstanceIds=identities), "StoppingInstances") == [
        ("running", "stopping")
    ] * 2
    until("stopped", *identities)
    assert changes(ec2.start_instances(InstanceIds=identities), "StartingInstances") == [
        ("stopped", "pending")
    ] * 2
    until("running", *identities)
    assert instance(identities[0])["PrivateIpAddress"] == seen["PrivateIpAddress"]
    ec2.reboot_instances(InstanceIds=identities)
    assert changes(ec2.terminate_instances(InstanceIds=identities), "TerminatingInstances") == [
        ("running", "shutting-down")
    ] * 2
    until("terminated", *identities)


def waiters_and_paginators_understand_the_answers():
    identities = run(7)
    ec2.get_waiter("instance_running").wait(
        InstanceIds=identities, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    for waiter in ("instance_status_ok", "system_status_ok"):
        ec2.get_waiter(waiter).wait(
            InstanceIds=identities, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
    pages = list(
        ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-state-name", "Values": ["running"]}],
            PaginationConfig={"PageSize": 5},
        )
    )
    assert len(pages) > 1, pages
    found = [i["InstanceId"] for page in pages for r in page["Reservations"] for i in r["Instances"]]
    assert sorted(found) == sorted(set(found)) and set(identities) <= set(found)
    ec2.terminate_instances(InstanceIds=identities)
    ec2.get_waiter("instance_terminated").wait(
        InstanceIds=identities, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


def a_repeated_request_runs_nothing_twice():
    first = run(ClientToken="token-of-the-wire-test")
    assert run(ClientToken="token-of-the-wire-test") == first
    refused("IdempotentParameterMismatch", run, count=2, ClientToken="token-of-the-wire-test")
    ec2.terminate_instances(InstanceIds=first)


def a_console_says_ready():
    (identity,) = run()
    until("running", identity)
    text = ec2.get_console_output(InstanceId=identity)["Output"]
    assert "GUEST: READY" in text, text
    ec2.terminate_instances(InstanceIds=[identity])


def user_data_and_tags_are_kept():
    (identity,) = run(
        UserData="#!/bin/sh\necho hello\n",
        TagSpecifications=[
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "wire <&> test"}]}
        ],
    )
    assert instance(identity)["Tags"] == [{"Key": "Name", "Value": "wire <&> test"}]
    ec2.terminate_instances(InstanceIds=[identity])


def key_pairs_are_made_imported_found_and_deleted():
    made = ec2.create_key_pair(KeyName="wire-made")
    assert "PRIVATE KEY" in made["KeyMaterial"]
    refused("InvalidKeyPair.Duplicate", ec2.create_key_pair, KeyName="wire-made")
    with open(os.environ["PUBLIC_KEY"], "rb") as file:
        imported = ec2.import_key_pair(KeyName="wire-imported", PublicKeyMaterial=file.read())
    assert imported["KeyPairId"].startswith("key-")
    names = {k["KeyName"]: k for k in ec2.describe_key_pairs()["KeyPairs"]}
    assert names["wire-made"]["KeyFingerprint"] == made["KeyFingerprint"]
    assert "wire-imported" in names
    (identity,) = run(KeyName="wire-imported")
    assert instance(identity)["KeyName"] == "wire-imported"
    ec2.terminate_instances(InstanceIds=[identity])
    for name in ("wire-made", "wire-imported"):
        ec2.delete_key_pair(KeyName=name)
    refused("InvalidKeyPair.NotFound", ec2.describe_key_pairs, KeyNames=["wire-made"])
    refused("InvalidKey.Format", ec2.import_key_pair, KeyName="bad", PublicKeyMaterial=b"no key")


def images_are_described_registered_and_deregistered():
    (image,) = ec2.describe_images(ImageIds=[IMAGE])["Images"]
    assert (image["KernelId"], image["RamdiskId"]) == (KERNEL, RAMDISK), image
    assert image["State"] == "available" and image["ImageType"] == "machine", image
    s3.create_bucket(Bucket="wire-images")
    s3.put_object(Bucket="wire-images", Key="root.img", Body=b"pretended image " * 64)
    identity = ec2.register_image(
        Name="wire-image",
        ImageLocation="wire-images/root.img",
        Architecture="x86_64",
        KernelId=KERNEL,
        RamdiskId=RAMDISK,
        RootDeviceName="/dev/vda",
    )["ImageId"]
    (found,) = ec2.describe_images(Filters=[{"Name": "name", "Values": ["wire-image"]}])["Images"]
    assert found["ImageId"] == identity, found
    ec2.get_waiter("image_available").wait(
        ImageIds=[identity], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    (started,) = ec2.run_instances(
        ImageId=identity, InstanceType="m1.tiny", MinCount=1, MaxCount=1
    )["Instances"]
    until("running", started["InstanceId"])
    ec2.terminate_instances(InstanceIds=[started["InstanceId"]])
    ec2.deregister_image(ImageId=identity)
    refused("InvalidAMIID.NotFound", run_image, image=identity)


def run_image(image):
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)


def image_of(identity):
    return ec2.describe_images(ImageIds=[identity])["Images"][0]


def images_are_made_of_running_and_stopped_instances():
    (running,) = run()
    until("running", running)
    made = ec2.create_image(
        InstanceId=running,
        Name="wire-golden",
        Description="of <the> wire",
        TagSpecifications=[{"ResourceType": "image", "Tags": [{"Key": "of", "Value": "wire"}]}],
    )["ImageId"]
    for waiter in "image_exists", "image_available":
        ec2.get_waiter(waiter).wait(
            ImageIds=[made], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
    image = image_of(made)
    assert image["Name"] == "wire-golden" and image["Description"] == "of <the> wire", image
    assert image["Tags"] == [{"Key": "of", "Value": "wire"}], image
    assert (image["KernelId"], image["RamdiskId"]) == (KERNEL, RAMDISK), image
    assert not image["Public"], image
    refused("InvalidAMIName.Duplicate", ec2.create_image, InstanceId=running, Name="wire-golden")
    refused("InvalidAMIName.Malformed", ec2.create_image, InstanceId=running, Name="no<good>")
    (copy,) = ec2.run_instances(ImageId=made, MinCount=1, MaxCount=1)["Instances"]
    until("running", running, copy["InstanceId"])
    ec2.stop_instances(InstanceIds=[running])
    until("stopped", running)
    again = ec2.create_image(InstanceId=running, Name="wire-stopped", NoReboot=True)["ImageId"]
    ec2.get_waiter("image_available").wait(
        ImageIds=[again], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    assert instance(running)["State"]["Name"] == "stopped"
    both = ec2.describe_images(Owners=["self"], Filters=[{"Name": "name", "Values": ["wire-*"]}])
    assert {one["ImageId"] for one in both["Images"]} == {made, again}, both
    ec2.terminate_instances(InstanceIds=[running, copy["InstanceId"]])
    for one in made, again:
        ec2.deregister_image(ImageId=one)
    until("terminated", running)
    refused("IncorrectInstanceState", ec2.create_image, InstanceId=running, Name="wire-late")


def images_are_registered_from_the_manifests_of_bundles():
    disk = bytes(512 * 2048)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as tar:
        entry = tarfile.TarInfo("disk.img")
        entry.size = len(disk)
        tar.addfile(entry, io.BytesIO(disk))
    bundle = gzip.compress(archive.getvalue())
    parts = [bundle[:500], bundle[500:]]
    manifest = "<manifest><version>2007-10-10</version><image><name>disk.img</name>"
    manifest += "<digest algorithm='SHA1'>%s</digest>" % hashlib.sha1(archive.getvalue()).hexdigest()
    manifest += "<size>%d</size><parts count='2'>" % len(disk)
    s3.create_bucket(Bucket="wire-bundles")
    for number, part in enumerate(parts):
        name = "disk.img.part.%d" % number
        s3.put_object(Bucket="wire-bundles", Key="a/" + name, Body=part)
        digest = hashlib.sha1(part).hexdigest()
        manifest += "<part index='%d'><filename>%s</filename>" % (number, name)
        manifest += "<digest algorithm='SHA1'>%s</digest></part>" % digest
    manifest += "</parts></image></manifest>"
    location = "wire-bundles/a/disk.img.manifest.xml"

    def register():
        key = "a/disk.img.manifest.xml"
        s3.put_object(Bucket="wire-bundles", Key=key, Body=manifest.encode())
        return ec2.register_image(Name="wire-bundle", ImageLocation=location)["ImageId"]

    image = register()
    ec2.get_waiter("image_available").wait(
        ImageIds=[image], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    assert image_of(image)["ImageLocation"] == location
    (started,) = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"]
    until("running", started["InstanceId"])
    ec2.terminate_instances(InstanceIds=[started["InstanceId"]])
    ec2.deregister_image(ImageId=image)
    manifest = manifest.replace("count='2'", "count='3'")
    refused("InvalidManifest", register)


def images_are_shared_by_their_owners():
    def permissions():
        return ec2.describe_image_attribute(ImageId=IMAGE, Attribute="launchPermission")[
            "LaunchPermissions"
        ]

    before = permissions()
    ec2.reset_image_attribute(ImageId=IMAGE, Attribute="launchPermission")
    assert permissions() == [], permissions()
    assert not image_of(IMAGE)["Public"]
    ec2.modify_image_attribute(
        ImageId=IMAGE, LaunchPermission={"Add": [{"UserId": "000000000042"}, {"Group": "all"}]}
    )
    assert permissions() == [{"Group": "all"}, {"UserId": "000000000042"}], permissions()
    assert IMAGE in {i["ImageId"] for i in ec2.describe_images(ExecutableUsers=["all"])["Images"]}
    found = ec2.describe_images(ExecutableUsers=["000000000042"])["Images"]
    assert [i["ImageId"] for i in found] == [IMAGE], found
    ec2.modify_image_attribute(
        ImageId=IMAGE,
        Attribute="launchPermission",
        OperationType="remove",
        UserIds=["000000000042"],
        UserGroups=["all"],
    )
    assert permissions() == [], permissions()
    if before:
        ec2.modify_image_attribute(ImageId=IMAGE, LaunchPermission={"Add": before})
    refused(
        "InvalidAMIAttributeItemValue",
        ec2.modify_image_attribute,
        ImageId=IMAGE,
        LaunchPermission={"Add": [{"UserId": "bob"}]},
    )
    ec2.modify_image_attribute(ImageId=IMAGE, Description={"Value": "of the wire"})
    assert image_of(IMAGE)["Description"] == "of the wire"



def regions_zones_and_types_are_described():
    (region,) = ec2.describe_regions()["Regions"]
    assert region["RegionName"] == "nova", region
    (zone,) = ec2.describe_availability_zones()["AvailabilityZones"]
    assert (zone["ZoneName"], zone["State"]) == ("nova", "available"), zone
    types = {t["InstanceType"]: t for t in ec2.describe_instance_types()["InstanceTypes"]}
    assert {"m1.tiny", "m1.small", "m1.medium", "m1.large", "m1.xlarge", "t3.nano"} <= set(types)
    assert types["m1.tiny"]["MemoryInfo"]["SizeInMiB"] == 512, types["m1.tiny"]


def a_dry_run_does_nothing():
    before = len(all_instances())
    refused("DryRunOperation", run, DryRun=True)
    assert len(all_instances()) == before


def all_instances():
    pages = ec2.get_paginator("describe_instances").paginate()
    return [i for page in pages for r in page["Reservations"] for i in r["Instances"]]


def what_is_unknown_is_refused_in_ec2s_words():
    refused("InvalidAMIID.NotFound", run_image, image="ami-00000000000000000")
    refused("InvalidAMIID.Malformed", run_image, image="not-an-image")
    refused("InvalidKeyPair.NotFound", run, KeyName="nobody's")
    refused("InvalidInstanceID.NotFound", instance, identity="i-00000000000000000")
    refused("InvalidInstanceID.Malformed", instance, identity="i-x y")
    refused("InstanceLimitExceeded", run, count=6000)
    refused(
        "InvalidParameterValue",
        ec2.run_instances,
        ImageId=IMAGE,
        InstanceType="no.such",
        MinCount=1,
        MaxCount=1,
    )


def objects_are_what_was_put():
    body = os.urandom(300_000)
    s3.create_bucket(Bucket="wire-objects")
    put = s3.put_object(
        Bucket="wire-objects",
        Key="folder/a key with ünïcode + signs?",
        Body=body,
        ContentType="text/x-wire",
        Metadata={"color": "blue"},
    )
    assert put["ETag"] == '"%s"' % hashlib.md5(body).hexdigest()
    got = s3.get_object(Bucket="wire-objects", Key="folder/a key with ünïcode + signs?")
    assert got["Body"].read() == body
    assert (got["ContentType"], got["Metadata"]) == ("text/x-wire", {"color": "blue"})
    part = s3.get_object(
        Bucket="wire-objects", Key="folder/a key with ünïcode + signs?", Range="bytes=1000-1999"
    )
    assert part["Body"].read() == body[1000:2000]
    address = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": "wire-objects", "Key": "folder/a key with ünïcode + signs?"},
        ExpiresIn=60,
    )
    assert urllib.request.urlopen(address).read() == body
    s3.copy_object(
        Bucket="wire-objects",
        Key="copy",
        CopySource={"Bucket": "wire-objects", "Key": "folder/a key with ünïcode + signs?"},
    )
    assert s3.get_object(Bucket="wire-objects", Key="copy")["Body"].read() == body


def listings_have_folders_and_pages():
    s3.create_bucket(Bucket="wire-list")
    for n in range(25):
        s3.put_object(Bucket="wire-list", Key="%s/%02d" % ("ab"[n % 2], n), Body=b"")
    roots = s3.list_objects_v2(Bucket="wire-list", Delimiter="/")["CommonPrefixes"]
    assert [r["Prefix"] for r in roots] == ["a/", "b/"], roots
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(
            Bucket="wire-list", PaginationConfig={"PageSize": 10}
        )
    )
    keys = [o["Key"] for page in pages for o in page["Contents"]]
    assert len(pages) == 3 and len(keys) == 25 and keys == sorted(keys)
    refused("BucketNotEmpty", s3.delete_bucket, Bucket="wire-list")
    deleted = s3.delete_objects(Bucket="wire-list", Delete={"Objects": [{"Key": k} for k in keys]})
    assert len(deleted["Deleted"]) == 25
    s3.delete_bucket(Bucket="wire-list")
    refused("NoSuchBucket", s3.list_objects_v2, Bucket="wire-list")


def uploads_are_put_together_from_parts():
    s3.create_bucket(Bucket="wire-parts")
    parts = [os.urandom(5 << 20), os.urandom(5 << 20), os.urandom(4 << 20)]
    upload = s3.create_multipart_upload(Bucket="wire-parts", Key="big")["UploadId"]
    done = []
    for number, body in enumerate(parts, 1):
        answer = s3.upload_part(
            Bucket="wire-parts", Key="big", UploadId=upload, PartNumber=number, Body=body
        )
        done.append({"PartNumber": number, "ETag": answer["ETag"]})
    assert len(s3.list_parts(Bucket="wire-parts", Key="big", UploadId=upload)["Parts"]) == 3
    s3.complete_multipart_upload(
        Bucket="wire-parts", Key="big", UploadId=upload, MultipartUpload={"Parts": done}
    )
    assert s3.get_object(Bucket="wire-parts", Key="big")["Body"].read() == b"".join(parts)
    left = s3.create_multipart_upload(Bucket="wire-parts", Key="left")["UploadId"]
    s3.abort_multipart_upload(Bucket="wire-parts", Key="left", UploadId=left)
    refused("NoSuchUpload", s3.list_parts, Bucket="wire-parts", Key="left", UploadId=left)


def what_s3_has_not_is_refused_in_s3s_words():
    s3.create_bucket(Bucket="wire-refusals")
    refused("NoSuchKey", s3.get_object, Bucket="wire-refusals", Key="nothing")
    refused("NoSuchBucket", s3.get_object, Bucket="wire-nowhere", Key="nothing")
    refused(
        "BadDigest",
        s3.put_object,
        Bucket="wire-refusals",
        Key="bad",
        Body=b"body",
        ContentMD5=base64.b64encode(hashlib.md5(b"other").digest()).decode(),
    )
    refused("NoSuchKey", s3.get_object, Bucket="wire-refusals", Key="bad")


def groups_and_their_rules_read_back():
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]
    group = ec2.create_security_group(
        GroupName="wire", Description="of the wire test", VpcId=vpc["VpcId"]
    )["GroupId"]
    refused(
        "InvalidGroup.Duplicate", ec2.create_security_group, GroupName="wire", Description="again"
    )
    ssh = {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "IpRanges": [{"CidrIp": "192.0.2.0/24", "Description": "the office"}],
        "UserIdGroupPairs": [{"GroupId": group}],
    }
    rules = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    assert len(rules["SecurityGroupRules"]) == 2, rules
    refused(
        "InvalidPermission.Duplicate",
        ec2.authorize_security_group_ingress,
        GroupId=group,
        IpPermissions=[ssh],
    )
    seen = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert seen["IpPermissions"][0]["IpRanges"] == ssh["IpRanges"], seen
    assert seen["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group, seen
    assert seen["IpPermissionsEgress"][0]["IpProtocol"] == "-1", seen
    pages = ec2.get_paginator("describe_security_group_rules").paginate(
        Filters=[{"Name": "group-id", "Values": [group]}]
    )
    assert len([rule for page in pages for rule in page["SecurityGroupRules"]]) == 3
    member = run(SecurityGroupIds=[group])
    assert instance(member[0])["SecurityGroups"] == [{"GroupName": "wire", "GroupId": group}]
    refused("DependencyViolation", ec2.delete_security_group, GroupId=group)
    ec2.terminate_instances(InstanceIds=member)
    until("terminated", *member)
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    refused(
        "InvalidPermission.NotFound",
        ec2.revoke_security_group_ingress,
        GroupId=group,
        IpPermissions=[ssh],
    )
    ec2.delete_security_group(GroupId=group)
    refused("InvalidGroup.NotFound", ec2.describe_security_groups, GroupIds=[group])


def the_default_vpc_is_there_and_its_parts_fit_together():
    vpc = ec2.describe_vpcs()["Vpcs"][0]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"][0]
    table = ec2.describe_route_tables()["RouteTables"][0]
    gateway = ec2.describe_internet_gateways()["InternetGateways"][0]
    assert subnet["DefaultForAz"] and subnet["AvailableIpAddressCount"] > 0, subnet
    assert gateway["Attachments"][0]["VpcId"] == vpc["VpcId"], gateway
    assert {r["GatewayId"] for r in table["Routes"]} == {"local", gateway["InternetGatewayId"]}
    acl = ec2.describe_network_acls()["NetworkAcls"][0]
    assert acl["Associations"][0]["SubnetId"] == subnet["SubnetId"], acl
    assert ec2.describe_dhcp_options(DhcpOptionsIds=[vpc["DhcpOptionsId"]])["DhcpOptions"]
    support = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute="enableDnsSupport")
    assert support["EnableDnsSupport"]["Value"] is True, support
    here = run(SubnetId=subnet["SubnetId"])
    assert instance(here[0])["VpcId"] == vpc["VpcId"]
    ec2.terminate_instances(InstanceIds=here)


def public_addresses_move_between_instances():
    first, second = run(2)
    until("running", first, second)
    address = ec2.allocate_address(Domain="vpc")
    there = ec2.associate_address(AllocationId=address["AllocationId"], InstanceId=first)
    assert instance(first)["PublicIpAddress"] == address["PublicIp"]
    refused(
        "Resource.AlreadyAssociated",
        ec2.associate_address,
        AllocationId=address["AllocationId"],
        InstanceId=second,
        AllowReassociation=False,
    )
    refused("InvalidIPAddress.InUse", ec2.release_address, AllocationId=address["AllocationId"])
    ec2.associate_address(
        AllocationId=address["AllocationId"], InstanceId=second, AllowReassociation=True
    )
    assert "PublicIpAddress" not in instance(first)
    seen = ec2.describe_addresses(PublicIps=[address["PublicIp"]])["Addresses"][0]
    assert seen["InstanceId"] == second and seen["AssociationId"] != there["AssociationId"], seen
    ec2.terminate_instances(InstanceIds=[first, second])
    until("terminated", first, second)
    assert "InstanceId" not in ec2.describe_addresses()["Addresses"][0]
    ec2.release_address(AllocationId=address["AllocationId"])
    refused(
        "InvalidAllocationID.NotFound", ec2.release_address, AllocationId=address["AllocationId"]
    )


def tags_are_set_shown_and_taken_off():
    tagged = run()[0]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    ec2.create_tags(Resources=[tagged, vpc], Tags=[{"Key": "wire", "Value": "yes"}])
    pages = ec2.get_paginator("describe_tags").paginate(
        Filters=[{"Name": "key", "Values": ["wire"]}]
    )
    assert {t["ResourceId"] for page in pages for t in page["Tags"]} == {tagged, vpc}
    found = ec2.describe_vpcs(Filters=[{"Name": "tag:wire", "Values": ["y*"]}])["Vpcs"]
    assert [one["VpcId"] for one in found] == [vpc]
    refused("InvalidVpcID.NotFound", ec2.create_tags, Resources=["vpc-00000000"], Tags=[{"Key": "a"}])
    ec2.delete_tags(Resources=[tagged, vpc], Tags=[{"Key": "wire"}])
    assert not ec2.describe_tags(Filters=[{"Name": "key", "Values": ["wire"]}])["Tags"]
    ec2.terminate_instances(InstanceIds=[tagged])


def volumes_are_made_snapshotted_and_deleted():
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "wire", "Value": "volume"}]}]
    asked = dict(AvailabilityZone="nova", Size=1, VolumeType="gp3", ClientToken="wire-volume")
    made = ec2.create_volume(TagSpecifications=tags, **asked)
    volume = made["VolumeId"]
    assert (made["State"], made["Iops"], made["Throughput"]) == ("creating", 3000, 125), made
    assert ec2.create_volume(TagSpecifications=tags, **asked)["VolumeId"] == volume
    refused("IdempotentParameterMismatch", ec2.create_volume, **dict(asked, Size=2))
    await_volumes("volume_available", volume)
    snapshot = ec2.create_snapshot(VolumeId=volume, Description="wire")["SnapshotId"]
    await_snapshot(snapshot)
    by_volume = [{"Name": "volume-id", "Values": [volume]}]
    (seen,) = ec2.describe_snapshots(Filters=by_volume)["Snapshots"]
    assert (seen["SnapshotId"], seen["Progress"], seen["State"]) == (snapshot, "100%", "completed")
    assert (seen["VolumeSize"], seen["Description"]) == (1, "wire"), seen
    copy = ec2.create_volume(
        AvailabilityZone="nova", SnapshotId=snapshot, Size=2, TagSpecifications=tags
    )["VolumeId"]
    refused("InvalidParameterValue", ec2.create_volume, AvailabilityZone="nova", Size=0)
    await_volumes("volume_available", copy)
    (restored,) = ec2.describe_volumes(VolumeIds=[copy])["Volumes"]
    assert (restored["Size"], restored["SnapshotId"]) == (2, snapshot), restored
    filters = {
        "tag:wire": [["volume"], {volume, copy}],
        "snapshot-id": [[snapshot], {copy}],
        "size": [["1"], {volume}],
        "volume-type": [["gp3"], {volume}],
        "status": [["available"], {volume, copy}],
        "attachment.status": [["attached"], set()],
    }
    for name, (values, expected) in filters.items():
        ours = [{"Name": "volume-id", "Values": [volume, copy]}, {"Name": name, "Values": values}]
        found = {v["VolumeId"] for v in ec2.describe_volumes(Filters=ours)["Volumes"]}
        assert found == expected, (name, found)
    pages = ec2.get_paginator("describe_volumes").paginate(PaginationConfig={"PageSize": 5})
    paged = [v["VolumeId"] for page in pages for v in page["Volumes"]]
    assert len(paged) == len(set(paged)) and {volume, copy} <= set(paged), paged
    refused("IncorrectState", ec2.detach_volume, VolumeId=volume)
    ec2.delete_snapshot(SnapshotId=snapshot)
    refused("InvalidSnapshot.NotFound", ec2.describe_snapshots, SnapshotIds=[snapshot])
    for one in (volume, copy):
        ec2.delete_volume(VolumeId=one)
    await_volumes("volume_deleted", volume, copy)
    refused("InvalidVolume.NotFound", ec2.describe_volumes, VolumeIds=[volume])
    refused("InvalidZone.NotFound", ec2.create_volume, AvailabilityZone="mars", Size=1)


def images_are_registered_from_snapshots():
    volume = ec2.create_volume(AvailabilityZone="nova", Size=1)["VolumeId"]
    await_volumes("volume_available", volume)
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    root = {"DeviceName": "/dev/sda1", "Ebs": {"SnapshotId": snapshot, "VolumeSize": 2}}
    asked = dict(
        Name="of-a-snapshot",
        RootDeviceName="/dev/sda1",
        BlockDeviceMappings=[root],
        KernelId=KERNEL,
        RamdiskId=RAMDISK,
    )
    await_snapshot(snapshot)
    missing = dict(root, Ebs={"SnapshotId": "snap-00000000000000000"})
    refused(
        "InvalidSnapshot.NotFound", ec2.register_image, **dict(asked, BlockDeviceMappings=[missing])
    )
    image = ec2.register_image(**asked)["ImageId"]
    refused("InvalidSnapshot.InUse", ec2.delete_snapshot, SnapshotId=snapshot)
    ec2.get_waiter("image_available").wait(
        ImageIds=[image], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    by_snapshot = [{"Name": "block-device-mapping.snapshot-id", "Values": [snapshot]}]
    (seen,) = ec2.describe_images(Owners=["self"], Filters=by_snapshot)["Images"]
    assert (seen["ImageId"], seen["RootDeviceName"]) == (image, "/dev/sda1"), seen
    (device,) = seen["BlockDeviceMappings"]
    assert (device["DeviceName"], device["Ebs"]["SnapshotId"]) == ("/dev/sda1", snapshot), seen
    assert device["Ebs"]["VolumeSize"] == 2, seen
    answer = ec2.run_instances(ImageId=image, InstanceType="m1.small", MinCount=1, MaxCount=1)
    host = answer["Instances"][0]["InstanceId"]
    until("running", host)
    assert instance(host)["RootDeviceName"] == "/dev/sda1"
    ec2.terminate_instances(InstanceIds=[host])
    refused("InvalidSnapshot.InUse", ec2.delete_snapshot, SnapshotId=snapshot)
    ec2.deregister_image(ImageId=image)
    ec2.delete_snapshot(SnapshotId=snapshot)
    ec2.delete_volume(VolumeId=volume)
    await_volumes("volume_deleted", volume)


def images_keep_the_volumes_of_their_instances():
    data, spare = (
        {"DeviceName": name, "Ebs": {"VolumeSize": 1, "DeleteOnTermination": True}}
        for name in ("/dev/sdf", "/dev/sdg")
    )
    (source,) = run(BlockDeviceMappings=[data, spare])
    until("running", source)
    of_source = [{"Name": "attachment.instance-id", "Values": [source]}]
    volumes = [v["VolumeId"] for v in ec2.describe_volumes(Filters=of_source)["Volumes"]]
    await_volumes("volume_in_use", *volumes)
    asked = dict(
        InstanceId=source,
        Name="wire-volumes",
        BlockDeviceMappings=[
            {"DeviceName": "/dev/sdg", "NoDevice": ""},
            {"DeviceName": "/dev/sdh", "Ebs": {"VolumeSize": 1}},
        ],
        TagSpecifications=[{"ResourceType": "snapshot", "Tags": [{"Key": "of", "Value": "wire"}]}],
    )
    larger = {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 2}}
    refused("InvalidBlockDeviceMapping", ec2.create_image, **dict(asked, BlockDeviceMappings=[larger]))
    image = ec2.create_image(**asked)["ImageId"]
    ec2.get_waiter("image_available").wait(
        ImageIds=[image], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    devices = {one["DeviceName"]: one["Ebs"] for one in image_of(image)["BlockDeviceMappings"]}
    assert set(devices) == {"/dev/sdf", "/dev/sdh"}, devices
    snapshot = devices["/dev/sdf"]["SnapshotId"]
    (kept,) = ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
    assert (kept["State"], kept["Progress"]) == ("completed", "100%"), kept
    assert kept["Tags"] == [{"Key": "of", "Value": "wire"}], kept
    assert kept["Description"] == f"Created by CreateImage({source}) for {image}", kept
    refused("InvalidSnapshot.InUse", ec2.delete_snapshot, SnapshotId=snapshot)
    changed = [larger, {"DeviceName": "/dev/sdh", "NoDevice": ""}]
    answer = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, BlockDeviceMappings=changed)
    copy = answer["Instances"][0]["InstanceId"]
    until("running", source, copy)
    of_copy = [{"Name": "attachment.instance-id", "Values": [copy]}]
    (volume,) = ec2.describe_volumes(Filters=of_copy)["Volumes"]
    assert (volume["Size"], volume["SnapshotId"]) == (2, snapshot), volume
    assert volume["Attachments"][0]["DeleteOnTermination"], volume
    await_volumes("volume_in_use", volume["VolumeId"])
    ec2.terminate_instances(InstanceIds=[source, copy])
    await_volumes("volume_deleted", volume["VolumeId"], *volumes)
    ec2.deregister_image(ImageId=image)
    ec2.delete_snapshot(SnapshotId=snapshot)


def await_volumes(waiter, *volumes):
    ec2.get_waiter(waiter).wait(
        VolumeIds=list(volumes), WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


def await_snapshot(snapshot):
    ec2.get_waiter("snapshot_completed").wait(
        SnapshotIds=[snapshot], WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


def main():
    own = sys.modules[__name__]
    helpers = {refused, run, instance, until, changes, run_image, all_instances, main, image_of}
    helpers |= {await_volumes, await_snapshot}
    for name, scenario in list(vars(own).items()):
        if getattr(scenario, "__module__", None) != __name__ or scenario in helpers:
            continue
        began = time.time()
        try:
            scenario()
            trouble = ""
        except Exception:
            trouble = traceback.format_exc()
        took = int((time.time() - began) * 1000)
        print(json.dumps({"name": name, "millis": took, "trouble": trouble}), flush=True)


if __name__ == "__main__":
    main()
