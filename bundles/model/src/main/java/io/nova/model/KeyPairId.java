package io.nova.model;

/** A key pair, for example {@code key-0123456789abcdef0}. */
public record KeyPairId(String value) implements Id, Comparable<KeyPairId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.KEY_PAIR, "key");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public KeyPairId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static KeyPairId next(IdSource ids) {
        return new KeyPairId("key-" + ids.hex(17));
    }

    @Override
    public int compareTo(KeyPairId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
