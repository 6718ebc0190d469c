package io.nova.driver.volume.iscsi;

/**
 * Where a volume is exported: the location of its export.
 *
 * @param key of the host that has it
 */
record Place(Portal portal, Iqn target, OpenKey key) {

    private static final int PARTS = 3;

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static Place parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("'%s' is no place of a volume".formatted(text));
        }
        return new Place(Portal.parse(parts[0]), Iqn.parse(parts[1]), OpenKey.parse(parts[2]));
    }

    /** {@code 127.0.0.1:3261/iqn.2010-05.io.nova:vol-…/…}. */
    @Override
    public String toString() {
        return portal + "/" + target + "/" + key;
    }
}
