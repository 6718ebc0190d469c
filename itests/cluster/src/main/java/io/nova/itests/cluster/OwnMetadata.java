package io.nova.itests.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What guests of hosts that have the bus alone read about themselves: their consoles show it. Each
 * has user data of its own, as much as there can be.
 */
final class OwnMetadata {

    private static final int MOST_DATA = 16 << 10;
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJzpVBpj/pmIUpfpDO4n+1az5+8xZakgSkpku2IwRwql";

    private final Ec2 ec2;

    OwnMetadata(Ec2 ec2) {
        this.ec2 = ec2;
    }

    void importKey() {
        ec2.call(
                        "ImportKeyPair",
                        "KeyName",
                        "cluster",
                        "PublicKeyMaterial",
                        base64(KEY + " cluster"))
                .orElseThrow()
                .ok();
    }

    /** Returns what a launch says of it, in which the name is nobody else's. */
    String[] parameters(String name) {
        String script =
                """
                #!/bin/sh
                echo "OWN %s of $(wc -c </tmp/user-data) bytes"
                echo "OWN signature of $(imds v2 dynamic/instance-identity/rsa2048 | wc -c) bytes"
                exit 0
                """
                        .formatted(name);
        String data = script + "#".repeat(MOST_DATA - script.length());
        return new String[] {"KeyName", "cluster", "UserData", base64(data)};
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns what a guest that has booted did not read, each in a line. */
    static List<String> missing(String name, String id, String console) {
        List<String> missing = new ArrayList<>();
        for (String line :
                List.of(
                        "metadata ds=ec2-v2 instance-id=" + Pattern.quote(id),
                        "keys 1 " + Pattern.quote(KEY),
                        "OWN %s of %d bytes".formatted(name, MOST_DATA),
                        "OWN signature of [0-9]{4} bytes",
                        "user-data rc=0")) {
            if (!Pattern.compile(line).matcher(console).find()) {
                missing.add("%s did not show '%s'; its console:\n%s".formatted(id, line, console));
            }
        }
        return missing;
    }

    /** Returns what a host listens on that it should not: it serves guests, and nobody else. */
    static List<String> tooOpen(Host host) {
        return host.node()
                .run("ss", "-Hltn")
                .lines()
                .filter(line -> line.contains(":3333 ") || line.contains(":8773 "))
                .filter(line -> !line.contains(" 10.44.0.1:8773 "))
                .map(line -> host.name() + " listens: " + line)
                .toList();
    }
}
