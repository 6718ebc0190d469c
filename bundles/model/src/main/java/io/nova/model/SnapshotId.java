package io.nova.model;

/** A snapshot, for example {@code snap-0123456789abcdef0}. */
public record SnapshotId(String value) implements Id, Comparable<SnapshotId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.SNAPSHOT, "snap");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public SnapshotId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static SnapshotId next(IdSource ids) {
        return new SnapshotId("snap-" + ids.hex(17));
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
