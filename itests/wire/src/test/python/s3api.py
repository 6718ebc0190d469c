"""Versions, tags and lifecycles, as AWS's command line has them.

usage: s3api.py    (NOVA_TEST_FOLDER in the environment is where to work)
"""

import json
import os

from clients import URL, need, run, sha256, write
from walk import until, walk

FOLDER = os.environ["NOVA_TEST_FOLDER"]


def place(name):
    return os.path.join(FOLDER, name)


def aws(operation, *arguments, **more):
    return run(need("aws"), "s3api", "--endpoint-url", URL, operation, *arguments, **more)


def s3api(operation, *arguments):
    said = aws(operation, *arguments)
    return json.loads(said) if said.strip() else {}


def versions_of(bucket):
    """Returns the ids of versions and of markers, by their keys, the newest first."""
    listed = s3api("list-object-versions", "--bucket", bucket)
    found = {"Versions": {}, "DeleteMarkers": {}}
    for kind, keys in found.items():
        for one in listed.get(kind, []):
            keys.setdefault(one["Key"], []).append(one["VersionId"])
    return found["Versions"], found["DeleteMarkers"]


def removed(bucket):
    for kind in versions_of(bucket):
        for key, ids in kind.items():
            for one in ids:
                named = ("--key", key, "--version-id", one)
                s3api("delete-object", "--bucket", bucket, *named)
    s3api("delete-bucket", "--bucket", bucket)


def keeps_versions():
    bucket = ("--bucket", "clients-versions")
    key = (*bucket, "--key", "k")
    s3api("create-bucket", *bucket)
    assert s3api("get-bucket-versioning", *bucket) == {}
    s3api("put-bucket-versioning", *bucket, "--versioning-configuration", "Status=Enabled")
    assert s3api("get-bucket-versioning", *bucket) == {"Status": "Enabled"}
    ids = []
    for seed, name in enumerate(["one", "two"]):
        write(place("versions/" + name), 1000, seed)
        ids.append(s3api("put-object", *key, "--body", place("versions/" + name))["VersionId"])
    assert versions_of("clients-versions") == ({"k": ids[::-1]}, {})
    s3api("get-object", *key, "--version-id", ids[0], place("versions/back"))
    assert sha256(place("versions/back")) == sha256(place("versions/one"))
    gone = s3api("delete-object", *key)
    assert gone["DeleteMarker"] is True
    said = aws("get-object", *key, "x", fails=True)
    assert "NoSuchKey" in said, said
    said = aws("head-object", *key, "--version-id", gone["VersionId"], fails=True)
    assert "405" in said, said
    assert versions_of("clients-versions") == ({"k": ids[::-1]}, {"k": [gone["VersionId"]]})
    s3api("delete-object", *key, "--version-id", gone["VersionId"])
    assert s3api("head-object", *key)["VersionId"] == ids[1]
    s3api("copy-object", *key, "--copy-source", "clients-versions/k?versionId=" + ids[0])
    s3api("get-object", *key, place("versions/back"))
    assert sha256(place("versions/back")) == sha256(place("versions/one"))
    said = aws("delete-bucket", *bucket, fails=True)
    assert "BucketNotEmpty" in said, said
    removed("clients-versions")


def tags_what_it_keeps():
    bucket = ("--bucket", "clients-tags")
    key = (*bucket, "--key", "k")
    s3api("create-bucket", *bucket)
    said = aws("get-bucket-tagging", *bucket, fails=True)
    assert "NoSuchTagSet" in said, said
    s3api("put-bucket-tagging", *bucket, "--tagging", "TagSet=[{Key=team,Value=red}]")
    assert s3api("get-bucket-tagging", *bucket)["TagSet"] == [{"Key": "team", "Value": "red"}]
    write(place("tags/body"), 10, 1)
    s3api("put-object", *key, "--body", place("tags/body"), "--tagging", "a=1&b=")
    two = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
    assert s3api("get-object-tagging", *key)["TagSet"] == two
    assert s3api("get-object", *key, place("tags/back"))["TagCount"] == 2
    ten = [{"Key": "k%d" % i, "Value": "v"} for i in range(10)]
    s3api("put-object-tagging", *key, "--tagging", json.dumps({"TagSet": ten}))
    assert s3api("get-object-tagging", *key)["TagSet"] == ten
    many = json.dumps({"TagSet": [*ten, {"Key": "more", "Value": "v"}]})
    said = aws("put-object-tagging", *key, "--tagging", many, fails=True)
    assert "(InvalidTag)" in said and "Object tags cannot be greater than 10" in said, said
    s3api("delete-object-tagging", *key)
    assert s3api("get-object-tagging", *key)["TagSet"] == []
    removed("clients-tags")


def lets_go_what_rules_say():
    """Days are seconds in this cloud."""
    name = "clients-lifecycle"
    bucket = ("--bucket", name)
    s3api("create-bucket", *bucket)
    s3api("put-bucket-versioning", *bucket, "--versioning-configuration", "Status=Enabled")
    said = aws("get-bucket-lifecycle-configuration", *bucket, fails=True)
    assert "NoSuchLifecycleConfiguration" in said, said
    write(place("lifecycle/body"), 10, 1)
    body = ("--body", place("lifecycle/body"))
    for key in ["kept", "kept", "old/a"]:
        s3api("put-object", *bucket, "--key", key, *body)
    s3api("put-object", *bucket, "--key", "tagged", *body, "--tagging", "keep=no")
    s3api("create-multipart-upload", *bucket, "--key", "begun")
    days = {"Days": 1}
    rules = [
        {"ID": "old", "Filter": {"Prefix": "old/"}, "Expiration": days},
        {"ID": "tag", "Filter": {"Tag": {"Key": "keep", "Value": "no"}}, "Expiration": days},
        {
            "ID": "all",
            "Filter": {},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
        },
        {
            "ID": "begun",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        },
    ]
    for rule in rules:
        rule["Status"] = "Enabled"
    document = json.dumps({"Rules": rules})
    s3api("put-bucket-lifecycle-configuration", *bucket, "--lifecycle-configuration", document)
    told = s3api("get-bucket-lifecycle-configuration", *bucket)["Rules"]
    assert {one["ID"] for one in told} == {"old", "tag", "all", "begun"}
    put = s3api("put-object", *bucket, "--key", "old/b", *body)
    assert 'rule-id="old"' in put["Expiration"], put
    assert "Expiration" not in s3api("head-object", *bucket, "--key", "kept")

    def settled():
        versions, markers = versions_of(name)
        one = [*versions] == ["kept"] and len(versions["kept"]) == 1 and not markers
        return one and "Uploads" not in s3api("list-multipart-uploads", *bucket)

    until("one version of one object is left, and no upload", settled)
    s3api("delete-bucket-lifecycle", *bucket)
    removed(name)


walk([keeps_versions, tags_what_it_keeps, lets_go_what_rules_say])
