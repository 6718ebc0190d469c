package io.nova.agent.host;

import io.nova.model.HostRole;
import java.util.Optional;

/** Which feature stands for which role or driver. */
final class FeatureNames {

    /** What this agent itself is in: always there. */
    static final String HOST = "nova-host";

    /** All roles in one piece, as an operator may have installed it. */
    private static final String ALL_IN_ONE = "nova-all-in-one";

    private static final String ROLE = "nova-";
    private static final String DRIVER = "nova-driver-";

    private FeatureNames() {}

    static String of(HostRole role) {
        return ROLE + role.word();
    }

    static String ofDriver(String word) {
        return DRIVER + word;
    }

    static Optional<HostRole> role(String feature) {
        return feature.startsWith(ROLE)
                ? HostRole.of(feature.substring(ROLE.length()))
                : Optional.empty();
    }

    /** Returns a driver's word; empty if the feature is none of a driver. */
    static Optional<String> driver(String feature) {
        return feature.startsWith(DRIVER)
                ? Optional.of(feature.substring(DRIVER.length()))
                : Optional.empty();
    }

    /** Tells whether the file decides about the feature. */
    static boolean isOurs(String feature) {
        return role(feature).isPresent()
                || driver(feature).isPresent()
                || feature.equals(ALL_IN_ONE);
    }

    /** Returns the word for a role's or a driver's feature. */
    static String word(String feature) {
        return driver(feature)
                .or(() -> role(feature).map(HostRole::word))
                .orElseGet(() -> feature.substring(ROLE.length()));
    }
}
