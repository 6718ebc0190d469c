package io.nova.api.compute;

import java.util.Set;

/**
 * What instances can be found by without looking at others.
 *
 * @param by what is known of them
 * @param values any of these
 */
public record InstanceLookup(By by, Set<String> values) {

    /** What an index has. An instance that ended has no address, interface or group any longer. */
    public enum By {
        ID,
        /** A tag, as {@link #tag} writes it. */
        TAG,
        RESERVATION,
        PRIVATE_ADDRESS,
        NETWORK_INTERFACE,
        SECURITY_GROUP
    }

    public InstanceLookup {
        values = Set.copyOf(values);
    }

    /** Returns how a tag is looked up. */
    public static String tag(String key, String value) {
        return key + "=" + value;
    }
}
