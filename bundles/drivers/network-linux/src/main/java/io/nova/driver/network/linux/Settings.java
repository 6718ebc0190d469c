package io.nova.driver.network.linux;

import java.nio.file.Path;
import java.util.List;

/**
 * The configuration, checked.
 *
 * @param external the device that guests leave by; empty for whichever the route says
 * @param namespace in which all commands run; empty for the JVM's own
 */
record Settings(
        Path directory,
        Path runDirectory,
        String external,
        String namespace,
        int leaseSeconds,
        int commandSeconds) {

    private static final int SHORTEST_LEASE = 120;

    static Settings of(LinuxNetwork.Config config) {
        require(config.mode().equals("flat"), "mode", config.mode() + " is not flat");
        require(
                config.externalInterface().matches("[a-zA-Z0-9._-]{0,15}"),
                "externalInterface",
                config.externalInterface() + " is no device's name");
        require(
                config.namespace().matches("[a-zA-Z0-9._-]{0,64}"),
                "namespace",
                config.namespace() + " is no namespace's name");
        // dnsmasq would make it two minutes anyway.
        require(
                config.leaseSeconds() >= SHORTEST_LEASE,
                "leaseSeconds",
                config.leaseSeconds() + " is less than " + SHORTEST_LEASE);
        require(
                config.commandSeconds() > 0,
                "commandSeconds",
                config.commandSeconds() + " must be positive");
        return new Settings(
                absolute("directory", config.directory()),
                absolute("runDirectory", config.runDirectory()),
                config.externalInterface(),
                config.namespace(),
                config.leaseSeconds(),
                config.commandSeconds());
    }

    List<String> prefix(Tools tools) {
        return namespace.isEmpty() ? List.of() : List.of(tools.ip(), "netns", "exec", namespace);
    }

    private static Path absolute(String key, String value) {
        require(!value.isBlank(), key, "must be set");
        // It becomes part of dnsmasq's arguments, where a comma ends a value.
        require(value.matches("/[^,\\s]*"), key, value + " is no absolute path without blanks");
        return Path.of(value).normalize();
    }

    private static void require(boolean holds, String key, String why) {
        if (!holds) {
            throw new IllegalArgumentException(LinuxNetwork.PID + ": key " + key + ": " + why);
        }
    }
}
