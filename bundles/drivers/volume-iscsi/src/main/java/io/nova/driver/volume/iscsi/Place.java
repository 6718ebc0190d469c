package io.nova.driver.volume.iscsi;

/** Where a volume is exported: the location of its export. */
record Place(Portal portal, Iqn target) {

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static Place parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'%s' is no place of a volume".formatted(text));
        }
        return new Place(
                Portal.parse(text.substring(0, slash)), Iqn.parse(text.substring(slash + 1)));
    }

    /** {@code 127.0.0.1:3261/iqn.2010-05.io.nova:vol-…}. */
    @Override
    public String toString() {
        return portal + "/" + target;
    }
}
