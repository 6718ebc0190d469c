package io.nova.itests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Folders;
import io.nova.itests.cloud.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cloud of real guests on a machine of its own, with a key and a group that lets ssh in. Its
 * default group lets nobody in, and a test that changes that changes it back.
 */
final class Guests implements AutoCloseable {

    private static final String KEY = "wire";
    private static final String OPEN = "open";

    private final Path folder;
    private final Cloud cloud;

    Guests() {
        this(Cloud.qemu("real-guests", Machine.own(), GuestImage.files()));
    }

    /** Starts a cloud that is set up already, and ends it when this is closed. */
    Guests(Cloud cloud) {
        this.cloud = cloud;
        try {
            folder = Files.createTempDirectory("nova-guests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            cloud.up();
            importKey();
            Guest.aws(
                    cloud,
                    "create-security-group",
                    "--group-name",
                    OPEN,
                    "--description",
                    "lets ssh in");
            ssh("authorize-security-group-ingress", OPEN);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private void importKey() {
        Path key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).run().ok();
        Guest.aws(
                cloud,
                "import-key-pair",
                "--key-name",
                KEY,
                "--public-key-material",
                "fileb://" + key + ".pub");
    }

    Cloud cloud() {
        return cloud;
    }

    /** Lets ssh in, or no longer, by the rules of a group. */
    void ssh(String action, String group) {
        cloud.aws(
                        "ec2",
                        action,
                        "--group-name",
                        group,
                        "--protocol",
                        "tcp",
                        "--port",
                        "22",
                        "--cidr",
                        "0.0.0.0/0")
                .run()
                .ok();
    }

    /** Runs a guest of an image with the key, user data and more options. */
    Guest run(String image, String userData, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "run-instances",
                                "--image-id",
                                image,
                                "--instance-type",
                                "m1.tiny",
                                "--key-name",
                                KEY,
                                "--user-data",
                                userData));
        arguments.addAll(List.of(more));
        JsonNode answer = Guest.aws(cloud, arguments.toArray(String[]::new));
        return new Guest(
                cloud, answer.path("Instances").path(0).path("InstanceId").asText(), folder);
    }

    /** Runs a guest that ssh may reach, and returns when it does. */
    Guest runOpen(String image) {
        Guest guest = run(image, "#!/bin/sh\necho started\n", "--security-groups", OPEN);
        guest.trust(guest.console(Guest.READY, 1));
        return guest;
    }

    /** Ends a guest for good. */
    void terminate(Guest guest) {
        cloud.aws("ec2", "terminate-instances", "--instance-ids", guest.id()).run().ok();
        guest.await("terminated");
    }

    @Override
    public void close() {
        try {
            cloud.close();
        } finally {
            Folders.remove(folder);
        }
    }
}
