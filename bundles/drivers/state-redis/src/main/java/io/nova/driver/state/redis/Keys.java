package io.nova.driver.state.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.spi.state.IndexEntry;

/**
 * The names of a cell's keys that are used outside the scripts. All begin with the cell in braces,
 * so that a cluster keeps the cell in one place; what may hold any text comes last, or after its
 * length.
 */
final class Keys {

    private final String prefix;

    Keys(String cell) {
        this.prefix = "{" + cell + "}";
    }

    /** Who the store is: epoch, newest commit, the server that was adopted. */
    byte[] meta() {
        return key("m");
    }

    byte[] row(String kind, String id) {
        return key("r:" + kind + ":" + id);
    }

    /** The ids of the records that carry the entry. */
    byte[] entry(String kind, IndexEntry entry) {
        int length = entry.index().getBytes(UTF_8).length;
        return key("x:" + kind + ":" + length + ":" + entry.index() + ":" + entry.value());
    }

    byte[] quotas() {
        return key("q");
    }

    byte[] owners(String pool) {
        return key("o:" + pool);
    }

    byte[] beats(String group) {
        return key("b:" + group);
    }

    byte[] feed() {
        return key("feed");
    }

    private byte[] key(String rest) {
        return (prefix + rest).getBytes(UTF_8);
    }
}
