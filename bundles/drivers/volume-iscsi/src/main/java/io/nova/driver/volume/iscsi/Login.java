package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Places;
import io.nova.model.HostId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who connects: the name of the cloud's initiator, {@code iqn.2010-05.io.nova:host-h7/KEY}.
 *
 * @param name as iSCSI knows it
 * @param key the open half of the host's
 */
record Login(String name, OpenKey key) {

    private static final Pattern TEXT =
            Pattern.compile("(iqn\\.[a-z0-9.:-]{1,200})/([A-Za-z0-9_-]{43})");

    static Login of(HostId host, OpenKey key) {
        return new Login(Iqn.initiator(host), key);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static Login parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name of an iSCSI initiator".formatted(text));
        }
        return new Login(parts.group(1), OpenKey.parse(parts.group(2)));
    }

    /** Returns as whom it logs in to a target. */
    String user(Iqn target) {
        return target.user() + "." + Places.name(toString());
    }

    @Override
    public String toString() {
        return name + "/" + key;
    }
}
