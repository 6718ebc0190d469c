package io.nova.itests.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real guest as its owner meets it: through the API, its console and ssh. */
record Guest(Cloud cloud, String id, Path folder) {

    /** Emulated guests share two cores with everything else. */
    private static final Duration BOOT = Duration.ofMinutes(3);

    /** Runs one with the key {@code wire} and user data. */
    static Guest run(Cloud cloud, Path folder, Path userData) {
        return run(cloud, folder, cloud.image("machine"), userData);
    }

    /** Runs one of an image with the key {@code wire} and user data. */
    static Guest run(Cloud cloud, Path folder, String image, Path userData) {
        JsonNode answer =
                aws(
                        cloud,
                        "run-instances",
                        "--image-id",
                        image,
                        "--instance-type",
                        "m1.tiny",
                        "--key-name",
                        "wire",
                        "--user-data",
                        "file://" + userData);
        return new Guest(
                cloud, answer.path("Instances").path(0).path("InstanceId").asText(), folder);
    }

    static JsonNode aws(Cloud cloud, String... arguments) {
        String out = cloud.aws("ec2", arguments).run().ok().out();
        try {
            return new ObjectMapper().readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + out, e);
        }
    }

    /** Returns the console once it has the text that many times. */
    String console(String text, int times) {
        return cloud.python(
                        Path.of("src/test/python/console.py").toAbsolutePath(),
                        id,
                        text,
                        Integer.toString(times),
                        Long.toString(BOOT.toSeconds()))
                .within(BOOT.plusSeconds(60))
                .run()
                .ok()
                .out();
    }

    JsonNode described() {
        return aws(cloud, "describe-instances", "--instance-ids", id)
                .path("Reservations")
                .path(0)
                .path("Instances")
                .path(0);
    }

    String address() {
        return described().path("PrivateIpAddress").asText();
    }

    void await(String state) {
        Wait.until(
                id + " " + state,
                Duration.ofMinutes(2),
                () -> described().path("State").path("Name").asText().equals(state));
    }

    /** Returns the host key that whoever answers ssh at the address shows; empty if nobody does. */
    String keyAt(String address) {
        String shown =
                cloud.program(List.of("ssh-keyscan", "-T", "3", "-t", "ed25519", address))
                        .run()
                        .out()
                        .strip();
        return shown.substring(shown.indexOf(' ') + 1);
    }

    /** Trusts the host key that the server shows, if it is the one that the console told. */
    void trust(String console) {
        Path keys = folder.resolve(id + ".keys");
        String shown =
                cloud.program(List.of("ssh-keyscan", "-t", "ed25519", address())).run().ok().out();
        write(keys, shown);
        String fingerprint =
                cloud.program(List.of("ssh-keygen", "-l", "-f", keys.toString())).run().ok().out();
        String hash = fingerprint.replaceAll("(?s).*(SHA256:[^ ]+).*", "$1");
        if (!console.contains("GUEST: hostkey " + hash)) {
            throw new AssertionError("the console does not tell " + hash + ":\n" + console);
        }
    }

    /** Runs a command in the guest. */
    String ssh(String... command) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "ssh",
                                "-F",
                                "none",
                                "-i",
                                folder.resolve("key").toString(),
                                "-o",
                                "IdentitiesOnly=yes",
                                "-o",
                                "IdentityAgent=none",
                                "-o",
                                "BatchMode=yes",
                                "-o",
                                "StrictHostKeyChecking=yes",
                                "-o",
                                "ConnectTimeout=20",
                                "-o",
                                "UserKnownHostsFile=" + folder.resolve(id + ".keys"),
                                "root@" + address()));
        all.addAll(Arrays.asList(command));
        return cloud.program(all).run().ok().out().strip();
    }

    /** Changes with each boot. */
    String bootId() {
        return ssh("cat", "/proc/sys/kernel/random/boot_id");
    }

    double uptime() {
        return Double.parseDouble(ssh("cut", "-d' '", "-f1", "/proc/uptime"));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
