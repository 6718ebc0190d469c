"""Programs that speak S3, as steps of a walk run them."""

import hashlib
import os
import random
import shutil
import subprocess
import urllib.parse

from walk import Skip

URL = os.environ["AWS_ENDPOINT_URL_S3"]
HOST = urllib.parse.urlparse(URL).netloc
KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]


def need(program):
    """Returns where Debian's program is, or skips the step."""
    path = shutil.which(program, path="/usr/bin:/bin:/usr/sbin:" + os.environ["PATH"])
    if path is None:
        raise Skip("there is no %s: apt-get install %s" % (program, program))
    return path


def run(*arguments, fails=False, **more):
    """Returns what the program prints; what it says when it fails is the trouble."""
    environment = dict(os.environ, HOME=os.environ["NOVA_TEST_FOLDER"], **more.pop("env", {}))
    # rclone refuses it, and nothing here is asked over TLS.
    environment.pop("AWS_CA_BUNDLE", None)
    done = subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=240,
        env=environment,
        **more,
    )
    said = "%s: %d\n%s%s" % (
        " ".join(arguments),
        done.returncode,
        done.stdout.decode(errors="replace")[-4000:],
        done.stderr.decode(errors="replace")[-4000:],
    )
    assert (done.returncode != 0) == fails, said
    return said if fails else done.stdout.decode(errors="replace")


def write(path, size, seed):
    """Writes a file that nothing makes smaller; returns its digest."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    source, digest = random.Random(seed), hashlib.sha256()
    with open(path, "wb") as out:
        for at in range(0, size, 1 << 20):
            block = source.randbytes(min(1 << 20, size - at))
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def tree(folder):
    """Makes a folder of files as people have them; returns their digests by their names."""
    names = ["a", "b c", "deep/er/d", "deep/e+f&g=h", "ünïcode/ß", "empty", "large"]
    sizes = [1, 70_000, 5, 4096, 300, 0, 17 << 20]
    return {
        name: write(os.path.join(folder, name), size, seed)
        for seed, (name, size) in enumerate(zip(names, sizes))
    }


def digests(folder):
    found = {}
    for path, _, files in os.walk(folder):
        for name in files:
            whole = os.path.join(path, name)
            found[os.path.relpath(whole, folder)] = sha256(whole)
    return found
