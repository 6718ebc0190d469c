"""A walk with boto 2.49, as programs of 2010 to 2018 speak S3: with signatures of version 2.

With those of version 4 it sends "Host: 127.0.0.1:3333:3333" to a port that is not HTTP's own.
"""

import io
import json
import os
import urllib.error
import urllib.parse
import urllib.request

import boto
from boto.exception import S3ResponseError
from boto.s3.connection import OrdinaryCallingFormat, S3Connection

from walk import until, walk

URL = urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_S3"])
BUCKET = "clients-boto2"
s3 = S3Connection(
    host=URL.hostname,
    port=URL.port,
    is_secure=False,
    calling_format=OrdinaryCallingFormat(),
)
PART = 5 << 20


def refused(code, status, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except S3ResponseError as error:
        assert (error.error_code, error.status) == (code, status), error
        return
    raise AssertionError("not refused, wanted " + code)


def bucket():
    return s3.get_bucket(BUCKET)


def signs_as_it_was_told():
    assert type(s3._auth_handler).__name__ == "HmacAuthV1Handler", s3._auth_handler
    assert boto.__version__ == "2.49.0"


def a_bucket_is_made_and_found():
    s3.create_bucket(BUCKET)
    assert BUCKET in [one.name for one in s3.get_all_buckets()]
    assert s3.lookup(BUCKET).name == BUCKET
    assert s3.lookup("never-" + BUCKET) is None
    refused("NoSuchBucket", 404, s3.get_bucket("never-" + BUCKET, validate=False).get_all_keys)


def objects_are_what_was_put():
    key = bucket().new_key("folder/a key + ünïcode?")
    key.set_metadata("colour", "blue")
    key.set_contents_from_string("hello", headers={"Content-Type": "text/x-wire"})
    got = bucket().get_key("folder/a key + ünïcode?")
    assert got.get_contents_as_string() == b"hello"
    assert got.get_metadata("colour") == "blue" and got.content_type == "text/x-wire"
    assert got.etag == '"5d41402abc4b2a76b9719d911017c592"'
    assert got.get_contents_as_string(headers={"Range": "bytes=1-3"}) == b"ell"
    assert bucket().get_key("never") is None


def listings_have_folders_and_pages():
    for name in ("a", "b/1", "b/2", "c"):
        bucket().new_key("list/" + name).set_contents_from_string(name)
    listed = [one.name for one in bucket().list("list/", "/")]
    assert sorted(listed) == ["list/a", "list/b/", "list/c"], listed
    page = bucket().get_all_keys(prefix="list/", max_keys=2)
    assert page.is_truncated and [one.name for one in page] == ["list/a", "list/b/1"], page


def the_image_service_may_be_let_in():
    key = bucket().new_key("image.part.0")
    key.set_contents_from_string("part", policy="aws-exec-read")
    names = {grant.display_name or grant.id for grant in key.get_acl().acl.grants}
    assert len(names) == 2, names


def a_public_object_needs_no_signature():
    key = bucket().new_key("public")
    key.set_contents_from_string("for all", policy="public-read")
    with urllib.request.urlopen("%s/%s/public" % (URL.geturl(), BUCKET)) as answer:
        assert answer.read() == b"for all"
    key.set_acl("private")
    try:
        urllib.request.urlopen("%s/%s/public" % (URL.geturl(), BUCKET))
    except urllib.error.HTTPError as error:
        assert error.code == 403, error
    else:
        raise AssertionError("still public")


def urls_are_signed():
    # One that was looked up has its metadata in the URL, too.
    url = bucket().new_key("folder/a key + ünïcode?").generate_url(60)
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"hello"


def parts_become_an_object():
    upload = bucket().initiate_multipart_upload("parts")
    pieces = [os.urandom(PART), os.urandom(PART + 1)]
    for number, piece in enumerate(pieces, 1):
        upload.upload_part_from_file(io.BytesIO(piece), number)
    assert [part.part_number for part in upload] == [1, 2]
    upload.copy_part_from_key(BUCKET, "public", 3)
    upload.complete_upload()
    assert bucket().get_key("parts").get_contents_as_string() == b"".join(pieces) + b"for all"


def objects_are_copied_in_the_store():
    bucket().copy_key("copy", BUCKET, "public")
    assert bucket().get_key("copy").get_contents_as_string() == b"for all"


def old(method, **arguments):
    """Asks the resource of images, as the API of 2010 asked its object store."""
    query = "&".join("%s=%s" % pair for pair in arguments.items())
    return s3.make_request(method, bucket="_images", query_args=query or None)


def images_are_registered_as_in_2010():
    disk = os.urandom(1 << 20)
    bucket().new_key("disk.img").set_contents_from_string(disk)
    place = dict(image_id="ami-0a0b0c0d", image_location=BUCKET + "/disk.img")
    assert old("PUT", **place).status == 200
    assert old("PUT", **place).status == 403

    def record():
        listed = json.loads(old("GET").read())
        return [one for one in listed if one["imageId"] == "ami-0a0b0c0d"][0]

    until("available", lambda: record()["imageState"] == "available")
    assert record()["imageLocation"] == BUCKET + "/disk.img" and not record()["isPublic"]
    assert old("POST", image_id="ami-0a0b0c0d", operation="add").status == 200
    assert record()["isPublic"]
    image = s3.make_request("GET", bucket="_images", key="ami-0a0b0c0d/image")
    assert image.read() == disk
    assert old("DELETE", image_id="ami-0a0b0c0d").status == 204
    assert old("DELETE", image_id="ami-0a0b0c0d").status == 404


def all_of_it_goes():
    refused("BucketNotEmpty", 409, s3.delete_bucket, BUCKET)
    names = [one.name for one in bucket().list()]
    result = bucket().delete_keys(names)
    assert len(result.deleted) == len(names) and not result.errors, result.errors
    s3.delete_bucket(BUCKET)
    assert s3.lookup(BUCKET) is None


walk(
    [
        signs_as_it_was_told,
        a_bucket_is_made_and_found,
        objects_are_what_was_put,
        listings_have_folders_and_pages,
        the_image_service_may_be_let_in,
        a_public_object_needs_no_signature,
        urls_are_signed,
        parts_become_an_object,
        objects_are_copied_in_the_store,
        images_are_registered_as_in_2010,
        all_of_it_goes,
    ]
)
