"""Makes image bundles as euca-bundle-image does, of tar, gzip and openssl: none of the cloud's own code.

The parts and the manifest of version 2007-10-10 lie beside each other in a folder.
"""

import hashlib
import os
import subprocess

PART = 10 << 20


def openssl(*arguments, **more):
    return subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.PIPE, **more).stdout


def user_keys(folder):
    """Returns the files of a private key and of its certificate, as credentials of 2010 had them."""
    key, certificate = os.path.join(folder, "pk.pem"), os.path.join(folder, "cert.pem")
    openssl(
        "req", "-x509", "-nodes", "-newkey", "rsa:1024", "-days", "365", "-subj", "/CN=wire",
        "-keyout", key, "-out", certificate, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return key, certificate


def encrypted_to(certificate, text):
    command = ("pkeyutl", "-encrypt", "-certin", "-inkey", certificate)
    return openssl(*command, "-pkeyopt", "rsa_padding_mode:pkcs1", input=text.encode()).hex()


def signed(key, text):
    digest = hashlib.sha1(text.encode()).digest()
    return openssl("pkeyutl", "-sign", "-inkey", key, "-pkeyopt", "digest:sha1", input=digest).hex()


def element(name, text, **attributes):
    words = "".join(' %s="%s"' % pair for pair in attributes.items())
    return "<%s%s>%s</%s>" % (name, words, text, name)


def bundle(image, folder, user, cloud, machine=("architecture", "x86_64"), part_size=PART):
    """Bundles an image for an owner of user_keys and a cloud of this certificate.

    Returns the names of the parts and of the manifest, which comes last.
    """
    name = os.path.basename(image)
    tar = os.path.join(folder, name + ".tar")
    where = ("-C", os.path.dirname(image), name)
    subprocess.run(["tar", "-c", "-S", "--format=gnu", "-f", tar, *where], check=True)
    digest = hashlib.sha1()
    with open(tar, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    session, vector = os.urandom(16).hex(), os.urandom(16).hex()
    whole = os.path.join(folder, name + ".encrypted")
    with open(whole, "wb") as out:
        gzip = subprocess.Popen(["gzip", "-c", tar], stdout=subprocess.PIPE)
        cipher = ("enc", "-aes-128-cbc", "-K", session, "-iv", vector)
        subprocess.run(["openssl", *cipher], stdin=gzip.stdout, stdout=out, check=True)
        assert gzip.wait() == 0
    os.remove(tar)
    parts, digests = [], []
    with open(whole, "rb") as file:
        for block in iter(lambda: file.read(part_size), b""):
            parts.append("%s.part.%02d" % (name, len(parts)))
            digests.append(hashlib.sha1(block).hexdigest())
            with open(os.path.join(folder, parts[-1]), "wb") as out:
                out.write(block)
    bundled = os.path.getsize(whole)
    os.remove(whole)

    names = machine if isinstance(machine[0], tuple) else (machine,)
    configuration = element("machine_configuration", "".join(element(*pair) for pair in names))
    about = element("name", name) + element("user", "42") + element("type", "machine")
    about += element("digest", digest.hexdigest(), algorithm="SHA1")
    about += element("size", os.path.getsize(image)) + element("bundled_size", bundled)
    for owner, certificate in (("ec2", cloud), ("user", user[1])):
        locked = encrypted_to(certificate, session)
        about += element(owner + "_encrypted_key", locked, algorithm="AES-128-CBC")
        about += element(owner + "_encrypted_iv", encrypted_to(certificate, vector))
    listed = "".join(
        element("part", element("filename", part) + element("digest", sha1, algorithm="SHA1"), index=i)
        for i, (part, sha1) in enumerate(zip(parts, digests))
    )
    contents = element("image", about + element("parts", listed, count=len(parts)))
    bundler = element("bundler", element("name", "euca2ools") + element("release", "0"))
    manifest = element("version", "2007-10-10") + bundler + configuration + contents
    manifest += element("signature", signed(user[0], configuration + contents))
    with open(os.path.join(folder, name + ".manifest.xml"), "w") as out:
        out.write("<?xml version='1.0'?>" + element("manifest", manifest))
    return parts + [name + ".manifest.xml"]
