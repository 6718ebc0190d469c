"""What people move their data with: each program's ordinary day on the store.

usage: s3_clients.py    (NOVA_TEST_FOLDER in the environment is where to work)
"""

import base64
import hashlib
import json
import os
import threading
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

from clients import HOST, KEY, SECRET, URL, digests, need, run, sha256, tree, write
from walk import Skip, walk

FOLDER = os.environ["NOVA_TEST_FOLDER"]
s3 = boto3.client(
    "s3",
    endpoint_url=URL,
    region_name="nova",
    config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
)
MANY = 256 << 20


def place(name):
    return os.path.join(FOLDER, name)


def emptied(bucket):
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for one in page.get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=one["Key"])
    s3.delete_bucket(Bucket=bucket)


def aws(*arguments, **more):
    return run(need("aws"), *arguments[:1], "--endpoint-url", URL, *arguments[1:], **more)


def aws_s3_moves_a_tree_there_and_back():
    made = tree(place("aws/from"))
    aws("s3", "mb", "s3://clients-aws")
    aws("s3", "sync", "--only-show-errors", place("aws/from"), "s3://clients-aws/t")
    assert aws("s3", "sync", place("aws/from"), "s3://clients-aws/t") == ""
    aws("s3", "sync", "--only-show-errors", "s3://clients-aws/t", place("aws/to"))
    assert digests(place("aws/to")) == made
    aws("s3", "mv", "--only-show-errors", "s3://clients-aws/t/a", "s3://clients-aws/moved")
    assert "moved" in aws("s3", "ls", "s3://clients-aws")
    url = aws("s3", "presign", "s3://clients-aws/t/b c").strip()
    with urllib.request.urlopen(url) as answer:
        assert hashlib.sha256(answer.read()).hexdigest() == made["b c"]
    aws("s3", "rb", "--force", "s3://clients-aws")


def aws_s3api_sees_what_it_asks_for():
    bucket = ("--bucket", "clients-s3api")
    aws("s3api", "create-bucket", *bucket)
    digest = write(place("s3api/body"), 100_000, 9)
    key = (*bucket, "--key", "k")
    body = ("--body", place("s3api/body"))
    put = json.loads(aws("s3api", "put-object", *key, *body, "--checksum-algorithm", "SHA256"))
    assert bytes.fromhex(digest) == base64.b64decode(put["ChecksumSHA256"])
    aws("s3api", "get-object", *key, "--range", "bytes=10-19", place("s3api/part"))
    with open(place("s3api/body"), "rb") as whole, open(place("s3api/part"), "rb") as part:
        assert part.read() == whole.read(20)[10:]
    said = aws("s3api", "get-object", *key, "--if-none-match", put["ETag"], "x", fails=True)
    assert "304" in said, said
    copy = (*bucket, "--key", "copy", "--copy-source", "clients-s3api/k")
    assert put["ETag"] in json.loads(aws("s3api", "copy-object", *copy))["CopyObjectResult"]["ETag"]
    listed = json.loads(aws("s3api", "list-objects-v2", *bucket, "--max-items", "1"))
    assert [one["Key"] for one in listed["Contents"]] == ["copy"] and listed["NextToken"]
    gone = json.dumps({"Objects": [{"Key": "k"}, {"Key": "copy"}, {"Key": "never"}]})
    assert len(json.loads(aws("s3api", "delete-objects", *bucket, "--delete", gone))["Deleted"]) == 3
    aws("s3api", "delete-bucket", *bucket)


def boto3_uploads_256_mb_in_parts():
    digest = write(place("many/body"), MANY, 11)
    s3.create_bucket(Bucket="clients-many")
    parts = TransferConfig(multipart_chunksize=16 << 20, max_concurrency=4)
    s3.upload_file(place("many/body"), "clients-many", "body", Config=parts)
    head = s3.head_object(Bucket="clients-many", Key="body")
    assert head["ContentLength"] == MANY and head["ETag"].endswith('-16"'), head
    s3.download_file("clients-many", "body", place("many/back"), Config=parts)
    assert sha256(place("many/back")) == digest
    whole = s3.get_object(Bucket="clients-many", Key="body")["Body"]
    read = hashlib.sha256()
    for block in whole.iter_chunks(1 << 20):
        read.update(block)
    assert read.hexdigest() == digest
    emptied("clients-many")


def one_of_32_writers_gets_the_lock():
    s3.create_bucket(Bucket="clients-lock")
    got, refused = [], []

    def write_once(name):
        try:
            lock = dict(Bucket="clients-lock", Key="lock", Body=name.encode())
            request = dict(lock)
            client = boto3.client(
                "s3",
                endpoint_url=URL,
                region_name="nova",
                config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
            )
            # This version of boto3 does not know the parameter.
            client.meta.events.register(
                "before-sign.s3.PutObject",
                lambda request, **_: request.headers.add_header("If-None-Match", "*"),
            )
            client.put_object(**request)
            got.append(name)
        except ClientError as error:
            refused.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=write_once, args=("w%d" % i,)) for i in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1 and len(refused) == 31, (got, refused)
    assert set(refused) <= {"PreconditionFailed", "ConditionalRequestConflict"}, set(refused)
    body = s3.get_object(Bucket="clients-lock", Key="lock")["Body"].read().decode()
    assert body == got[0], (body, got)
    emptied("clients-lock")


def s3cmd(version):
    made = tree(place("s3cmd%d/from" % version))
    with open(place("s3cmd%d/cfg" % version), "w") as out:
        out.write(
            "[default]\naccess_key = %s\nsecret_key = %s\nhost_base = %s\nhost_bucket = %s\n"
            "use_https = False\nsignature_v2 = %s\nmultipart_chunk_size_mb = 5\n"
            % (KEY, SECRET, HOST, HOST, version == 2)
        )
    call = (need("s3cmd"), "-c", place("s3cmd%d/cfg" % version), "--no-progress")
    bucket = "s3://clients-s3cmd%d" % version
    run(*call, "mb", bucket)
    run(*call, "sync", place("s3cmd%d/from/" % version), bucket + "/t/")
    os.makedirs(place("s3cmd%d/to" % version))
    run(*call, "sync", bucket + "/t/", place("s3cmd%d/to/" % version))
    assert digests(place("s3cmd%d/to" % version)) == made
    assert "deep/" in run(*call, "ls", bucket + "/t/")
    run(*call, "cp", bucket + "/t/large", bucket + "/copy")
    assert str(17 << 20) in run(*call, "info", bucket + "/copy")
    run(*call, "put", "--acl-public", place("s3cmd%d/from/large" % version), bucket + "/copy")
    with urllib.request.urlopen("%s/clients-s3cmd%d/copy" % (URL, version)) as answer:
        assert hashlib.sha256(answer.read()).hexdigest() == made["large"]
    run(*call, "del", "--recursive", "--force", bucket)
    run(*call, "rb", bucket)


def s3cmd_signs_with_version_2():
    s3cmd(2)


def s3cmd_signs_with_version_4():
    s3cmd(4)


def rclone_keeps_a_tree_in_step():
    made = tree(place("rclone/from"))
    environment = {
        "RCLONE_CONFIG": "/dev/null",
        "RCLONE_CONFIG_N_TYPE": "s3",
        "RCLONE_CONFIG_N_PROVIDER": "Other",
        "RCLONE_CONFIG_N_ACCESS_KEY_ID": KEY,
        "RCLONE_CONFIG_N_SECRET_ACCESS_KEY": SECRET,
        "RCLONE_CONFIG_N_ENDPOINT": URL,
        "RCLONE_CONFIG_N_REGION": "nova",
        "RCLONE_S3_UPLOAD_CUTOFF": "8M",
        "RCLONE_S3_CHUNK_SIZE": "5M",
    }
    call = (need("rclone"), "--retries", "1")
    run(*call, "mkdir", "n:clients-rclone", env=environment)
    run(*call, "sync", place("rclone/from"), "n:clients-rclone/t", env=environment)
    run(*call, "check", "--download", place("rclone/from"), "n:clients-rclone/t", env=environment)
    run(*call, "copy", "n:clients-rclone/t", place("rclone/to"), env=environment)
    assert digests(place("rclone/to")) == made
    os.remove(place("rclone/from/a"))
    run(*call, "sync", place("rclone/from"), "n:clients-rclone/t", env=environment)
    listed = run(*call, "lsf", "-R", "--files-only", "n:clients-rclone/t", env=environment)
    assert set(listed.splitlines()) == set(made) - {"a"}, listed
    run(*call, "copyto", "n:clients-rclone/t/large", "n:clients-rclone/c", env=environment)
    run(*call, "purge", "n:clients-rclone", env=environment)


def restic_backs_up_checks_and_restores():
    made = tree(place("restic/from"))
    environment = {
        "RESTIC_REPOSITORY": "s3:%s/clients-restic/repository" % URL,
        "RESTIC_PASSWORD": "word",
        "RESTIC_CACHE_DIR": place("restic/cache"),
    }
    call = (need("restic"), "--quiet")
    run(*call, "init", env=environment)
    run(*call, "backup", ".", cwd=place("restic/from"), env=environment)
    write(place("restic/from/more"), 3 << 20, 21)
    run(*call, "backup", ".", cwd=place("restic/from"), env=environment)
    assert len(json.loads(run(*call, "snapshots", "--json", env=environment))) == 2
    run(*call, "check", "--read-data", env=environment)
    run(*call, "restore", "latest", "--target", place("restic/to"), env=environment)
    assert digests(place("restic/to")) == dict(made, more=sha256(place("restic/from/more")))
    run(*call, "forget", "--keep-last", "1", "--prune", env=environment)
    run(*call, "check", "--read-data", env=environment)
    emptied("clients-restic")


def s3fs_is_a_folder_of_files():
    call = need("s3fs")
    if not os.path.exists("/dev/fuse") or os.geteuid() != 0:
        raise Skip("s3fs mounts with /dev/fuse, and as root")
    s3.create_bucket(Bucket="clients-s3fs")
    mount = place("s3fs/mount")
    os.makedirs(mount)
    with open(place("s3fs/passwd"), "w", opener=lambda p, f: os.open(p, f, 0o600)) as out:
        out.write("%s:%s\n" % (KEY, SECRET))
    options = "passwd_file=%s,url=%s,use_path_request_style,endpoint=nova,multipart_size=5"
    run(call, "clients-s3fs", mount, "-o", options % (place("s3fs/passwd"), URL))
    try:
        made = tree(os.path.join(mount, "t"))
        os.rename(os.path.join(mount, "t/a"), os.path.join(mount, "t/renamed"))
        made["renamed"] = made.pop("a")
        assert digests(os.path.join(mount, "t")) == made
        with open(os.path.join(mount, "t/b c"), "ab") as out:
            out.write(b"appended")
        assert os.path.getsize(os.path.join(mount, "t/b c")) == 70_008
        os.remove(os.path.join(mount, "t/empty"))
        assert "empty" not in os.listdir(os.path.join(mount, "t"))
    finally:
        run("umount", mount)
    seen = s3.get_object(Bucket="clients-s3fs", Key="t/large")["Body"].read()
    assert hashlib.sha256(seen).hexdigest() == made["large"]
    emptied("clients-s3fs")


walk(
    [
        aws_s3_moves_a_tree_there_and_back,
        aws_s3api_sees_what_it_asks_for,
        boto3_uploads_256_mb_in_parts,
        one_of_32_writers_gets_the_lock,
        s3cmd_signs_with_version_2,
        s3cmd_signs_with_version_4,
        rclone_keeps_a_tree_in_step,
        restic_backs_up_checks_and_restores,
        s3fs_is_a_folder_of_files,
    ]
)
