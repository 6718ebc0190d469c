package io.nova.agent.host;

import io.nova.model.HostRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps roles away from hosts that cannot reach the records of the cloud: an embedded store would
 * come along, and managers that know of nothing would answer beside the others.
 */
final class StoreAccess {

    private static final Set<HostRole> NEEDING = EnumSet.of(HostRole.API, HostRole.OBJECTSTORE);

    private static final String STORE = "state-";
    private static final String OWN_STORE = "state-embedded";
    private static final String BUS = "messaging-";
    private static final String OWN_BUS = "messaging-local";

    private final Optional<Path> membership;

    /**
     * @param membership what joining wrote, if the host joined
     */
    StoreAccess(Optional<Path> membership) {
        this.membership = membership;
    }

    /** Returns why the host cannot be so; empty if it can. */
    String refusal(Goal goal) {
        Set<HostRole> needing = needing(goal);
        return !needing.isEmpty() && membership.filter(Files::exists).isPresent()
                ? words(needing)
                        + " needs the records of the cloud, and this host joined: it has no access"
                        + " to the store, and its user of the broker may do what agents need alone;"
                        + " a machine that has both is set up as in 'Several controllers'"
                : "";
    }

    /** Returns why the host cannot become so; empty if it can. */
    String refusal(Goal before, Goal after) {
        String joined = refusal(after);
        if (!joined.isEmpty()) {
            return joined;
        }
        Set<HostRole> needing = needing(after);
        boolean first = needing(before).isEmpty() && !needing.isEmpty();
        return first && has(after, BUS, OWN_BUS) && !has(after, STORE, OWN_STORE)
                ? words(needing)
                        + " needs the records of the cloud, and this host has no driver of a store"
                        + " that others have too: name it as well, as in +state-redis, once its"
                        + " settings are here"
                : "";
    }

    private static Set<HostRole> needing(Goal goal) {
        Set<HostRole> needing = EnumSet.noneOf(HostRole.class);
        needing.addAll(goal.roles());
        needing.retainAll(NEEDING);
        return needing;
    }

    /** Tells whether the host has a driver of the family that leads to other machines. */
    private static boolean has(Goal goal, String family, String own) {
        return goal.drivers().stream()
                .anyMatch(driver -> driver.startsWith(family) && !driver.equals(own));
    }

    private static String words(Set<HostRole> roles) {
        return roles.stream().map(HostRole::word).sorted().collect(Collectors.joining(", "));
    }
}
