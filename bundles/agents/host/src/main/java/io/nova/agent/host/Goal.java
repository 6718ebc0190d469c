package io.nova.agent.host;

import io.nova.model.HostRole;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a host should be.
 *
 * @param drivers by their words, such as {@code hypervisor-libvirt}
 * @param leave what becomes of roles that are there and should not be
 */
record Goal(Set<HostRole> roles, Set<String> drivers, Leave leave) {

    /** When a role that should not be there leaves. */
    enum Leave {
        /** When it has nothing on the host any longer. */
        EMPTY,
        /** At once; what it has stays, attended by nobody. */
        NOW
    }

    Goal {
        roles = roles.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(roles));
        drivers = Collections.unmodifiableSet(new TreeSet<>(drivers));
    }

    /** Returns the features that stand for it. */
    Set<String> features() {
        Set<String> features = new TreeSet<>();
        roles.forEach(role -> features.add(FeatureNames.of(role)));
        drivers.forEach(driver -> features.add(FeatureNames.ofDriver(driver)));
        return features;
    }

    /** Returns the goal with these roles and drivers, of either kind, and without those. */
    Goal changed(Collection<String> add, Collection<String> remove, Leave how) {
        Set<HostRole> newRoles = EnumSet.noneOf(HostRole.class);
        newRoles.addAll(roles);
        Set<String> newDrivers = new TreeSet<>(drivers);
        for (String word : add) {
            HostRole.of(word).ifPresentOrElse(newRoles::add, () -> newDrivers.add(word));
        }
        for (String word : remove) {
            HostRole.of(word).ifPresentOrElse(newRoles::remove, () -> newDrivers.remove(word));
        }
        return new Goal(newRoles, newDrivers, how);
    }
}
