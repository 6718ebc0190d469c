"""Registers bundles as programs of 2010 do, and compares the images that come out.

usage: bundle_walk.py FOLDER CERTIFICATE    (where to work, and the cloud's certificate)
"""

import hashlib
import os
import sys
import time

FOLDER, CLOUD = sys.argv[1:3]
import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

import euca_bundle  # noqa: E402
from walk import walk  # noqa: E402

SETTINGS = dict(
    region_name="nova",
    config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
)
ec2 = boto3.client("ec2", endpoint_url=os.environ["AWS_ENDPOINT_URL_EC2"], **SETTINGS)
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"], **SETTINGS)
BUCKET = "wire-euca-bundles"
USER = euca_bundle.user_keys(FOLDER)


def disk(name, size, seed):
    """A disk with holes, and with bytes that no compression makes smaller."""
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as out:
        for at in range(0, size, 8 << 20):
            out.seek(at)
            out.write(hashlib.shake_256(b"%d %d" % (seed, at)).digest(2 << 20))
        out.truncate(size)
    return path


def folder_of(name):
    path = os.path.join(FOLDER, name + "-bundle")
    os.makedirs(path, exist_ok=True)
    return path


def upload(folder, names):
    for name in names:
        with open(os.path.join(folder, name), "rb") as body:
            s3.put_object(Bucket=BUCKET, Key="b/" + name, Body=body, ACL="aws-exec-read")
    return "%s/b/%s" % (BUCKET, names[-1])


def outcome(location, name):
    image = ec2.register_image(ImageLocation=location, Name=name)["ImageId"]
    end = time.time() + 120
    while True:
        described = ec2.describe_images(ImageIds=[image])["Images"][0]
        if described["State"] != "pending":
            return described
        assert time.time() < end, described
        time.sleep(0.1)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def an_encrypted_bundle_of_many_parts_becomes_an_image():
    s3.create_bucket(Bucket=BUCKET)
    image = disk("many.img", 64 << 20, 1)
    names = euca_bundle.bundle(image, folder_of("many"), USER, CLOUD, part_size=1 << 20)
    assert len(names) > 10, names
    described = outcome(upload(folder_of("many"), names), "wire-euca-many")
    assert described["State"] == "available", described
    assert described["Architecture"] == "x86_64", described
    with open(os.path.join(FOLDER, "made"), "w") as out:
        out.write("%s %s\n" % (described["ImageId"], sha256(image)))


def an_instance_starts_from_it():
    with open(os.path.join(FOLDER, "made")) as made:
        image = made.read().split()[0]
    run = ec2.run_instances(ImageId=image, InstanceType="m1.tiny", MinCount=1, MaxCount=1)
    identity = run["Instances"][0]["InstanceId"]
    end = time.time() + 60
    while True:
        found = ec2.describe_instances(InstanceIds=[identity])["Reservations"][0]["Instances"][0]
        if found["State"]["Name"] == "running":
            break
        assert time.time() < end and found["State"]["Name"] == "pending", found
        time.sleep(0.1)
    ec2.terminate_instances(InstanceIds=[identity])


def a_bundle_for_another_cloud_fails_with_the_reason():
    image = disk("other.img", 4 << 20, 2)
    names = euca_bundle.bundle(image, folder_of("other"), USER, USER[1])
    described = outcome(upload(folder_of("other"), names), "wire-euca-other")
    assert described["State"] == "failed", described
    assert "not encrypted to the key of this cloud" in described["StateReason"]["Message"]


def a_part_that_was_changed_fails_with_its_name():
    image = disk("changed.img", 4 << 20, 3)
    names = euca_bundle.bundle(image, folder_of("changed"), USER, CLOUD, part_size=1 << 20)
    location = upload(folder_of("changed"), names)
    body = bytearray(open(os.path.join(folder_of("changed"), names[1]), "rb").read())
    body[1000] ^= 1
    s3.put_object(Bucket=BUCKET, Key="b/" + names[1], Body=bytes(body))
    described = outcome(location, "wire-euca-changed")
    assert described["State"] == "failed", described
    assert names[1] in described["StateReason"]["Message"], described


def a_manifest_without_its_parts_is_refused_at_once():
    image = disk("lone.img", 1 << 20, 4)
    names = euca_bundle.bundle(image, folder_of("lone"), USER, CLOUD)
    location = upload(folder_of("lone"), names[-1:])
    try:
        ec2.register_image(ImageLocation=location, Name="wire-euca-lone")
    except ClientError as error:
        assert names[0] in error.response["Error"]["Message"], error
        return
    raise AssertionError("not refused")


def kernels_and_ramdisks_come_in_bundles_too():
    image = disk("vmlinuz", 1 << 20, 5)
    machine = (("architecture", "x86_64"), ("kernel_id", "true"))
    names = euca_bundle.bundle(image, folder_of("vmlinuz"), USER, CLOUD, machine)
    described = outcome(upload(folder_of("vmlinuz"), names), "wire-euca-kernel")
    assert described["State"] == "available", described
    assert described["ImageType"] == "kernel", described


walk(
    [
        an_encrypted_bundle_of_many_parts_becomes_an_image,
        an_instance_starts_from_it,
        a_bundle_for_another_cloud_fails_with_the_reason,
        a_part_that_was_changed_fails_with_its_name,
        a_manifest_without_its_parts_is_refused_at_once,
        kernels_and_ramdisks_come_in_bundles_too,
    ]
)
