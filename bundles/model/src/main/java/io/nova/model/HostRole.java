package io.nova.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a host does for the cloud, in the order in which roles that leave together leave. */
public enum HostRole {
    /** Runs guests. */
    COMPUTE,
    /** Keeps volumes and their snapshots. */
    VOLUME,
    /** Gives the host the networks of its guests, and tells these what they read of themselves. */
    NETWORK,
    /** Serves S3. */
    OBJECTSTORE,
    /** Serves EC2 and the operator's commands; has the managers behind all front ends. */
    API;

    /** Returns the word for it in files and commands, for example {@code compute}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the role of that word; empty if it is no role's. */
    public static Optional<HostRole> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** Returns all words, for a message. */
    public static String words() {
        return Arrays.stream(values())
                .map(HostRole::word)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
