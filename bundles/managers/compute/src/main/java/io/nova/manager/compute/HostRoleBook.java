package io.nova.manager.compute;

import io.nova.api.compute.HostRoleService.RolesView;
import io.nova.model.HostId;
import io.nova.protocol.HostRoles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What each host last said of its roles; hosts say it again, so it need not be kept. */
final class HostRoleBook {

    private final Map<HostId, Entry> entries = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private final Duration silence;

    private record Entry(HostRoles said, Instant at) {}

    /**
     * @param silence how long a host may be silent before it counts as down
     */
    HostRoleBook(Clock clock, Duration silence) {
        this.clock = clock;
        this.silence = silence;
    }

    /** Takes in what a host said, unless it is older than what is known: messages overtake. */
    void heard(HostRoles said) {
        entries.merge(
                said.host(),
                new Entry(said, clock.instant()),
                (old, fresh) -> old.said().number() > said.number() ? old : fresh);
    }

    /** Forgets a host that is none any longer, until it is heard of again. */
    void forget(HostId host) {
        entries.remove(host);
    }

    boolean knows(HostId host) {
        return entries.containsKey(host);
    }

    List<RolesView> all() {
        return entries.values().stream().map(this::view).toList();
    }

    Optional<RolesView> of(HostId host) {
        return Optional.ofNullable(entries.get(host)).map(this::view);
    }

    private RolesView view(Entry entry) {
        HostRoles said = entry.said();
        return new RolesView(
                said.host(),
                entry.at().isAfter(clock.instant().minus(silence)),
                entry.at(),
                said.roles(),
                said.drivers(),
                said.coming(),
                said.leaving(),
                said.trouble());
    }
}
