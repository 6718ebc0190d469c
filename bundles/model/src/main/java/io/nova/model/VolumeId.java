package io.nova.model;

/** A volume, for example {@code vol-0123456789abcdef0}. */
public record VolumeId(String value) implements Id, Comparable<VolumeId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.VOLUME, "vol");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public VolumeId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static VolumeId next(IdSource ids) {
        return new VolumeId("vol-" + ids.hex(17));
    }

    @Override
    public int compareTo(VolumeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
