package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Places;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a volume's target: the volume's id, and a word that is another each time the volume
 * is exported, so that a host that was forgotten cannot come to a later export.
 */
record Iqn(VolumeId volume, String word) {

    private static final String AUTHORITY = "iqn.2010-05.io.nova:";
    private static final Pattern TARGET =
            Pattern.compile(
                    Pattern.quote(AUTHORITY)
                            + "(vol-(?:[0-9a-f]{17}|[0-9a-f]{8}))\\.([0-9a-f]{16})");
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it is not a volume's
     */
    static Iqn parse(String name) {
        Matcher parts = TARGET.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'%s' is no volume's name".formatted(name));
        }
        return new Iqn(new VolumeId(parts.group(1)), parts.group(2));
    }

    /** Returns the name of a host that connects to volumes. */
    static String initiator(HostId host) {
        String name = host.value();
        // A name has small letters alone; others are told apart by their digest.
        boolean plain = PLAIN.matcher(name).matches();
        return AUTHORITY + (plain ? "host-" + name : "host." + Places.name(name));
    }

    /** Returns it without who gives the names, the same for no other. */
    String user() {
        return volume + "." + word;
    }

    @Override
    public String toString() {
        return AUTHORITY + user();
    }
}
