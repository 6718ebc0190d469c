package io.nova.itests.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
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

    /** What the console shows when the guest has done all that it does by itself. */
    static final String READY = "GUEST: READY";

    /** Emulated guests share two cores with everything else. */
    private static final Duration BOOT = Duration.ofMinutes(3);

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
        await(
                cloud,
                "describe_instances",
                "InstanceIds",
                id,
                "Reservations[0].Instances[0].State.Name",
                state);
    }

    /** Waits until what EC2 describes is so: see {@code await.py}. */
    static void await(
            Cloud cloud,
            String method,
            String parameter,
            String id,
            String expression,
            String value) {
        cloud.python(
                        Path.of("src/test/python/await.py").toAbsolutePath(),
                        method,
                        parameter,
                        id,
                        expression,
                        value,
                        Long.toString(BOOT.toSeconds()))
                .within(BOOT.plusSeconds(60))
                .run()
                .ok();
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
